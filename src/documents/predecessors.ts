import type { IncomingHttpHeaders } from 'node:http'
import { createYield } from '../concurrency.ts'
import type { Instant } from '../domain/article.ts'
import { versionIn, withdrawalsIn } from '../editions/feed-state.ts'
import { Superseded, standingFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { encodingFor } from '../http/accept-encoding.ts'
import { isFresh } from '../http/conditional.ts'
import type { Document, Resolution } from './document.ts'
import { targetOf } from './paths.ts'

// While many documents change at once, their predecessors are served: docs/decisions/0058.

/** The compositions that requests wait for, 0.2 s of work. If more documents change, their predecessors are served. */
const AWAITED_MAX = 50

/** Caches may keep any public feed as long: schedules rarely have shorter intervals. */
const LIFETIME_SECONDS = 60

/** Caches revalidate it at every use, and may use it meanwhile until its lifetime, counted by `Age`, ends. */
const CACHE_CONTROL = `public, max-age=0, stale-while-revalidate=${LIFETIME_SECONDS}`

type Source = NonNullable<Document['source']>

/** A document of an earlier edition. */
type Predecessor = {
  readonly document: Document
  readonly source: Source
  readonly successor: Pick<Document, 'version' | 'lastModified'>
  /** When its first successor was published. */
  readonly since: Instant
  /** As it is served, since its first request; `null` if its feed was moved or retired. */
  served?: Resolution | null
}

type Found = Resolution | Promise<Resolution | undefined> | undefined

/** `find` returns the document of a path in the edition. */
export function createPredecessors(find: (published: Published, path: string) => Found, now: () => Instant) {
  let edition: Published | undefined
  let predecessors: ReadonlyMap<string, Predecessor> & { delete(path: string): boolean } = new Map()

  const isOver = (since: Instant): boolean => now() - since >= LIFETIME_SECONDS * 1000

  /** `undefined` if the document is unchanged, gone, not in memory, or has an article that was withdrawn since. */
  const predecessorOf = (published: Published, document: Document, since: Instant) => {
    const { source, version } = document
    const feed = source && standingFeed(published, source.feed.key)
    if (!feed || isOver(since)) return undefined
    const successor = { version: versionIn(feed.version, source.format), lastModified: feed.lastModified }
    if (successor.version === version || withdrawalsIn(feed) !== withdrawalsIn(source.feed)) return undefined
    if (!source.bodies.requested().some(source.bodies.isInMemory)) return undefined
    return { document, source, successor, since } satisfies Predecessor
  }

  /** Without deltas, which need the current document. */
  const asPredecessor = ({ document, since }: Predecessor): Document => {
    const { mediaType, languages, version, lastModified, vary, fields, surrogateKeyField, bodyInMemory, body } =
      document
    return {
      ...{ mediaType, languages, version, lastModified, vary, fields, surrogateKeyField, bodyInMemory, body },
      cacheControl: CACHE_CONTROL,
      age: () => Math.max(0, Math.floor((now() - since) / 1000)),
    }
  }

  /** Composes the successors, most requested first, in all encodings that were requested. */
  const composeSuccessors = async (published: Published, waiting: typeof predecessors): Promise<void> => {
    const yieldToRequests = createYield()
    const uses = new Map([...waiting].map(([path, { source }]) => [path, source.bodies.uses()]))
    const byUses = [...waiting].sort(([a], [b]) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0))
    for (const [path, { source }] of byUses) {
      if (waiting !== predecessors) return
      try {
        const resolution = await find(published, path)
        if (resolution?.kind === 'document')
          await Promise.all(source.bodies.requested().map((encoding) => resolution.document.body(encoding)))
      } catch (error) {
        if (error instanceof Superseded) return
        // A request for the document reports the error.
      }
      waiting.delete(path)
      source.bodies.release()
      await yieldToRequests()
    }
  }

  return {
    /** Whether a path has a predecessor, which then must be asked for at each request. */
    has: (path: string): boolean => predecessors.has(path),
    /** Begins a new edition. `before` has the documents that were requested in the edition before. */
    replace: (published: Published, before: Iterable<readonly [string, Found]>): void => {
      edition = published
      const { since = now() } = published
      const next = new Map<string, Predecessor>()
      const add = (path: string, document: Document, since: Instant): void => {
        const predecessor = predecessorOf(published, document, since)
        if (predecessor) next.set(path, predecessor)
      }
      for (const [path, { document, since }] of predecessors) add(path, document, since)
      for (const [path, found] of before) {
        if (found && 'kind' in found && found.kind === 'document') add(path, found.document, since)
      }
      predecessors = next.size > AWAITED_MAX ? next : new Map()
      void composeSuccessors(published, predecessors)
    },
    /** The predecessor to serve; `undefined` if the request needs the current document, or need not wait for it. */
    find: (path: string, headers: IncomingHttpHeaders): Resolution | undefined => {
      const predecessor = predecessors.get(path)
      if (!predecessor) return undefined
      const { document, source, successor, since } = predecessor
      const encoding = encodingFor(headers['accept-encoding'])
      if (isOver(since) || encoding === 'none' || isFresh(headers, successor.version, successor.lastModified))
        return undefined
      // RFC 9111 §5.2.1.4: hubs fetch the new document after a notification.
      if (headers['cache-control']?.includes('no-cache')) return undefined
      // A 304 needs no body.
      if (!source.bodies.isInMemory(encoding) && !isFresh(headers, document.version, document.lastModified))
        return undefined
      if (predecessor.served === undefined) {
        const isMoved = !edition || targetOf(edition, path)?.kind !== 'feed'
        predecessor.served = isMoved ? null : { kind: 'document', document: asPredecessor(predecessor), token: null }
      }
      return predecessor.served ?? undefined
    },
  }
}
