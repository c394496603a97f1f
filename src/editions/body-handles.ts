import type { Feed } from '../domain/feed.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Encoding } from './encodings.ts'

/** Every so many uses a body is asked for where it is kept: by that it is known what is still asked for. */
const PASSED_OVER = 32

/** Where the body of a document is kept, and the body itself, as long as that keeps it. */
type BodyHandle = { readonly name: string; body: WeakRef<Buffer> | undefined; uses: number }

/** Finds bodies by what they are of: to spell a name and look it up takes as long as to send what is found. */
export type BodyHandles = {
  /** `look` looks up a name where bodies are kept. */
  body(feed: Feed, format: Format, encoding: Encoding, look: (name: string) => Buffer | undefined): Buffer | undefined
}

export function createBodyHandles(nameOf: (feed: Feed, format: Format, encoding: Encoding) => string): BodyHandles {
  const known = new WeakMap<Feed, Partial<Record<Format, Partial<Record<Encoding, BodyHandle>>>>>()

  const placeOf = (feed: Feed, format: Format, encoding: Encoding): BodyHandle => {
    const ofFeed = known.get(feed) ?? {}
    const ofFormat = ofFeed[format] ?? {}
    const place = ofFormat[encoding]
    if (place) return place
    known.set(feed, ofFeed)
    ofFeed[format] = ofFormat
    ofFormat[encoding] = { name: nameOf(feed, format, encoding), body: undefined, uses: 0 }
    return ofFormat[encoding]
  }

  return {
    body: (feed, format, encoding, look) => {
      const place = placeOf(feed, format, encoding)
      const held = place.uses++ % PASSED_OVER === 0 ? undefined : place.body?.deref()
      if (held) return held
      const body = look(place.name)
      place.body = body && new WeakRef(body)
      return body
    },
  }
}
