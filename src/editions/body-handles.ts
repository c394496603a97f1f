import type { Feed } from '../domain/feed.ts'
import type { Format } from '../domain/feed-key.ts'
import { getOrCreate } from '../memo.ts'
import type { Encoding } from './encodings.ts'

/** One use in 32 goes to the LRU cache, so that the cache knows which bodies are in use. */
const CACHE_LOOKUP_INTERVAL = 32

type LookUp = (name: string) => Buffer | undefined

/** A body's cache key, and a reference to the body that does not keep it alive. */
type BodyHandle = { readonly name: string; body: WeakRef<Buffer> | undefined; uses: number }

/**
 * Returns a function that finds cached bodies without their cache keys: to build and look up a key takes as long as to
 * send the body. `lookUp` gets the body from the cache.
 */
export function createBodyFinder(nameOf: (feed: Feed, format: Format, encoding: Encoding) => string) {
  const handles = new WeakMap<Feed, Map<string, BodyHandle>>()

  return (feed: Feed, format: Format, encoding: Encoding, lookUp: LookUp): Buffer | undefined => {
    const byRepresentation = getOrCreate(handles, feed, () => new Map<string, BodyHandle>())
    const handle = getOrCreate(byRepresentation, `${format} ${encoding}`, () => {
      return { name: nameOf(feed, format, encoding), body: undefined, uses: 0 }
    })
    const referenced = handle.uses++ % CACHE_LOOKUP_INTERVAL === 0 ? undefined : handle.body?.deref()
    if (referenced) return referenced
    const body = lookUp(handle.name)
    handle.body = body && new WeakRef(body)
    return body
  }
}
