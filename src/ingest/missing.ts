import type { MissingReason, MissingSource } from '../domain/sources.ts'
import type { Source } from '../sources/record.ts'

/** `absence` is set if the source could not be scanned. */
export type ScannedSource = Pick<Source, 'name' | 'prefix'> & {
  readonly absence: MissingReason | undefined
  readonly isRunning?: boolean
}

export type SourceLoss = Omit<MissingSource, 'since'>

/** Losing fewer files at once is normal, unless none is left. */
const MIN_SHRUNK_FILES = 10

/** Losing this share of a source's files at once counts as an accident until it is confirmed. */
const MIN_SHRUNK_SHARE = 1 / 5

/**
 * Decides for each source whether its lost files have vanished or are held. A missing source holds all its lost files.
 * Files of folders that site.yaml no longer names as sources have vanished.
 */
export function findLosses(
  sources: readonly ScannedSource[],
  knownFiles: Iterable<string>,
  { isThere, seen, emptied, confirmed }: LossEvidence,
): { readonly vanished: readonly string[]; readonly missing: readonly SourceLoss[] } {
  const filesByOwner = Map.groupBy(knownFiles, (file) => ownerOf(file, sources))
  const lostOf = (owner: string | undefined) => filesByOwner.get(owner)?.filter((file) => !isThere(file)) ?? []
  const vanished = lostOf(undefined)
  const missing: SourceLoss[] = []
  for (const source of new Set(sources.map(({ name }) => name))) {
    const lostFiles = lostOf(source)
    const knownCount = filesByOwner.get(source)?.length ?? 0
    const own = sources.filter(({ name }) => name === source)
    const seenCount = seen.get(source) ?? 0
    const present = Math.max(knownCount - lostFiles.length, seenCount - (emptied?.get(source) ?? 0))
    const absence = own.find((candidate) => candidate.absence)?.absence
    const reason = absence ?? absenceOf(knownCount, lostFiles.length, present, Math.max(present, seenCount) === 0)
    const heldCount = reason === undefined || confirmed.has(source) ? 0 : lostFiles.length
    if (heldCount === 0) vanished.push(...lostFiles)
    // A folder that cannot be scanned is reported even if it holds no file.
    if (reason !== undefined && (heldCount > 0 || absence)) {
      missing.push({
        source,
        ...(own.some(({ isRunning }) => isRunning) && { isRunning: true }),
        reason,
        held: heldCount,
        known: knownCount,
      })
    }
  }
  return { vanished, missing }
}

export type LossEvidence = {
  /** Whether a known file was seen, or is below an obstacle. */
  readonly isThere: (file: string) => boolean
  /** The number of files seen in each source. New files count, because renamed files are not lost. */
  readonly seen: ReadonlyMap<string, number>
  /** The number of those that were emptied since the last refresh: they are lost, but their folder is mounted. */
  readonly emptied?: ReadonlyMap<string, number>
  /** Sources whose loss an operator has confirmed. */
  readonly confirmed: ReadonlySet<string>
}

function absenceOf(
  knownCount: number,
  lostCount: number,
  present: number,
  isEmpty: boolean,
): MissingReason | undefined {
  if (lostCount === 0) return undefined
  if (isEmpty) return 'empty'
  return lostCount >= MIN_SHRUNK_FILES && knownCount - present >= knownCount * MIN_SHRUNK_SHARE ? 'shrunk' : undefined
}

/** The source with the longest prefix. An empty prefix is the data folder, which owns no file outside of it. */
function ownerOf(file: string, sources: readonly ScannedSource[]): string | undefined {
  const outside = file.startsWith('../') || file.startsWith('/')
  let owner: ScannedSource | undefined
  for (const source of sources) {
    const owns = source.prefix === '' ? !outside : file.startsWith(source.prefix)
    if (owns && source.prefix.length >= (owner?.prefix.length ?? 0)) owner = source
  }
  return owner?.name
}
