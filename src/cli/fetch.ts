import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import type { SourceStatus } from '../domain/fetches.ts'
import { didYouMean } from '../intake/explain.ts'
import { requestRefresh } from '../scheduling/refresher.ts'
import { createProgressBar } from './progress.ts'

/**
 * Asks sources in running systems for changes, and keeps what came in the store. A running server publishes it at once.
 * Exit codes: 0 done, 1 a source could not be fetched. @throws AppError if there is no such source
 */
export async function fetchSources(name?: string): Promise<number> {
  const config = readConfig()
  const app = await createApp(config, { progress: createProgressBar() })
  try {
    const names = (await app.sources()).map((source) => source.name)
    if (names.length === 0) throw new AppError('not_found', 'site.yaml has no source in a running system')
    if (name !== undefined && !names.includes(name)) {
      throw new AppError('not_found', `site.yaml has no source "${name}"${didYouMean(name, names)}`)
    }
    await app.fetch(name)
    const fetched = (await app.sources()).filter((source) => name === undefined || source.name === name)
    // Also after a failure: what came until then is kept.
    await requestRefresh(app.store, Date.now(), 'records')
    process.stdout.write(fetched.map(lineOf).join(''))
    return fetched.some(({ failures }) => failures > 0) ? 1 : 0
  } finally {
    await app.close()
  }
}

function lineOf({ name, failures, error, changed = 0, isFetching }: SourceStatus): string {
  if (isFetching) return `${name}: another process is fetching it\n`
  if (failures > 0) return `${name}: failed: ${error}\n`
  return `${name}: ${changed} ${changed === 1 ? 'record' : 'records'} changed\n`
}
