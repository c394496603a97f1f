import type { Logger } from 'pino'
import { missingSourceMessage } from '../domain/missing-source.ts'
import { countsOf } from '../domain/refresh-report.ts'
import type { Observer } from './newsroom.ts'

export const BEHIND =
  'another program version, or other settings or texts, made the edition in the store; still serving the previous one'

/** Logs one line per refresh, per missing source and per new problem. Files under embargo are named at `debug` only. */
export function logRefresh(
  log: Logger,
  unpublishedFiles: ReadonlySet<string>,
  ...[outcome, problems]: Parameters<Observer>
): void {
  for (const problem of problems) {
    if (!unpublishedFiles.has(problem.file)) log.warn(problem, 'quarantined')
    else {
      log.warn({ reason: problem.reason }, 'quarantined an unpublished file; to see its name, run polyfeed check')
      log.debug(problem, 'quarantined')
    }
  }
  if (outcome.ok) {
    const { missing, ...counts } = countsOf(outcome)
    for (const source of missing) log.error(source, missingSourceMessage(source))
    log.info({ ...counts, missing: missing.length }, 'refreshed')
  } else log.error({ err: outcome.cause }, 'the refresh failed; still serving the last edition')
}
