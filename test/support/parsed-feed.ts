import { XMLParser } from 'fast-xml-parser'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import { publishNewsroom, type TestNewsroom, type TestOptions } from './newsroom.ts'
import { type Ask, wire } from './wire.ts'

/** The unchanged texts of an item. */
export type ParsedItem = {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly language: string | undefined
  readonly published: string | undefined
  readonly updated: string | undefined
  readonly html: string
}

/** The content of a feed document of any format. Addresses are paths. */
export type ParsedDocument = {
  readonly id: string | undefined
  readonly title: string
  readonly language: string | undefined
  readonly updated: string | undefined
  readonly items: readonly ParsedItem[]
  readonly links: Readonly<Partial<Record<'self' | 'current' | 'prev' | 'next', string>>>
  readonly archive: boolean
  readonly complete: boolean
  /** Dates of withdrawals by entry id. */
  readonly withdrawn: Readonly<Record<string, string>>
}

export const FILES: Readonly<Record<Format, string>> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }
/** The documents of a feed in all formats. */
export const inFormats = (folder: string): readonly string[] => FORMATS.map((format) => folder + FILES[format])

export function parseDocument(path: string, text: string): ParsedDocument {
  const [format = 'rss'] = FORMATS.filter((one) => path.endsWith(FILES[one]))
  return READ[format](text)
}

type Node = Record<string, unknown>
const MANY = new Set(['entry', 'item', 'link', 'atom:link', 'at:deleted-entry'])
const xml = new XMLParser({
  ...{ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, parseAttributeValue: false },
  isArray: (name, path) => MANY.has(name) && path !== 'rss.channel.link' && path !== 'rss.channel.item.link',
})

const pathIn = (address: unknown): string => String(address).replace(/^https?:\/\/[^/]+/, '')
const text = (node: unknown): string => (typeof node === 'object' && node ? String((node as Node)['#text']) : `${node}`)
const some = (node: unknown): string | undefined => (node === undefined ? undefined : text(node))
const nodes = (value: unknown): readonly Node[] => (value as Node[] | undefined) ?? []

function historyIn(links: readonly Node[]): ParsedDocument['links'] {
  const rels = { self: 'self', current: 'current', 'prev-archive': 'prev', 'next-archive': 'next' } as const
  const found = links.flatMap((link) => {
    const name = rels[link['@rel'] as keyof typeof rels]
    return name ? [[name, pathIn(link['@href'])] as const] : []
  })
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error('a relation is there twice')
  return Object.fromEntries(found)
}

const READ: Record<Format, (text: string) => ParsedDocument> = {
  rss: (document) => {
    const { channel } = xml.parse(document).rss as { channel: Node }
    return {
      ...{ id: undefined, title: text(channel.title), language: some(channel.language) },
      ...{ updated: some(channel.lastBuildDate), links: historyIn(nodes(channel['atom:link'])) },
      ...{ archive: 'fh:archive' in channel, complete: 'fh:complete' in channel, withdrawn: {} },
      items: nodes(channel.item).map((item) => ({
        ...{ id: text(item.guid), title: text(item.title), url: text(item.link), language: some(item['dc:language']) },
        ...{ published: some(item.pubDate), updated: some(item['atom:updated']) },
        html: some(item['content:encoded']) ?? some(item.description) ?? '',
      })),
    }
  },
  atom: (document) => {
    const { feed } = xml.parse(document) as { feed: Node }
    return {
      ...{ id: text(feed.id), title: text(feed.title), language: some(feed['@xml:lang']), updated: some(feed.updated) },
      ...{ links: historyIn(nodes(feed.link)), archive: 'fh:archive' in feed, complete: 'fh:complete' in feed },
      withdrawn: Object.fromEntries(nodes(feed['at:deleted-entry']).map((one) => [one['@ref'], one['@when']])),
      items: nodes(feed.entry).map((entry) => ({
        ...{ id: text(entry.id), title: text(entry.title), language: some(entry['@xml:lang']) },
        url: String(
          nodes(entry.link).find((link) => link['@rel'] === undefined || link['@rel'] === 'alternate')?.['@href'],
        ),
        ...{ published: some(entry.published), updated: some(entry.updated) },
        html: some(entry.content) ?? some(entry.summary) ?? '',
      })),
    }
  },
  json: (document) => {
    const feed = JSON.parse(document)
    const { current_url: current, newer_url: next } = feed._history ?? {}
    const links = { self: feed.feed_url, current, prev: feed.next_url, next }
    const known = Object.entries(links).filter(([, address]) => address !== undefined)
    const withdrawn: { id: string; date_withdrawn: string }[] = feed._withdrawn?.items ?? []
    return {
      ...{ id: undefined, title: feed.title, language: feed.language, updated: undefined },
      links: Object.fromEntries(known.map(([name, address]) => [name, pathIn(address)])),
      ...{ archive: feed._history?.archive === true, complete: feed._history?.complete === true },
      withdrawn: Object.fromEntries(withdrawn.map((one) => [one.id, one.date_withdrawn])),
      items: feed.items.map((item: Record<string, string>) => ({
        ...{ id: item.id, title: item.title, url: item.url, language: item.language },
        ...{ published: item.date_published, updated: item.date_modified },
        html: item.content_html ?? item.content_text ?? '',
      })),
    }
  },
}

export type Served = TestNewsroom & {
  readonly ask: Ask
  /** Requests a feed. @throws if the status is not 200 */
  read(path: string): Promise<ParsedDocument>
  /** The titles of a feed, in document order. */
  titles(path: string): Promise<readonly string[]>
  refresh(): Promise<unknown>
}

/** A newsroom with a first edition, served over HTTP. */
export async function serveNewsroom(options: TestOptions = {}): Promise<Served> {
  const made = await publishNewsroom(options)
  const ask = await wire(made.app.handler)
  const read = async (path: string): Promise<ParsedDocument> => {
    const answer = await ask(path)
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
    return parseDocument(path, answer.text)
  }
  return {
    ...{ ...made, ask, read, refresh: () => made.app.newsroom.refresh() },
    titles: async (path) => (await read(path)).items.map(({ title }) => title),
  }
}

/** Fetches all sources and refreshes, a minute later. */
export async function fetchIn({ app, clock, refresh }: Served, laterMs = 60_000): Promise<void> {
  clock.now += laterMs
  await app.fetch()
  await refresh()
}
