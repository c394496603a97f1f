import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Instant } from '../../domain/article.ts'
import { decoded } from '../../fetching/encoding.ts'
import type { Feed, Item } from '../../fetching/feed/entry.ts'
import { parsedFeed } from '../../fetching/feed/page.ts'
import { findAll, parseTree } from '../../intake/markup/tree.ts'
import { certificateEnd } from '../../outbound/certificate.ts'
import type { Outbound, OutboundResponse } from '../../outbound/client.ts'

/** A document as it is written; without entries and links, but with the problem, if it is no feed. */
type Written = {
  readonly text: string
  readonly format: string
  readonly feed: Feed
  readonly items: readonly Item[]
  readonly links: NonNullable<Feed['links']>
  readonly problem: string | undefined
}

/** All that the checks look at, fetched once. */
export type Snapshot = Written & {
  readonly now: Instant
  /** The address that answered, and the redirect that led there. */
  readonly url: string
  readonly redirect: OutboundResponse | undefined
  /** Two requests for the plain document, and one with HEAD. */
  readonly plain: OutboundResponse
  readonly again: OutboundResponse
  readonly head: OutboundResponse
  /** Conditional requests; `undefined` without the validator that they need. */
  readonly byTag: OutboundResponse | undefined
  readonly byDate: OutboundResponse | undefined
  /** A wrong entity tag with the right date. */
  readonly byWrongTag: OutboundResponse | undefined
  /** By coding: what was answered, and its decoded bytes, or an error. */
  readonly encoded: readonly {
    readonly coding: string
    readonly answer: OutboundResponse
    readonly bytes: Buffer | Error
  }[]
  /** Of the address that answered; `undefined` without https, and if it is not known. */
  readonly certificateEnd: Instant | undefined
  /** Whether two requests got the same bytes. */
  readonly isStable: boolean
  /** The feeds in other languages that it links to. */
  readonly siblings: readonly (Pick<Written, 'links' | 'problem'> & { readonly url: string })[]
}

const SIBLINGS_MAX = 10
const PLAIN = { 'accept-encoding': 'identity', origin: 'https://reader.example' }
const DECODERS = { gzip: gunzipSync, br: brotliDecompressSync }

/** The feeds that a page announces (RSS Autodiscovery); the address itself if it has no page, or one without feeds. */
export async function feedsAt(address: string, outbound: Outbound): Promise<string[]> {
  const answer = await outbound.request(address).catch(() => undefined)
  if (!answer || !/html/.test(answer.headers['content-type'] ?? '')) return [address]
  const links = findAll(({ name }) => name === 'link', parseTree(decoded(answer.body, charsetOf(answer))).children)
  const feeds = links.flatMap(({ attribs: { rel = '', type = '', href = '' } }) => {
    const isFeed = /\balternate\b/i.test(rel) && /^application\/(?:rss\+xml|atom\+xml|feed\+json)/i.test(type)
    return (isFeed && URL.parse(href, answer.url)?.href) || []
  })
  return feeds.length > 0 ? [...new Set(feeds)] : [address]
}

/** `allow` has the networks that may be asked although they are not public. @throws OutboundError */
export async function takeSnapshot(
  address: string,
  outbound: Outbound,
  allow: readonly string[],
  now: Instant,
): Promise<Snapshot> {
  const initial = await outbound.request(address, { redirects: 0, headers: PLAIN, isRaw: true })
  const isRedirect = initial.status > 300 && initial.status < 400 && initial.headers.location !== undefined
  const plain = isRedirect ? await outbound.request(address, { headers: PLAIN, isRaw: true }) : initial
  const { url } = plain
  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    outbound.request(url, { method, headers: { ...PLAIN, ...headers }, isRaw: true })
  const again = await ask()
  const { etag, 'last-modified': modified } = again.headers
  const encoded: Snapshot['encoded'][number][] = []
  for (const [coding, decode] of Object.entries(DECODERS)) {
    const answer = await ask({ 'accept-encoding': coding })
    if (answer.headers['content-encoding'] === undefined) continue
    encoded.push({ coding, answer, bytes: attempt(() => decode(answer.body)) })
  }
  const content = writtenIn(plain)
  const siblings: Snapshot['siblings'][number][] = []
  for (const link of siblingLinks(content.links).slice(0, SIBLINGS_MAX)) {
    const sibling = URL.parse(link, url)?.href ?? link
    const answer = await outbound.request(sibling).catch(({ message }: Error) => message)
    const siblingContent = typeof answer === 'string' ? { links: [], problem: answer } : writtenIn(answer)
    siblings.push({ url: sibling, ...siblingContent })
  }
  return {
    ...content,
    ...{ now, url, plain, again, encoded, siblings, isStable: Buffer.compare(plain.body, again.body) === 0 },
    certificateEnd: await certificateEnd(url, allow).catch(() => undefined),
    redirect: isRedirect ? initial : undefined,
    head: await ask({}, 'HEAD'),
    byTag: etag === undefined ? undefined : await ask({ 'if-none-match': etag }),
    byDate: modified === undefined ? undefined : await ask({ 'if-modified-since': modified }),
    byWrongTag:
      etag === undefined || modified === undefined
        ? undefined
        : await ask({ 'if-none-match': '"polyfeed-doctor"', 'if-modified-since': modified }),
  }
}

/** The feeds in other languages: each has a language and a feed's media type. */
export function siblingLinks(links: Written['links']): string[] {
  return links.flatMap(({ href, hreflang, type }) => (href && hreflang && /rss|atom|feed/.test(type ?? '') ? href : []))
}

export function charsetOf({ headers }: OutboundResponse): string | undefined {
  return /charset=["']?([\w.:-]{1,40})/i.exec(headers['content-type'] ?? '')?.[1]
}

function writtenIn(answer: OutboundResponse): Written {
  const text = decoded(answer.body, charsetOf(answer))
  const parsed = attempt(() => parsedFeed(text))
  if (parsed instanceof Error) return { text, format: '', feed: {}, items: [], links: [], problem: parsed.message }
  const feed = parsed.feed as Feed
  const [items, links] = [feed.items ?? feed.entries ?? [], feed.links ?? feed.atom?.links ?? []]
  return { text, format: parsed.format, feed, items, links, problem: undefined }
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work()
  } catch (error) {
    return error as Error
  }
}
