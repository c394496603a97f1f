import type { Instant, Quarantined } from './article.ts'
import { languageAdvice } from './language.ts'
import type { MissingSource } from './sources.ts'

/** The result of a refresh, as it is logged, answered to operators and kept in the store. */
export type RefreshReport = SuccessReport | FailureReport

/** `at` is the end of the refresh. */
type Ended = { readonly at: Instant; readonly milliseconds: number }

export type SuccessReport = RefreshCounts &
  Ended & {
    readonly ok: true
    /** Ids of the scopes of changed feeds, the first twelve. */
    readonly scopes: readonly string[]
  }

export type FailureReport = Ended & { readonly ok: false; readonly error: string }

export type RefreshCounts = {
  readonly revision: number
  readonly files: { readonly changed: number; readonly vanished: number; readonly known: number }
  /** Articles placed again: their files or the settings changed, or an embargo or an expiry passed. */
  readonly articles: number
  /** Feeds whose documents changed, each in three formats. */
  readonly feeds: number
  readonly quarantined: number
  /** Files below the sources that are no articles. Earlier versions did not count them. */
  readonly skipped?: number
  /** Late entries that only archives show, because too many came at once. */
  readonly backfilled: number
  /** Sources that lost files; their articles are kept. */
  readonly missing: readonly MissingSource[]
}

/** The counts with the duration, as `/admin/refresh`, `/readyz` and the log give them. */
export function countsOf(report: SuccessReport): RefreshCounts & Pick<SuccessReport, 'milliseconds'> {
  const { revision, files, articles, feeds, quarantined, skipped = 0, backfilled, missing, milliseconds } = report
  return { revision, files, articles, feeds, quarantined, skipped, backfilled, missing, milliseconds }
}

/** The reasons for which a file below a source is no article. */
export const SKIP_CAUSES = {
  pattern: (pattern: string) => `the path does not match "${pattern}"`,
  language: (pattern: string) => `a language in place of {lang} in "${pattern}" that the site does not have`,
  extension: (pattern: string) => `another extension than "${pattern}"`,
  page: () => 'a page of the site (_name, README, a list), not an article',
  draft: () => 'a draft',
}
export type SkipReason = keyof typeof SKIP_CAUSES

/** Files below a source that are no articles, for one reason. */
export type SkippedFiles = {
  /** The source's `path` in site.yaml. */
  readonly source: string
  /** The pattern that the files missed; `null` for sources without one. */
  readonly pattern: string | null
  readonly reason: SkipReason
  readonly count: number
  /** The path of one of them, relative to the data folder. */
  readonly example: string
  /** The number of files that the source reads. */
  readonly read: number
}

/** One sentence for logs and command lines. */
export function skippedMessage({ source, pattern, reason, count, example }: SkippedFiles): string {
  const words = reason === 'language' ? example.split(/[^A-Za-z]+/) : []
  const advice = words.map(languageAdvice).find((text) => text !== '')
  const cause = SKIP_CAUSES[reason](pattern ?? '*.json') + (advice ? ` (${advice.trim()})` : '')
  return `Source "${source}", ${count} ${count === 1 ? 'file' : 'files'} skipped: ${cause}`
}

/** A problem for each source of which no file matches the pattern, although there are pages. */
export function unmatchedPatterns(skipped: readonly SkippedFiles[]): Quarantined[] {
  const missed = skipped.filter(({ read, reason }) => read === 0 && reason !== 'page' && reason !== 'draft')
  const one = new Map(missed.map((files) => [`${files.source} ${files.pattern}`, files]))
  return [...one.values()].map((files) => ({
    file: 'site.yaml',
    place: `sources, ${files.source}`,
    reason: 'pattern_without_files',
    message: `No file matches "${files.pattern ?? '*.json'}". ${skippedMessage(files)}, like ${files.example}.`,
  }))
}

/** The number of files that are no articles. */
export function sumOf(skipped: readonly SkippedFiles[]): number {
  return skipped.reduce((sum, { count }) => sum + count, 0)
}

/** Names of drafts are confidential. */
export function withoutDrafts({ example, ...files }: SkippedFiles): Partial<SkippedFiles> {
  return files.reason === 'draft' ? files : { ...files, example }
}
