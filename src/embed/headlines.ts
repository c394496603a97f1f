import type { Entry } from '../domain/entry.ts'
import { directionOf, type Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Channel } from '../feeds/channel.ts'
import { siteTitle } from '../feeds/titles.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { dayIn } from '../i18n/formats.ts'

type Spoken = { readonly language: Language; readonly direction: 'ltr' | 'rtl' }

export type Picture = {
  readonly url: string
  /** Empty where nothing is said of what it shows. */
  readonly alt: string
  /** As people read it: `Photo: Jo Doe`. */
  readonly credit: string | null
  /** Pixels. */
  readonly width: number | null
  readonly height: number | null
}

/** An article as a headline. URLs are absolute, texts are plain. */
export type Headline = Spoken & {
  readonly id: string
  readonly title: string
  readonly url: string
  /** RFC 3339. */
  readonly published: string
  readonly updated: string
  /** When it was published as people read it, in the feed's language and the newsroom's zone. */
  readonly date: string
  readonly summary: string | null
  readonly image: Picture | null
}

/**
 * `headlines.json`. Keys may be added; what is there keeps its name and its meaning, or `version` is another.
 */
export type Headlines = Spoken & {
  readonly version: 1
  readonly title: string
  /** The feed's own page. */
  readonly page: string
  /** What to call a link to it, and what to say where there is no headline. */
  readonly more: string
  readonly empty: string
  /** Seconds after which it is worth asking again. */
  readonly refresh: number
  readonly items: readonly Headline[]
}

/** `page` is where all of the feed is told; `entries` are in the feed's order. */
export function headlinesOf(
  site: Site,
  catalog: Catalog,
  channel: Channel,
  page: string,
  entries: readonly Entry[],
): Headlines {
  const { language, title, interval } = channel
  const values = { site: siteTitle(site, language) }
  return {
    version: 1,
    title,
    ...spoken(language),
    page,
    more: catalog.t(language, 'embed:more', values),
    empty: catalog.t(language, 'embed:empty'),
    refresh: interval,
    items: entries.map((entry) => headlineOf(site, catalog, language, entry)),
  }
}

function headlineOf(site: Site, catalog: Catalog, reader: Language, { id, variant }: Entry): Headline {
  const { title, url, published, updated, summary, language, image } = variant
  const credit = image?.credit && catalog.t(reader, 'embed:photo', { credit: image.credit })
  return {
    ...{ id, title, url },
    published: new Date(published).toISOString(),
    updated: new Date(updated).toISOString(),
    date: dayIn(reader, site.timeZone, published),
    ...spoken(language),
    summary: summary || null,
    image: image && {
      url: image.url,
      alt: image.alt ?? '',
      credit: credit || null,
      ...{ width: image.width, height: image.height },
    },
  }
}

function spoken(language: Language): Spoken {
  return { language, direction: directionOf(language) }
}
