import type { Logger } from 'pino'
import { collapsed, type Quarantined } from '../domain/article.ts'
import { countsOf, skippedMessage, withoutDrafts } from '../domain/refresh-report.ts'
import { missingSourceMessage } from '../domain/sources.ts'
import type { Follower, Newsroom, Observer } from './newsroom.ts'

const BACKFILLED =
  'late entries are in archives only, because a feed got more of them than half its items; see backfill in site.yaml'

/** Logs one line per refresh, per missing source, per new error and per kind of new warning. Files under embargo are named at `debug` only. */
export function logRefresh(
  log: Logger,
  newsroom: Pick<Newsroom, 'unpublishedFiles' | 'current'>,
  ...[outcome, problems, skipped]: Parameters<Observer>
): void {
  const unpublishedFiles = newsroom.unpublishedFiles()
  const { true: confidential = [], false: named = [] } = Object.groupBy(problems, ({ file }) =>
    unpublishedFiles.has(file) ? 'true' : 'false',
  )
  for (const problem of collapsed(named)) log.warn(problem, lineOf(problem))
  for (const problem of collapsed(confidential)) {
    const { reason, severity, moreFiles } = problem
    const what = severity === 'warning' ? 'a warning about' : 'quarantined'
    log.warn(
      { reason, ...(severity && { severity }), ...(moreFiles && { moreFiles }) },
      `${what} an unpublished file; to see its name, run polyfeed check`,
    )
    log.debug(problem, lineOf(problem))
  }
  for (const files of skipped) log.info(withoutDrafts(files), skippedMessage(files))
  if (outcome.ok) {
    const { missing, ...counts } = countsOf(outcome)
    for (const source of missing) log.error(source, missingSourceMessage(source))
    log.info({ ...counts, missing: missing.length }, 'refreshed')
    if (outcome.backfilled > 0) log.info({ entries: outcome.backfilled }, BACKFILLED)
  } else {
    const revision = newsroom.current()?.edition.revision
    const serving = revision === undefined ? 'there is no edition to serve yet' : `still serving revision ${revision}`
    log.error({ err: outcome.cause }, `the refresh failed; ${serving}`)
  }
}

function lineOf({ severity }: Quarantined): string {
  return severity === 'warning' ? 'published with a warning' : 'quarantined'
}

const OUTDATED =
  'another program version, or other settings or texts, made the edition in the store; still serving the previous one'

/** Logs each edition that another process made, once. */
export function createEditionLog(log: Logger): Follower {
  let revision: number | undefined
  return (edition) => {
    if (edition === 'behind') log.warn(OUTDATED)
    else if (edition.revision !== revision) {
      revision = edition.revision
      log.info({ revision }, 'serving the edition in the store')
    }
  }
}
