import fc from 'fast-check'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import { TONGUES } from './histories.ts'
import { COMBINED, HEADLINES, type ModelFeed, STANDING } from './newsdesk-model.ts'

// Lists addresses of documents, and parses documents without code of the program.

const FILES: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }

export function pathIn(folder: string, format: Format): string {
  return folder + FILES[format]
}

export const FEEDS: readonly ModelFeed[] = [...STANDING, ...HEADLINES, ...COMBINED]

/** A few feeds of all kinds, because one history cannot check them all. */
export const someFeeds = (length: number) => fc.shuffledSubarray([...FEEDS], { minLength: length, maxLength: length })

/** Three months of the period of the histories. */
export const someMonths = fc.subarray(['2025-12', '2026-01', '2026-02', '2026-03', '2026-04'], {
  ...{ minLength: 3, maxLength: 3 },
})

const EMBEDDED = ['headlines.json', 'frame.html?count=3&show=images,summaries&theme=dark'] as const

/**
 * The addresses of all documents that show these feeds: feeds, archives, pages and lists of feeds, and embeds with a
 * look.
 */
export function addresses(feeds: readonly ModelFeed[], months: readonly string[]): string[] {
  const folders = feeds.flatMap(({ folder, block }) => [
    folder,
    ...(block === undefined ? months.map((month) => `${folder}archive/${month}/`) : []),
  ])
  return [
    ...folders,
    ...folders.flatMap((folder) => FORMATS.map((format) => pathIn(folder, format))),
    ...TONGUES.flatMap((tongue) => [`/${tongue}/`, `/${tongue}/feeds.opml`, `/${tongue}/news-sitemap.xml`]),
    ...FORMATS.map((format) => pathIn('/partners/open/uk/', format)),
    ...feeds.flatMap(({ folder }) => EMBEDDED.map((file) => `/embed${folder}${file}`)),
    ...['/embed/partners/open/uk/headlines.json', '/embed/partners/open/ru/tags/usa/fragment.html?show=summaries'],
    ...['/uk/search?q=r', '/ru/embed/?feed=/uk/tags/usa/'],
    ...['/feeds.opml', '/partners/open/ru/news-sitemap.xml'],
  ]
}

export function formatOf(path: string): Format | undefined {
  return FORMATS.find((format) => path.endsWith(`/${FILES[format]}`))
}

type Item = { readonly id: string; readonly title: string; readonly published: number; readonly updated: number }

/** The entries of a feed document, in document order. */
export function itemsIn(format: Format, document: string): Item[] {
  if (format === 'json') {
    return JSON.parse(document).items.map(({ id, title, date_published, date_modified }: Record<string, string>) => ({
      ...{ id, title, published: Date.parse(date_published ?? '') },
      updated: Date.parse(date_modified ?? date_published ?? ''),
    }))
  }
  const [name, ...elements] =
    format === 'rss' ? ['item', 'guid', 'pubDate', 'atom:updated'] : ['entry', 'id', 'published', 'updated']
  const [id = '', date = '', change = ''] = elements
  return document
    .split(new RegExp(`<${name}[ >]`))
    .slice(1)
    .map((item) => {
      const text = (element: string): string =>
        new RegExp(`<${element}[^>]*>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(item)?.[1] ?? ''
      const published = Date.parse(text(date))
      return { id: text(id), title: text('title'), published, updated: Date.parse(text(change)) || published }
    })
}

/** The tombstones of a document: the time of each withdrawal, by entry id. */
export function tombstonesIn(format: Format, document: string): Record<string, number> {
  if (format === 'json') {
    const items: readonly Record<string, string>[] = JSON.parse(document)._withdrawn?.items ?? []
    return Object.fromEntries(items.map(({ id, date_withdrawn }) => [id, Date.parse(date_withdrawn ?? '')]))
  }
  const entries = [...document.matchAll(/<at:deleted-entry ref="([^"]*)" when="([^"]*)"\/>/g)]
  return Object.fromEntries(entries.map(([, id, when]) => [id, Date.parse(when ?? '')]))
}

/** The paths of the previous and next documents in the history of the feed: RFC 5005 §4. */
export function historyIn(format: Format, document: string): { prev?: string; next?: string; current?: string } {
  const found = (relation: string, key: string): string | undefined => {
    if (format !== 'json') return new RegExp(`rel="${relation}"[^>]* href="([^"]*)"`).exec(document)?.[1]
    const { next_url, _history } = JSON.parse(document)
    return { next_url, ..._history }[key]
  }
  const links = {
    prev: found('prev-archive', 'next_url'),
    next: found('next-archive', 'newer_url'),
    current: found('current', 'current_url'),
  }
  return Object.fromEntries(
    Object.entries(links).flatMap(([name, url]) => (url ? [[name, decodeURI(new URL(url).pathname)]] : [])),
  )
}
