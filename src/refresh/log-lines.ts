import type { Logger } from 'pino'
import { missingSourceMessage } from '../domain/missing-source.ts'
import { countsOf } from '../domain/refresh-report.ts'
import type { Follower, Observer } from './newsroom.ts'

/** Logs one line per refresh, per missing source and per new problem. Files under embargo are named at `debug` only. */
export function logRefresh(
  log: Logger,
  sealed: ReadonlySet<string>,
  ...[outcome, problems]: Parameters<Observer>
): void {
  for (const problem of problems) {
    if (!sealed.has(problem.file)) log.warn(problem, 'quarantined')
    else {
      log.warn({ reason: problem.reason }, 'quarantined, in a file that is not published yet: polyfeed check names it')
      log.debug(problem, 'quarantined')
    }
  }
  if (outcome.ok) {
    const { missing, ...counts } = countsOf(outcome)
    for (const source of missing) log.error(source, missingSourceMessage(source))
    log.info({ ...counts, missing: missing.length }, 'refreshed')
  } else log.error({ err: outcome.cause }, 'the refresh failed; still serving the last edition')
}

const OUTDATED =
  'the store has an edition of another program version, or of other settings or texts: still serving the edition before it'

/** Logs each edition that another process made, once. */
export function createEditionLog(log: Logger): { readonly followed: Follower } {
  let revision: number | undefined
  return {
    followed: (edition) => {
      if (edition === 'behind') log.warn(OUTDATED)
      else if (edition.revision !== revision) {
        revision = edition.revision
        log.info({ revision }, 'serving the edition in the store')
      }
    },
  }
}
