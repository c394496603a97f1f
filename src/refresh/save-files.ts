import { AppError } from '../domain/errors.ts'
import type { SkippedFiles } from '../domain/refresh-report.ts'
import { missingSourceMessage } from '../domain/sources.ts'
import type { Ingest, IngestedPart, KnownFiles } from '../ingest/ingest.ts'
import type { SourceLoss } from '../ingest/missing.ts'
import type { FilesWriter } from '../store/files.ts'
import type { Store, StoreWriter } from '../store/port.ts'
import type { Plan, RefreshParts } from './plan.ts'

/** Another process committed an edition meanwhile, so this refresh starts again. */
export class Overtaken extends Error {}

/** The files that a refresh wrote to the store. */
export type SavedFiles = {
  /** Articles that the changed files held before or hold now. */
  readonly articles: Set<string>
  changed: number
  vanished: number
  /** Sources whose lost files are kept. */
  missing: readonly SourceLoss[]
  /** `undefined` if the refresh did not look at all files. */
  skipped?: readonly SkippedFiles[]
}

/** Changed files that are not all in the store yet. */
export type FileChanges = {
  /** Writes them in the transaction of the next edition. */
  saveIn(writer: StoreWriter): Promise<SavedFiles>
  /** Stops reading. */
  release(): Promise<void>
}

/** Reads the sources. Before the first edition it also saves what it reads, because no reader sees it yet. */
export async function readChanges({ store, incoming }: RefreshParts, plan: Plan): Promise<FileChanges> {
  if (plan.head) return readAhead(store, incoming, plan)
  const saved = await saveFirst(store, incoming, plan)
  return { saveIn: async () => saved, release: async () => undefined }
}

/**
 * The first intake of a store, one transaction a part. An interrupted one continues at the next start, unless the
 * settings that intake depends on changed.
 */
async function saveFirst(store: Store, incoming: Ingest, { fingerprints, step }: Plan): Promise<SavedFiles> {
  const { signal } = step
  const saved = nothingSaved()
  const restarts = (await store.startedIntake()) !== fingerprints.intake
  if (restarts) await store.transact((writer) => writer.startIntake(fingerprints.intake), signal)
  // An earlier start under other settings may have read other files. None of them was published, so all may go.
  const confirmed = new Set(restarts ? incoming.sources : [])
  for await (const part of incoming.changes(store, { all: restarts, confirmed })) {
    signal?.throwIfAborted()
    requireSources(part.missing)
    await beforeFirstEdition(store, (writer) => save(writer, part, saved), signal)
  }
  return saved
}

/** Before the first edition, a missing source is likely a wrong path in site.yaml. @throws AppError `source_missing` */
function requireSources([firstMissing]: readonly SourceLoss[]): void {
  if (firstMissing) throw new AppError('source_missing', missingSourceMessage(firstMissing))
}

/** A transaction that fails once the store has an edition. @throws Overtaken */
export function beforeFirstEdition<T>(
  store: Store,
  work: (writer: StoreWriter) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return store.transact(async (writer) => {
    if (await writer.head()) throw new Overtaken()
    return work(writer)
  }, signal)
}

/** Files read before the transaction starts. Most refreshes change fewer, and then nothing is read while it is open. */
const READ_AHEAD_FILES = 1000

async function readAhead(
  store: Store,
  incoming: Ingest,
  { readsAll, confirmed, saved, step }: Plan,
): Promise<FileChanges> {
  let reader: KnownFiles = store
  const known: KnownFiles = {
    fileMarks: (files) => reader.fileMarks(files),
    isKnownPath: (path) => reader.isKnownPath(path),
    fileCount: () => reader.fileCount(),
    recordStamps: (...which) => reader.recordStamps(...which),
    recordBodies: (...which) => reader.recordBodies(...which),
  }
  const parts = incoming.changes(known, { all: readsAll, confirmed, saved })[Symbol.asyncIterator]()
  const next = async (): Promise<IngestedPart | undefined> => {
    const { done, value } = await parts.next()
    step.signal?.throwIfAborted()
    return done ? undefined : value
  }
  const partsRead: IngestedPart[] = []
  let part = await next()
  for (let files = 0; part && files < READ_AHEAD_FILES; part = await next()) {
    partsRead.push(part)
    files += part.changed.length
  }
  return {
    saveIn: async (writer) => {
      const saved = nothingSaved()
      reader = writer
      for (const partRead of partsRead) await save(writer, partRead, saved)
      for (; part; part = await next()) await save(writer, part, saved)
      return saved
    },
    release: async () => {
      await parts.return?.()
    },
  }
}

function nothingSaved(): SavedFiles {
  return { articles: new Set(), changed: 0, vanished: 0, missing: [] }
}

async function save(
  writer: FilesWriter,
  { changed, touched, vanished, missing, skipped }: IngestedPart,
  saved: SavedFiles,
): Promise<void> {
  const add = (articles: readonly string[]): void => {
    for (const article of articles) saved.articles.add(article)
  }
  for (const file of vanished) add(await writer.dropFile(file))
  add(await writer.putFiles(changed))
  await writer.touchFiles(touched)
  saved.changed += changed.length
  saved.vanished += vanished.length
  saved.missing = [...saved.missing, ...missing]
  if (skipped) saved.skipped = skipped
}
