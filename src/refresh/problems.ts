import { type Quarantined, withSeverity } from '../domain/article.ts'
import { type SkippedFiles, unmatchedPatterns } from '../domain/refresh-report.ts'
import type { MissingSource } from '../domain/sources.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import type { Head } from '../store/head.ts'
import type { StoreReader } from '../store/port.ts'
import { unknownHeadlines } from './headlines.ts'

/** Problems of articles, texts and headlines, and missing sources. */
export type Problems = {
  readonly quarantine: readonly Quarantined[]
  /** Unpublished files: their names are confidential. */
  readonly unpublished: ReadonlySet<string>
  readonly missing: readonly MissingSource[]
  /** Files that are no articles. */
  readonly skipped: readonly SkippedFiles[]
}

/** A changed guid is told for a week. */
const GUID_WARNING_MS = 7 * 24 * 60 * 60 * 1000

export async function problemsIn(
  reader: StoreReader,
  { catalog, headlines }: Pick<RenderContext, 'catalog' | 'headlines'>,
  settingsProblems: readonly Quarantined[],
  head: Pick<Head, 'instant' | 'missing' | 'skipped'>,
): Promise<Problems> {
  const { missing = [], skipped = [] } = head
  const quarantine = [
    ...(await reader.quarantined()),
    ...(await reader.changedGuids(head.instant - GUID_WARNING_MS)),
    ...catalog.texts.problems,
    ...settingsProblems,
    ...unmatchedPatterns(skipped),
    ...(await unknownHeadlines(reader, headlines)),
  ].map(withSeverity)
  const files = [...new Set(quarantine.map(({ file }) => file))]
  return { quarantine, unpublished: await reader.unpublishedAmong(files, head.instant), missing, skipped }
}
