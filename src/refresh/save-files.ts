import { AppError } from '../domain/errors.ts'
import { sentenceAbout } from '../domain/missing-source.ts'
import type { Changes, Incoming, Known, Readings } from '../ingest/incoming.ts'
import type { Missing } from '../ingest/missing.ts'
import type { Store, StoreWriter } from '../store/port.ts'

/** Another process has made an edition in the meantime: what was known of the store no longer holds. */
export class Overtaken extends Error {}

/** What has been written down of what came in. */
export type Recorded = {
  /** Articles that files held before or hold now. */
  readonly articles: Set<string>
  changed: number
  vanished: number
  /** Sources whose lost files were held. */
  missing: readonly Missing[]
}

/** Files that are read before a transaction is begun: most refreshes have fewer, and keep nobody waiting. */
const EARLY = 1000

/**
 * The first intake of a store: part by part, each its own transaction. It can be broken off at any time, and the next
 * goes on from there, unless the settings that it depends on are others by then.
 */
export async function recordFirst(
  store: Store,
  incoming: Incoming,
  fingerprint: string,
  signal?: AbortSignal,
): Promise<Recorded> {
  const recorded = nothing()
  const anew = (await store.begun()) !== fingerprint
  if (anew) await store.transact((writer) => writer.begin(fingerprint), signal)
  // Under other settings, what an earlier start has read may be of other files: none of it was ever shown.
  const confirmed = new Set(anew ? incoming.sources : [])
  for await (const part of incoming.changes(store, { all: anew, confirmed })) {
    signal?.throwIfAborted()
    expectPresent(part.missing)
    await beforeTheFirst(store, (writer) => record(writer, part, recorded), signal)
  }
  return recorded
}

/** Before there is an edition, there is nothing to hold: a path in site.yaml may be wrong. @throws AppError `source_missing` */
function expectPresent(missing: readonly Missing[]): void {
  const [absent] = missing
  if (absent) throw new AppError('source_missing', sentenceAbout(absent))
}

/** A transaction while there is no edition: what comes after one has been made belongs to the next. @throws Overtaken */
export function beforeTheFirst<T>(
  store: Store,
  work: (writer: StoreWriter) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return store.transact(async (writer) => {
    if (await writer.head()) throw new Overtaken()
    return work(writer)
  }, signal)
}

/** What came in since the last edition: read as far as it is little, and the rest while it is written down. */
export type Pending = {
  /** Writes all of it down, in the transaction of the next edition. */
  recordIn(writer: StoreWriter): Promise<Recorded>
  /** What has not been asked for is not read. */
  release(): Promise<void>
}

export async function pendingFrom(
  store: Store,
  incoming: Incoming,
  changes: Changes,
  signal?: AbortSignal,
): Promise<Pending> {
  let reader: Known = store
  const known: Known = {
    fileMarks: (files) => reader.fileMarks(files),
    fileCount: () => reader.fileCount(),
  }
  const parts = incoming.changes(known, changes)[Symbol.asyncIterator]()
  const early: Readings[] = []
  let done: boolean | undefined
  for (let files = 0; files < EARLY && !done; files += early.at(-1)?.changed.length ?? 0) {
    const next = await parts.next()
    signal?.throwIfAborted()
    done = next.done
    if (!next.done) early.push(next.value)
  }
  return {
    recordIn: async (writer) => {
      const recorded = nothing()
      reader = writer
      for (const part of early) await record(writer, part, recorded)
      while (!done) {
        const next = await parts.next()
        signal?.throwIfAborted()
        done = next.done
        if (!next.done) await record(writer, next.value, recorded)
      }
      return recorded
    },
    release: async () => {
      await parts.return?.()
    },
  }
}

function nothing(): Recorded {
  return { articles: new Set(), changed: 0, vanished: 0, missing: [] }
}

async function record(
  store: StoreWriter,
  { changed, touched, vanished, missing }: Readings,
  recorded: Recorded,
): Promise<void> {
  const note = (articles: readonly string[]): void => {
    for (const article of articles) recorded.articles.add(article)
  }
  for (const file of vanished) note(await store.dropFile(file))
  for (const content of changed) note(await store.putFile(content))
  for (const { file, mark } of touched) await store.touchFile(file, mark)
  recorded.changed += changed.length
  recorded.vanished += vanished.length
  recorded.missing = [...recorded.missing, ...missing]
}
