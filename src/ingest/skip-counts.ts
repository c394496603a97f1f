import type { SkippedFiles, SkipReason } from '../domain/refresh-report.ts'
import type { Source } from '../sources/record.ts'

type Named = Pick<Source, 'name' | 'pattern'>

/** Counts the files of each source that are no articles. The example is the first one by name. */
export function createSkipCounts(sources: readonly Named[]) {
  const counts = sources.map(() => new Map<SkipReason, { count: number; example: string }>())
  const read = sources.map(() => 0)
  return {
    addRead: (source: number): void => {
      read[source] = (read[source] ?? 0) + 1
    },
    add: (source: number, reason: SkipReason, file: string): void => {
      const { count, example } = counts[source]?.get(reason) ?? { count: 0, example: file }
      counts[source]?.set(reason, { count: count + 1, example: file < example ? file : example })
    },
    all: (): SkippedFiles[] =>
      sources.flatMap(({ name, pattern = null }, source) =>
        [...(counts[source] ?? [])]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([reason, count]) => ({ source: name, pattern, reason, ...count, read: read[source] ?? 0 })),
      ),
  }
}
