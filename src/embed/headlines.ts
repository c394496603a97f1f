import type { Entry } from '../domain/article.ts'
import { directionOf, type Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Channel } from '../feeds/channel.ts'
import { siteTitle } from '../feeds/titles.ts'
import { type Catalog, interfaceLanguage } from '../i18n/catalog.ts'
import { dayIn } from '../i18n/formats.ts'

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
export type Headline = TextLanguage & {
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
  /** The language of `more`, `empty` and the label of credits, if it is not `language`. */
  readonly texts?: TextLanguage
  /** Seconds until a client should ask again. */
  readonly refresh: number
  readonly items: readonly Headline[]
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
  const values = { site: siteTitle(site, language) }
  const textsIn = interfaceLanguage(catalog, language)
  return {
    version: 1,
    title,
    ...textLanguage(language),
    page,
    more: catalog.t(language, 'embed:more', values),
    empty: catalog.t(language, 'embed:empty'),
    ...(textsIn !== language && { texts: textLanguage(textsIn) }),
    refresh: interval,
    items: entries.map((entry) => headlineOf(site, catalog, language, entry)),
  }
}

function headlineOf(site: Site, catalog: Catalog, feedLanguage: Language, { id, variant }: Entry): Headline {
  const { title, url, published, updated, summary, language, image } = variant
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
  }
}

function textLanguage(language: Language): TextLanguage {
  return { language, direction: directionOf(language) }
}
