import { type Quarantined, withSeverity } from '../domain/article.ts'
import { type Language, unlistedLanguage } from '../domain/language.ts'
import { type SkippedFiles, unmatchedPatterns } from '../domain/refresh-report.ts'
import type { Site } from '../domain/site.ts'
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
  { site, catalog, headlines }: Pick<RenderContext, 'site' | 'catalog' | 'headlines'>,
  settingsProblems: readonly Quarantined[],
  head: Pick<Head, 'instant' | 'missing' | 'skipped' | 'formerLanguages'>,
): Promise<Problems> {
  const { missing = [], skipped = [], formerLanguages = [] } = head
  const quarantine = [
    ...joinedByLanguage(await reader.quarantined(), site, formerLanguages),
    ...(await reader.changedGuids(head.instant - GUID_WARNING_MS)),
    ...catalog.texts.problems,
    ...settingsProblems,
    ...unmatchedPatterns(skipped),
    ...(await unknownHeadlines(reader, headlines)),
  ].map(withSeverity)
  const files = [...new Set(quarantine.map(({ file }) => file))]
  return { quarantine, unpublished: await reader.unpublishedAmong(files, head.instant), missing, skipped }
}

/** Variants in a language that site.yaml listed before are one warning, not an error of each article. */
export function joinedByLanguage(
  problems: readonly Quarantined[],
  { languages }: Pick<Site, 'languages'>,
  former: readonly Language[],
): readonly Quarantined[] {
  const removed = new Map(former.map((language) => [unlistedLanguage(language, languages), language]))
  const groups = Map.groupBy(problems, ({ message }) => removed.get(message))
  return [...groups].flatMap(([language, group]) => (language === undefined ? group : removedNotice(language, group)))
}

function removedNotice(language: Language, problems: readonly Quarantined[]): Quarantined {
  const articles = `${problems.length} ${problems.length === 1 ? 'article has a variant' : 'articles have variants'}`
  const message = `${articles} in ${language}, which was removed from languages: its feeds answer 410. List it again to bring them back.`
  return withSeverity({ file: 'site.yaml', place: 'languages', reason: 'language_removed', message })
}
