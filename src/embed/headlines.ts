import { audioOf, type Entry, type Facts, type Media } from '../domain/article.ts'
import { type Embed, folderKey } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import { directionOf, type Language } from '../domain/language.ts'
import { MAX_HEADLINES } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import { readFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { partnerOf } from '../editions/selection.ts'
import { keysOfFeed } from '../editions/surrogate-keys.ts'
import type { Channel } from '../feeds/channel.ts'
import { entryOf } from '../feeds/entry.ts'
import { plainRendition } from '../feeds/format.ts'
import { plainLabels } from '../feeds/item-facts.ts'
import { renderedEntry } from '../feeds/rendition.ts'
import { siteTitle } from '../feeds/titles.ts'
import { type Catalog, interfaceLanguage } from '../i18n/catalog.ts'
import { dayIn } from '../i18n/formats.ts'
import type { StoreReader } from '../store/port.ts'

type TextLanguage = { readonly language: Language; readonly direction: 'ltr' | 'rtl' }

export type Picture = {
  readonly url: string
  /** Empty if the picture has no description. */
  readonly alt: string
  /** With its label: `Photo: Jo Doe`. */
  readonly credit: string | null
  /** Pixels. */
  readonly width: number | null
  readonly height: number | null
}

/** An article as a headline. URLs are absolute, texts are plain. */
export type Headline = TextLanguage &
  Pick<Facts, 'kind' | 'series' | 'place'> &
  Pick<Entry, 'labels'> & {
    readonly id: string
    readonly title: string
    readonly url: string
    /** RFC 3339. */
    readonly published: string
    readonly updated: string
    /** `published` in words, in the feed's language and the newsroom's time zone. */
    readonly date: string
    readonly summary: string | null
    readonly image: Picture | null
    /** The first recording. `duration` is in seconds. */
    readonly audio?: Pick<Media, 'url' | 'type' | 'duration'>
  }

/** `headlines.json`. New keys keep `version`; a key with another name or meaning changes it. */
export type Headlines = TextLanguage & {
  readonly version: 1
  readonly title: string
  /** The feed's own page. */
  readonly page: string
  /** The text of the link to `page`; `empty` is shown if there are no headlines. */
  readonly more: string
  readonly empty: string
  /** The page on which readers support the newsroom, and the text of the link to it. */
  readonly support?: { readonly url: string; readonly text: string }
  /** The language of `more`, `support`, `empty` and the label of credits, if it is not `language`. */
  readonly texts?: TextLanguage
  /** Seconds until a client should ask again. */
  readonly refresh: number
  readonly items: readonly Headline[]
}

/**
 * The newest headlines of a feed, with the date and the surrogate keys of documents that show them; `undefined` if the
 * feed does not exist.
 * @throws Superseded
 */
export async function readHeadlines(published: Published, embed: Embed, reader: StoreReader) {
  const { edition, context } = published
  const { site, catalog } = context
  const content = await readFeed(published, embed.key, reader)
  if (!content) return undefined
  const { feed, channel, selection } = content
  const placed = selection.placed.slice(0, MAX_HEADLINES)
  const rendition = partnerOf(site, folderKey(embed)) ?? plainRendition('summary')
  const entries = (await reader.shownVariants(placed)).map(({ variant, siblings }) =>
    renderedEntry(entryOf(site, catalog, embed.key.languages, variant, siblings, edition.instant), rendition),
  )
  return {
    // A partner's own feed links to the partner's page; any other feed links to the public page.
    headlines: headlinesOf(site, catalog, channel, site.feedUrl + folderOf(embed.key), entries),
    // Headlines also contain texts and settings, which change with `remade`.
    lastModified: Math.max(feed.lastModified, edition.remade),
    keys: keysOfFeed(site, embed.key, placed),
  }
}

/** `page` is the feed's own page; `entries` are in the feed's order. */
export function headlinesOf(
  site: Site,
  catalog: Catalog,
  channel: Channel,
  page: string,
  entries: readonly Entry[],
): Headlines {
  const { language, title, interval } = channel
  const support = channel.details.support
  const values = { site: siteTitle(site, language) }
  const textsIn = interfaceLanguage(catalog, language)
  return {
    version: 1,
    title,
    ...textLanguage(language),
    page,
    more: catalog.t(language, 'embed:more', values),
    empty: catalog.t(language, 'embed:empty'),
    ...(support && { support: { url: support, text: catalog.t(language, 'pages:feed.support', values) } }),
    ...(textsIn !== language && { texts: textLanguage(textsIn) }),
    refresh: interval,
    items: entries.map((entry) => headlineOf(site, catalog, language, entry)),
  }
}

function headlineOf(site: Site, catalog: Catalog, feedLanguage: Language, { id, variant, labels }: Entry): Headline {
  const { title, url, published, updated, summary, language, image } = variant
  const { kind, series, place } = variant.facts ?? {}
  const audio = audioOf(variant)
  const credit = image?.credit && catalog.t(feedLanguage, 'embed:photo', { credit: image.credit })
  return {
    ...{ id, title, url },
    published: new Date(published).toISOString(),
    updated: new Date(updated).toISOString(),
    date: dayIn(feedLanguage, site.timeZone, published),
    ...textLanguage(language),
    summary: summary || null,
    image: image && {
      url: image.url,
      alt: image.alt ?? '',
      credit: credit || null,
      ...{ width: image.width, height: image.height },
    },
    ...{
      ...(labels && { labels: plainLabels({ labels }) }),
      ...(kind && { kind }),
      ...(series && { series }),
      ...(place && { place }),
    },
    ...(audio && { audio: { url: audio.url, type: audio.type, duration: audio.duration } }),
  }
}

function textLanguage(language: Language): TextLanguage {
  return { language, direction: directionOf(language) }
}
