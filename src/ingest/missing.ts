import type { Absence } from '../domain/missing-source.ts'
import type { Source } from '../sources/record.ts'

/** A source as a scan found it: `absence` where it could not be scanned at all. */
export type ScannedSource = Pick<Source, 'name' | 'prefix'> & {
  readonly absence: Absence | undefined
}

/** A source whose vanished files are not believed to be gone. */
export type Missing = {
  readonly source: string
  readonly reason: Absence
  readonly held: number
  readonly known: number
}

/** Losing fewer files than this at once is everyday work, as long as one is left. */
const FEW = 10

/** Losing this share of a source's files at once is an accident until it is confirmed. */
const SHARE = 1 / 5

/**
 * Decides source by source whether files that are no longer there may go. Files of a source that is missing are held,
 * whatever else has changed. Files of folders that no source has any more go: site.yaml says so.
 * `isThere` tells whether a known file was seen, or could not be looked at.
 */
export function judge(
  sources: readonly ScannedSource[],
  knownFiles: Iterable<string>,
  { isThere, seen, confirmed }: Judged,
): { readonly vanished: readonly string[]; readonly missing: readonly Missing[] } {
  const losses = new Map<string, { known: number; lost: string[] }>()
  const vanished: string[] = []
  for (const file of knownFiles) {
    const owner = ownerOf(file, sources)
    if (owner === undefined) {
      if (!isThere(file)) vanished.push(file)
      continue
    }
    const loss = losses.get(owner) ?? { known: 0, lost: [] }
    losses.set(owner, loss)
    loss.known++
    if (!isThere(file)) loss.lost.push(file)
  }
  const missing: Missing[] = []
  for (const source of namesOf(sources)) {
    const { known, lost } = losses.get(source) ?? { known: 0, lost: [] }
    const own = sources.filter(({ name }) => name === source)
    const kept = known - lost.length
    const present = Math.max(kept, seen.get(source) ?? 0)
    const absence = own.find((one) => one.absence)?.absence
    const reason = absence ?? absenceOf(known, lost.length, present)
    const held = reason === undefined || confirmed.has(source) ? 0 : lost.length
    if (held === 0) vanished.push(...lost)
    // A folder that cannot be scanned is told of as long as site.yaml names it.
    if (reason !== undefined && (held > 0 || absence)) missing.push({ source, reason, held, known })
  }
  return { vanished, missing }
}

export type Judged = {
  readonly isThere: (file: string) => boolean
  /** Files that were seen, by the name of their source; new ones, too: files that were renamed are not lost. */
  readonly seen: ReadonlyMap<string, number>
  /** Sources whose losses an operator has confirmed. */
  readonly confirmed: ReadonlySet<string>
}

function absenceOf(known: number, lost: number, present: number): Absence | undefined {
  if (lost === 0) return undefined
  if (present === 0) return 'empty'
  return lost >= FEW && known - present >= known * SHARE ? 'shrunk' : undefined
}

/** The source with the longest prefix; the data folder itself has no files outside of it. */
function ownerOf(file: string, sources: readonly ScannedSource[]): string | undefined {
  const outside = file.startsWith('../') || file.startsWith('/')
  let owner: ScannedSource | undefined
  for (const source of sources) {
    const owns = source.prefix === '' ? !outside : file.startsWith(source.prefix)
    if (owns && source.prefix.length >= (owner?.prefix.length ?? 0)) owner = source
  }
  return owner?.name
}

function namesOf(sources: readonly ScannedSource[]): string[] {
  return [...new Set(sources.map(({ name }) => name))]
}
