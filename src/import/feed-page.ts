import { parseFeed } from 'feedsmith'
import type { Post } from './post.ts'

// The only module that imports feedsmith. It reads RSS, RDF, Atom and JSON Feed; this module makes one shape of them.

type Text = string | { readonly value?: string; readonly type?: string } | undefined
type File = { url?: string; href?: string; type?: string; mime_type?: string; length?: number; size_in_bytes?: number }
type Link = File & { rel?: string; hreflang?: string }
type Media = { contents?: (File & { medium?: string })[]; thumbnails?: File[]; groups?: Media[] }
type Person = { name?: string; email?: string; uri?: string; url?: string }
type Dublin = { creators?: string[]; subjects?: string[]; dates?: string[]; languages?: string[] }
type Common = {
  links?: Link[]
  atom?: { links?: Link[]; updated?: string }
  dc?: Dublin
  xml?: { lang?: string; base?: string }
}
type Item = Common & { title?: Text; description?: string; summary?: Text; content?: Text & { encoded?: string } } & {
  [key in 'id' | 'link' | 'url' | 'external_url' | 'content_html' | 'content_text' | 'image' | 'banner_image']?: string
} & { [key in 'pubDate' | 'published' | 'date_published' | 'updated' | 'date_modified' | 'language']?: string } & {
  guid?: { value?: string; isPermaLink?: boolean }
  rdf?: { about?: string }
  authors?: Person[]
  categories?: { name?: string; term?: string; label?: string }[]
  tags?: string[]
  media?: Media
  enclosures?: File[]
  attachments?: File[]
}
type Feed = Common & { items?: Item[]; entries?: Item[]; authors?: Person[] } & {
  [key in 'language' | 'link' | 'home_page_url' | 'next_url' | 'pubDate' | 'lastBuildDate' | 'updated']?: string
}

/** Dates and addresses are as written; texts are HTML. */
export type FeedEntry = Pick<Post, 'title' | 'content' | 'summary' | 'tags' | 'authors'> & {
  readonly [key in 'guid' | 'url' | 'published' | 'updated' | 'language' | 'image']: string | undefined
} & { readonly files: Post['attachments']; readonly translations: readonly string[] }

export type FeedPage = {
  readonly language: string | undefined
  /** The address of entries that have none. */
  readonly site: string | undefined
  /** The date of entries that have none (RSS 0.9x). */
  readonly date: string | undefined
  /** The document with older entries: RFC 5005, JSON Feed. */
  readonly older: string | undefined
  readonly entries: readonly FeedEntry[]
}

/** @throws Error if the text is no feed */
export function parsePage(text: string): FeedPage {
  const { format, feed: parsed } = parseFeed(text)
  const feed = parsed as Feed
  const links = feed.links ?? feed.atom?.links ?? []
  const linkTo = (wanted: string): string | undefined => links.find(({ rel }) => rel === wanted)?.href
  return {
    language: feed.language ?? feed.xml?.lang ?? feed.dc?.languages?.[0],
    site:
      feed.link ??
      feed.home_page_url ??
      feed.xml?.base ??
      links.find(({ rel = 'alternate' }) => rel === 'alternate')?.href,
    date: feed.pubDate ?? feed.lastBuildDate ?? feed.updated ?? feed.dc?.dates?.[0],
    older: linkTo('prev-archive') ?? linkTo('next') ?? feed.next_url,
    entries: (feed.items ?? feed.entries ?? []).map((item) => entryOf(item, format !== 'json', feed)),
  }
}

function entryOf(item: Item, isXml: boolean, feed: Feed): FeedEntry {
  const { dc = {}, links = item.atom?.links ?? [], media = {} } = item
  const alternates = links.filter(({ rel = 'alternate' }) => rel === 'alternate')
  const page = alternates.find(({ hreflang }) => !hreflang || hreflang === (item.xml ?? feed.xml)?.lang)?.href
  const permalink = item.guid?.isPermaLink === false ? undefined : item.guid?.value
  const contents = [...(media.contents ?? []), ...(media.groups ?? []).flatMap((group) => group.contents ?? [])]
  const picture = contents.find(({ medium, type }) => medium === 'image' || type?.startsWith('image/'))
  const people = [...(item.authors ?? feed.authors ?? []), ...(dc.creators ?? []).map((name): Person => ({ name }))]
  const authors = people.map(({ name, email = '', uri, url = uri }) => ({ name: name ?? email, ...(url && { url }) }))
  const full = item.content?.encoded ?? htmlOf(item.content) ?? item.content_html ?? linesOf(item.content_text)
  // Titles and summaries of JSON Feed are plain text.
  const html = (text: Text): string | undefined =>
    htmlOf(isXml || typeof text === 'object' ? text : { value: text ?? '' })
  const short = item.description ?? html(item.summary)
  const files = [...(item.enclosures ?? item.attachments ?? []), ...links.filter(({ rel }) => rel === 'enclosure')]
  return {
    guid: item.guid?.value ?? item.id ?? item.rdf?.about ?? item.link ?? item.url,
    url: item.link ?? item.url ?? page ?? item.external_url ?? permalink ?? links[0]?.href,
    title: html(item.title) ?? '',
    published: item.pubDate ?? item.published ?? item.date_published ?? dc.dates?.[0] ?? item.updated,
    updated: item.updated ?? item.date_modified ?? item.atom?.updated,
    language: item.language ?? item.xml?.lang,
    content: full ?? short ?? '',
    summary: full === undefined ? undefined : short,
    authors: authors.filter(({ name }) => name !== ''),
    tags: [
      ...(item.tags ?? (item.categories ?? []).map(({ label, name, term = '' }) => label ?? name ?? term)),
      ...(dc.subjects ?? []),
    ],
    image: item.image ?? item.banner_image ?? picture?.url ?? media.thumbnails?.[0]?.url,
    files: files.flatMap(
      ({ href = '', url = href, mime_type, type = mime_type, size_in_bytes, length = size_in_bytes }) =>
        url ? { url, ...(type?.includes('/') && { type }), ...(length && { length }) } : [],
    ),
    // Polyfeed's own feeds have `related`.
    translations: links.flatMap(({ href, hreflang, rel = 'alternate' }) =>
      href && hreflang && /^(?:alternate|related)$/.test(rel) ? href : [],
    ),
  }
}

/** RFC 4287 §3.1.1: an Atom text without a type is plain. Texts of RSS are HTML. */
function htmlOf(text: Text): string | undefined {
  if (typeof text !== 'object') return text
  return text.type?.includes('html') ? text.value : text.value?.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function linesOf(text: string | undefined): string | undefined {
  return text && htmlOf({ value: text })?.replaceAll('\n', '<br>\n')
}
