import { ENCODINGS, type Encoding } from './encodings.ts'

/** A body's cache key, and the body as long as it is cached. */
type BodyHandle = { readonly name: string; body: Buffer | undefined; uses: number }

/** One use in 32 goes to the LRU cache, so that the cache knows which bodies are in use. */
const CACHE_LOOKUP_INTERVAL = 32

type Cache = { get(name: string): Buffer | undefined; has(name: string): boolean; delete(name: string): boolean }

/** A document's bodies in a cache. */
export type CachedBodies = {
  /** Needs no cache key: to build and look up a key takes as long as to send the body. */
  find(encoding: Encoding): Buffer | undefined
  /** The encodings that were requested. */
  requested(): readonly Encoding[]
  /** The number of requests. */
  uses(): number
  /** Whether a requested body is in memory. It is not counted as a request. */
  isInMemory(encoding: Encoding): boolean
  /** Removes the bodies from the cache. */
  release(): void
}

export type HeldBodies = ReturnType<typeof holdBodies>

/** Knows which handle has a body. Eviction releases it, because the `deref` of a WeakRef would cost every request more. */
export function holdBodies() {
  const holders = new WeakMap<Buffer, BodyHandle>()
  const release = (body: Buffer): void => {
    const holder = holders.get(body)
    if (holder?.body === body) holder.body = undefined
  }
  return {
    release,
    /** One handle at most holds a body. */
    hold: (handle: BodyHandle, body: Buffer | undefined): void => {
      if (body && handle.body !== body) {
        release(body)
        holders.set(body, handle)
      }
      handle.body = body
    },
  }
}

export function cachedBodies(
  nameIn: (encoding: Encoding) => string,
  cacheFor: (encoding: Encoding) => Cache,
  { hold }: HeldBodies,
  counts: { hit: number; miss: number },
): CachedBodies {
  const handles: Partial<Record<Encoding, BodyHandle>> = {}
  return {
    find: (encoding) => {
      handles[encoding] ??= { name: nameIn(encoding), body: undefined, uses: 0 }
      const handle = handles[encoding]
      let body = handle.uses++ % CACHE_LOOKUP_INTERVAL === 0 ? undefined : handle.body
      if (!body) {
        body = cacheFor(encoding).get(handle.name)
        hold(handle, body)
      }
      if (body) counts.hit++
      else counts.miss++
      return body
    },
    requested: () => Object.keys(handles) as Encoding[],
    uses: () => Object.values(handles).reduce((sum, { uses }) => sum + uses, 0),
    isInMemory: (encoding) => {
      const { name, body } = handles[encoding] ?? {}
      return name !== undefined && (body !== undefined || cacheFor(encoding).has(name))
    },
    release: () => {
      for (const encoding of ENCODINGS) cacheFor(encoding).delete(nameIn(encoding))
    },
  }
}
