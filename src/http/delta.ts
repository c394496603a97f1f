import type { IncomingHttpHeaders } from 'node:http'
import { type EntityTag, entityTagsIn } from './conditional.ts'

// RFC 3229, with the instance manipulation `feed`: only the entries that are new or changed since the client's copy.

/** Entity tags of a request that are looked for; clients have one. */
const MOST_TAGS = 20

/** The copies that a client has and would be told the difference to; none where it does not ask for that. */
export function basesOf({ 'a-im': manipulations, 'if-none-match': tags }: IncomingHttpHeaders): readonly EntityTag[] {
  if (typeof manipulations !== 'string' || tags === undefined || !acceptsFeed(manipulations)) return []
  return entityTagsIn(tags).slice(0, MOST_TAGS)
}

// RFC 3229 §10.5.3: names of manipulations, each with a weight, of which 0 refuses it.
const FEED = /^\s*feed\s*(?:;\s*q\s*=\s*(?<weight>[\d.]+)\s*)?$/i

function acceptsFeed(manipulations: string): boolean {
  return manipulations.split(',').some((one) => {
    const found = FEED.exec(one)
    return found !== null && Number(found.groups?.weight ?? 1) > 0
  })
}
