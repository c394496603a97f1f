import type { Instant } from './article.ts'
import type { MissingSource } from './missing-source.ts'

/** The result of a refresh, as it is logged, answered to operators and kept in the store. */
export type RefreshReport = SuccessReport | FailureReport

export type SuccessReport = RefreshCounts & {
  readonly ok: true
  /** The end of the refresh. */
  readonly at: Instant
  readonly milliseconds: number
  /** Ids of the scopes of changed feeds, the first twelve. */
  readonly scopes: readonly string[]
}

export type FailureReport = {
  readonly ok: false
  /** The end of the refresh. */
  readonly at: Instant
  readonly milliseconds: number
  readonly error: string
}

export type RefreshCounts = {
  readonly revision: number
  readonly files: { readonly changed: number; readonly vanished: number; readonly known: number }
  /** Articles placed again: their files or the settings changed, or an embargo or an expiry passed. */
  readonly articles: number
  /** Feeds whose documents changed, each in three formats. */
  readonly feeds: number
  readonly quarantined: number
  /** Late entries that only archives show, because too many came at once. */
  readonly backfilled: number
  /** Sources that lost files; their articles are kept. */
  readonly missing: readonly MissingSource[]
}

/** The counts with the duration, as `/admin/refresh`, `/readyz` and the log give them. */
export function countsOf(report: SuccessReport): RefreshCounts & Pick<SuccessReport, 'milliseconds'> {
  const { revision, files, articles, feeds, quarantined, backfilled, missing, milliseconds } = report
  return { revision, files, articles, feeds, quarantined, backfilled, missing, milliseconds }
}
