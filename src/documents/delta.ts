import type { IncomingHttpHeaders } from 'node:http'
import type { Site } from '../domain/site.ts'
import { type EntityTag, entityTagsIn } from '../http/conditional.ts'

// RFC 3229, with the instance manipulation `feed`: only the entries that are new or changed since the client's copy.

/** The copy that a client has and would be told the difference to; `undefined` where it gets the whole feed. */
export type BaseOf = (headers: IncomingHttpHeaders) => EntityTag | undefined

/** By which a proxy on the way is known: RFC 9110 §7.6.3, RFC 7239, and what everybody sends. */
const ON_THE_WAY = ['via', 'x-forwarded-for', 'forwarded'] as const

/**
 * A cache on the way that knows nothing of RFC 3229 may ask with the tag of its own copy in place of the reader's, and
 * pass the difference to that on: the reader would miss what came between. Caches are told apart from readers by nothing
 * else than that they say so; so the difference is for who asks without anybody in between, unless `site.yaml` says that
 * the proxies in front of this server pass such requests on as they are.
 */
export function createBases({ deltas }: Pick<Site, 'deltas'>): BaseOf {
  if (deltas === 'off') return () => undefined
  return (headers) => {
    const { 'a-im': manipulations, 'if-none-match': field } = headers
    if (typeof manipulations !== 'string' || field === undefined || !acceptsFeed(manipulations)) return undefined
    if (deltas === 'direct' && ON_THE_WAY.some((name) => headers[name] !== undefined)) return undefined
    const tags = entityTagsIn(field)
    // RFC 9111 §4.3.2: of several, some may be a cache's. Which of them the reader has, nobody knows.
    return tags.length === 1 ? tags[0] : undefined
  }
}

// RFC 3229 §10.5.3: names of manipulations, each with a weight, of which 0 refuses it.
const FEED = /^\s*feed\s*(?:;\s*q\s*=\s*(?<weight>[\d.]+)\s*)?$/i

function acceptsFeed(manipulations: string): boolean {
  return manipulations.split(',').some((one) => {
    const found = FEED.exec(one)
    return found !== null && Number(found.groups?.weight ?? 1) > 0
  })
}
