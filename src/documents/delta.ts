import type { IncomingHttpHeaders } from 'node:http'
import type { Site } from '../domain/site.ts'
import { PROXY_FIELDS } from '../http/client-network.ts'
import { type EntityTag, entityTagsIn } from '../http/conditional.ts'

// RFC 3229, with the instance manipulation `feed`: only the entries that are new or changed since the client's copy.

/** The copy that a delta is computed from; `undefined` if the client gets the whole feed. */
export type FindDeltaBase = (headers: IncomingHttpHeaders) => EntityTag | undefined

/**
 * A cache that does not know RFC 3229 may replace the reader's entity tag by its own and forward the delta, so that the
 * reader misses entries. Requests through a proxy therefore get no delta, unless `site.yaml` says that the proxies
 * forward such requests unchanged.
 */
export function createDeltaBaseFinder({ deltas }: Pick<Site, 'deltas'>): FindDeltaBase {
  if (deltas === 'off') return () => undefined
  return (headers) => {
    const { 'a-im': manipulations, 'if-none-match': field } = headers
    if (typeof manipulations !== 'string' || field === undefined || !acceptsFeed(manipulations)) return undefined
    if (deltas === 'direct' && PROXY_FIELDS.some((name) => headers[name] !== undefined)) return undefined
    const tags = entityTagsIn(field)
    // RFC 9111 §4.3.2: a cache may add its own tags to the reader's.
    return tags.length === 1 ? tags[0] : undefined
  }
}

// RFC 3229 §10.5.3: a manipulation may have a weight; 0 refuses it.
const FEED_MANIPULATION = /^\s*feed\s*(?:;\s*q\s*=\s*(?<weight>[\d.]+)\s*)?$/i

function acceptsFeed(manipulations: string): boolean {
  return manipulations.split(',').some((manipulation) => {
    const match = FEED_MANIPULATION.exec(manipulation)
    return match !== null && Number(match.groups?.weight ?? 1) > 0
  })
}
