import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type App, createApp } from '../app.ts'
import { bucketOf } from '../config/bucket.ts'
import { type Config, readConfig } from '../config/config.ts'
import { withoutWarnings } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { missingSourceMessage } from '../domain/sources.ts'
import { Superseded } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { openBucket } from '../export/bucket.ts'
import { type BuildResult, buildInto, build as buildIntoFolder } from '../export/build.ts'
import type { ExportObserver } from '../export/exporting.ts'
import { readLastManifest } from '../export/manifest.ts'
import { trustedAddresses } from '../outbound/addresses.ts'
import { createOutbound } from '../outbound/client.ts'
import { createProgressBar } from './progress.ts'

/** An attempt fails if another process refreshes the store meanwhile. */
const ATTEMPTS_MAX = 5

/** Exactly one of `out` and `to`. */
export type BuildOptions = { readonly out?: string; readonly to?: string; readonly endpoint?: string }

/** Exports an edition. */
type Export = (app: App, published: Published, observer: ExportObserver) => Promise<BuildResult>

/** Refreshes the store and writes all of its documents into a folder or a bucket. Unchanged ones are not touched. */
export async function build({ out, to = '', endpoint }: BuildOptions): Promise<number> {
  const started = performance.now()
  const config = readConfig()
  if (!config.site.hasPublicAddress) {
    throw new AppError(
      'config_invalid',
      'An export needs its public address: set feedUrl in site.yaml or POLYFEED_BASE_URL',
    )
  }
  const place = out === undefined ? to : path.resolve(out)
  const exportTo = out === undefined ? bucketExport(config, to, endpoint) : folderExport(config, place)
  const app = await createApp(config, { progress: createProgressBar() })
  const stopping = new AbortController()
  const stop = (): void => stopping.abort(new AppError('not_ready', 'stopped; the next build continues from here'))
  // A second signal ends the process at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
  const progress = process.stderr.isTTY ? { progress: showProgress } : {}
  try {
    await app.fetch()
    const built = await buildRetrying(app, place, exportTo, { ...progress, signal: stopping.signal })
    clearProgress()
    for (const missing of app.newsroom.missingSources())
      process.stderr.write(`polyfeed: ${missingSourceMessage(missing)}\n`)
    // One line per feed folder, not for the documents and months in it.
    for (const folder of built.unnamablePaths.filter((name) => /(?<!archive\/[\d-]+)\/$/.test(name))) {
      process.stderr.write(`polyfeed: ${decodeURI(folder)} was not written: no folder can have this name\n`)
    }
    const quarantined = withoutWarnings(app.newsroom.quarantine()).length
    process.stdout.write(summary(built, out ?? to, quarantined, performance.now() - started))
    return 0
  } finally {
    clearProgress()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeListener(signal, stop)
    await app.close()
  }
}

/** Rejects a wrong folder before the refresh. */
function folderExport({ site, media }: Config, root: string): Export {
  readLastManifest(root, site.authority)
  return ({ store }, published, observer) => buildIntoFolder({ published, store, media }, root, observer)
}

/** Rejects wrong settings before the refresh. */
function bucketExport({ site, proxy }: Config, to: string, endpoint: string | undefined): Export {
  const bucket = bucketOf(to, endpoint, process.env)
  const allow = [...site.outbound.allow, ...trustedAddresses(bucket.endpoint)]
  return async ({ store }, published, observer) => {
    const outbound = createOutbound({ allow, feedUrl: site.feedUrl, proxy })
    try {
      const { authority } = published.context.site
      const target = await openBucket({ bucket, authority, outbound, now: Date.now, wait: pause })
      return await buildInto({ published, store }, target, observer)
    } finally {
      await outbound.close()
    }
  }
}

async function buildRetrying(
  app: App,
  place: string,
  exportTo: Export,
  observer: ExportObserver,
  attempts = ATTEMPTS_MAX,
): Promise<BuildResult> {
  const published = await refreshOrFail(app, place)
  try {
    return await exportTo(app, published, observer)
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    if (attempts > 1) return buildRetrying(app, place, exportTo, observer, attempts - 1)
    throw new AppError('not_ready', 'Other processes keep refreshing the store; build again when they are done')
  }
}

/** @throws AppError that also names the folder or bucket */
async function refreshOrFail({ newsroom }: App, place: string): Promise<Published> {
  try {
    await newsroom.refresh()
    return newsroom.current() as Published
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const message = `The refresh failed; ${place} is unchanged: ${error.message}`
    throw new AppError(error.code, message, error.details, { cause: error })
  }
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}

function showProgress(documents: number): void {
  if (documents % 50 === 0) process.stderr.write(`\r${documents} documents`)
}

function summary(built: BuildResult, out: string, problems: number, milliseconds: number): string {
  const { documents, written, deleted, bytes, unnamablePaths, withheld, hub, reconfigured } = built
  const counts = `${written} written (${bytes} bytes), ${documents - written} unchanged, ${deleted} deleted`
  return [
    `${documents} documents in ${out}: ${counts}, in ${(milliseconds / 1000).toFixed(1)} s`,
    ...(unnamablePaths.length > 0
      ? [`${unnamablePaths.length} documents were not written: no file can have their names`]
      : []),
    ...(withheld.length > 0
      ? [`Partners whose feeds were not written because they need a token: ${withheld.join(', ')}`]
      : []),
    ...(hub === null ? [] : [`Feeds announce a hub: set hub.own: false if no server answers at ${hub}`]),
    ...(problems > 0 ? [`${problems} problems: run polyfeed check to see them`] : []),
    ...(reconfigured ? ['The nginx configuration changed: reload nginx'] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
