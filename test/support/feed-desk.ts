import type { IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import type { FetchState } from '../../src/domain/fetches.ts'
import type { Language } from '../../src/domain/language.ts'
import type { FeedMatch, FeedSource } from '../../src/domain/sources.ts'
import { feedConnector } from '../../src/fetching/feed/connector.ts'
import { fetchSource } from '../../src/fetching/fetch-source.ts'
import { recordSource } from '../../src/sources/records.ts'
import { openStore } from '../../src/store/open.ts'
import { outboundWith, serveLoopback } from './loopback.ts'
import { NOW } from './newsroom.ts'

type Given = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}
export type Answer = string | Uint8Array | Given | ((request: IncomingMessage) => Given)
type Variant = Readonly<Record<'title' | 'content' | 'url', string>> & {
  readonly guid?: string
  readonly summary?: string
}
export type FeedArticle = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly variants: Readonly<Record<string, Variant>>
}

type Settings = { readonly history?: boolean; readonly match?: FeedMatch; readonly deadline?: number }

/** A site whose documents a test names by path, and a source of type `feed` that reads some of them. */
export async function feedDesk(
  documents: Readonly<Record<string, Answer>>,
  feeds: Readonly<Record<string, string>> | string,
  { history = false, match = { by: 'hreflang' }, deadline = 600 }: Settings = {},
) {
  const site = new Map<string, Answer>(Object.entries(documents))
  const { origin, requests } = await serveLoopback((request, response) => {
    const answer = site.get(request.url ?? '') ?? { status: 404 }
    const given = typeof answer === 'function' ? answer(request) : answer
    const {
      status = 200,
      headers = {},
      body = '',
    } = typeof given === 'string' || given instanceof Uint8Array ? { body: given } : given
    response.writeHead(status, headers).end(typeof body === 'string' ? body.replaceAll('ORIGIN', origin) : body)
  })
  const store = await openStore('sqlite::memory:')
  // A program that a test starts with the store closes it, too.
  onTestFinished(() => store.close().catch(() => undefined))
  const clock = { now: NOW }
  const list = typeof feeds === 'string' ? [['', feeds] as const] : Object.entries(feeds)
  const source: FeedSource = {
    ...{ type: 'feed', name: 'old' },
    fetch: {
      ...{ schedule: null, deadline, fullEvery: 24, history, match, languages: ['en', 'uk'] as Language[] },
      feeds: list.map(([language, path]) => ({
        url: origin + path,
        ...(language && { language: language as Language }),
      })),
    },
  }
  const outbound = outboundWith()
  const parts = { store, outbound, now: () => clock.now, random: () => 0.5, signal: new AbortController().signal }
  const parse = recordSource(source, source.fetch.languages, '/unused').parseRecord
  /** The keys of all records, and their articles. Deleted records are `null`. */
  const records = async (): Promise<Record<string, FeedArticle | null>> => {
    const keys = (await store.recordStamps('old', { after: '', limit: 10_000 })).map(({ key }) => key)
    const bodies = await store.recordBodies('old', keys)
    const read = keys.map(async (key) => {
      const body = bodies.get(key)
      const raw = body ? (await parse?.(`old:${key}`, body.replaceAll(origin, 'ORIGIN')))?.raw : null
      return [key, raw && JSON.parse(JSON.stringify(raw))] as const
    })
    return Object.fromEntries(await Promise.all(read))
  }
  return {
    ...{ origin, site, clock, requests, store, source, outbound },
    /** Fetches after some hours. Returns the problem. */
    fetch: async (hours = 1): Promise<string | undefined> => {
      clock.now += hours * 3_600_000
      requests.length = 0
      const outcome = await fetchSource(source, feedConnector(source), parts, () => true)
      return outcome?.error?.message.replaceAll(origin, 'ORIGIN')
    },
    records,
    /** The languages of each article by its id. */
    articles: async (): Promise<Record<string, string[]>> => {
      const all = Object.values(await records()).flatMap((article) => article ?? [])
      const languages = Map.groupBy(all, ({ id }) => id)
      return Object.fromEntries(
        [...languages].map(([id, group]) => [id, group.flatMap(({ variants }) => Object.keys(variants)).sort()]),
      )
    },
    asked: (): string[] => requests.map(({ method, url }) => `${method === 'HEAD' ? 'HEAD ' : ''}${url}`),
    state: () => store.fetchState<FetchState>('old'),
  }
}

const NAMESPACES =
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'

export function rss(items: string, channel = '<language>en</language>'): string {
  return `<?xml version="1.0"?><rss version="2.0" ${NAMESPACES}><channel><title>Old</title><link>https://old.example/</link>${channel}${items}</channel></rss>`
}

export function item(slug: string, more = ''): string {
  return `<item><title>${slug}</title><link>https://old.example/${slug}/</link><guid isPermaLink="false">id-${slug}</guid><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate>${more}</item>`
}

export function atom(content: string, attributes = 'xml:lang="en"'): string {
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" ${attributes}><id>urn:old</id><title>Old</title><updated>2026-03-01T08:00:00Z</updated>${content}</feed>`
}

export function entry(slug: string, more = ''): string {
  return `<entry><id>urn:${slug}</id><title>${slug}</title><link href="https://old.example/${slug}/"/><updated>2026-03-01T08:00:00Z</updated>${more}</entry>`
}

/** A link of an entry in RSS to a translation. */
export function translation(language: string, slug: string): string {
  return `<atom:link rel="alternate" hreflang="${language}" href="https://old.example/${slug}/"/>`
}
