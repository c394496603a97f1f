import { parseDate } from '../../domain/dates.ts'
import { webUrl } from '../../domain/url.ts'
import type { FeedEntry } from '../../sources/feed-record.ts'

type Text = string | { readonly value?: string; readonly type?: string } | undefined
type File = { url?: string; href?: string; type?: string; mime_type?: string } & {
  [key in 'length' | 'fileSize' | 'size_in_bytes' | 'duration' | 'duration_in_seconds']?: number
}
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
export type Item = Common & {
  title?: Text
  description?: string
  summary?: Text
  content?: Text & { encoded?: string }
} & {
  [key in 'id' | 'link' | 'url' | 'external_url' | 'content_html' | 'content_text' | 'image' | 'banner_image']?: string
} & { [key in 'pubDate' | 'published' | 'date_published' | 'updated' | 'date_modified' | 'language']?: string } & {
  guid?: { value?: string; isPermaLink?: boolean }
  rdf?: { about?: string }
  authors?: Person[]
  categories?: { name?: string; term?: string; label?: string }[]
  tags?: string[]
  media?: Media
  itunes?: { duration?: number; image?: string }
  enclosures?: File[]
  attachments?: File[]
}
/** A document as feedsmith reads it. */
export type Feed = Common & { items?: Item[]; entries?: Item[]; authors?: Person[] } & {
  [key in
    | 'language'
    | 'link'
    | 'home_page_url'
    | 'feed_url'
    | 'next_url'
    | 'pubDate'
    | 'lastBuildDate'
    | 'updated']?: string
}

export function entryOf(
  item: Item,
  isXml: boolean,
  feed: Feed,
  { site, origin }: { readonly site: string | undefined; readonly origin: string | undefined },
  linked: readonly string[],
): FeedEntry {
  const { dc = {}, links = item.atom?.links ?? [], media = {}, itunes = {} } = item
  const base = addressOf(item.xml?.base, origin) ?? origin
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
  const enclosures = [...(item.enclosures ?? item.attachments ?? []), ...links.filter(({ rel }) => rel === 'enclosure')]
  // RSS has one enclosure, and its duration and other files in Media RSS.
  const recordings = contents.filter(({ type = '' }) => /^(?:audio|video)\/|^application\/pdf$/.test(type))
  const allFiles = [...enclosures, ...recordings].flatMap((file) => fileOf(file, base, itunes.duration))
  const files: FeedEntry['attachments'] = [...Map.groupBy(allFiles, (file) => file.url).values()].map((same) =>
    Object.assign({}, ...same.reverse()),
  )
  const href = item.link ?? item.url ?? page ?? item.external_url ?? permalink ?? links[0]?.href
  const id = (item.guid?.value ?? item.id ?? item.rdf?.about ?? item.link ?? item.url)?.trim()
  const link = addressOf(href, base) ?? webUrl(id ?? '')?.href
  const title = html(item.title) ?? ''
  const published = dateOf(item.pubDate ?? item.published ?? item.date_published ?? dc.dates?.[0] ?? item.updated)
  const updated = dateOf(item.updated ?? item.date_modified ?? item.atom?.updated)
  const image =
    addressOf(item.image ?? item.banner_image ?? picture?.url ?? media.thumbnails?.[0]?.url ?? itunes.image, base) ??
    files.find(({ type }) => type?.startsWith('image/'))?.url
  // Polyfeed's own feeds have `related`.
  const translations = links.flatMap(({ href, hreflang, rel = 'alternate' }) =>
    href && hreflang && /^(?:alternate|related)$/.test(rel) ? href : [],
  )
  return {
    // RSS requires neither a guid nor a link.
    guid: id || (link ?? identityOf(site, title || full || short || '')),
    url: link ?? site,
    title,
    published,
    updated: updated && published && updated > published ? updated : undefined,
    language: item.language ?? dc.languages?.[0] ?? item.xml?.lang,
    content: full ?? short ?? '',
    summary: full === undefined ? undefined : short,
    authors: authors.filter(({ name }) => name !== ''),
    tags: [
      ...(item.tags ?? (item.categories ?? []).map(({ label, name, term = '' }) => label ?? name ?? term)),
      ...(dc.subjects ?? []),
    ],
    image: image ? { url: image } : undefined,
    attachments: files.filter((file) => file.url !== image),
    translations: [...translations, ...linked].flatMap((address) => addressOf(address, base) ?? []),
  }
}

/** For an entry that shares its page with others. */
export function identityOf(page: string | undefined, text: string): string {
  return `${page ?? ''}#${encodeURIComponent(text.slice(0, 100).toWellFormed())}`
}

function fileOf(file: File, base: string | undefined, itunesDuration: number | undefined): FeedEntry['attachments'] {
  const {
    href,
    url = href,
    mime_type,
    type = mime_type,
    size_in_bytes,
    fileSize = size_in_bytes,
    length = fileSize,
  } = file
  const { duration_in_seconds, duration = duration_in_seconds ?? itunesDuration } = file
  const address = addressOf(url, base)
  const facts = { ...(type?.includes('/') && { type }), ...(length && { length }), ...(duration && { duration }) }
  return address ? [{ url: address, ...facts }] : []
}

export function addressOf(written: string | undefined, base: string | undefined): string | undefined {
  return written?.trim() ? webUrl(written.trim(), base)?.href : undefined
}

/** Dates without a zone are read as UTC. */
export function dateOf(written: string | undefined): string | undefined {
  const instant = parseDate(written ?? '', 'UTC')
  return instant === undefined ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z')
}

/** RFC 4287 §3.1.1: an Atom text without a type is plain. Texts of RSS are HTML. */
function htmlOf(text: Text): string | undefined {
  if (typeof text !== 'object') return text
  return text.type?.includes('html') ? text.value : text.value?.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function linesOf(text: string | undefined): string | undefined {
  return text && htmlOf({ value: text })?.replaceAll('\n', '<br>\n')
}
