import path from 'node:path'
import { type App, createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { withoutWarnings } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { missingSourceMessage } from '../domain/sources.ts'
import { Superseded } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { type BuildResult, build as buildInto } from '../export/build.ts'
import type { ExportObserver } from '../export/exporting.ts'
import { readLastManifest } from '../export/manifest.ts'
import { createProgressBar } from './progress.ts'

/** An attempt fails if another process refreshes the store meanwhile. */
const ATTEMPTS_MAX = 5

/** Refreshes the store and writes all of its documents into a folder. Unchanged files are not touched. */
export async function build(out: string): Promise<number> {
  const started = performance.now()
  const config = readConfig()
  const root = path.resolve(out)
  // Rejects a wrong folder before the refresh.
  readLastManifest(root, config.site.authority)
  const app = await createApp(config, { progress: createProgressBar() })
  const stopping = new AbortController()
  const stop = (): void => stopping.abort(new AppError('not_ready', 'stopped; the next build continues from here'))
  // A second signal ends the process at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
  const progress = process.stderr.isTTY ? { progress: showProgress } : {}
  try {
    await app.fetch()
    const built = await buildRetrying(app, config.media, root, { ...progress, signal: stopping.signal })
    clearProgress()
    for (const missing of app.newsroom.missingSources())
      process.stderr.write(`polyfeed: ${missingSourceMessage(missing)}\n`)
    // One line per feed folder, not for the documents and months in it.
    for (const folder of built.unnamablePaths.filter((name) => /(?<!archive\/[\d-]+)\/$/.test(name))) {
      process.stderr.write(`polyfeed: ${decodeURI(folder)} was not written: no folder can have this name\n`)
    }
    const quarantined = withoutWarnings(app.newsroom.quarantine()).length
    process.stdout.write(summary(built, out, quarantined, performance.now() - started))
    return 0
  } finally {
    clearProgress()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeListener(signal, stop)
    await app.close()
  }
}

async function buildRetrying(
  app: App,
  media: string | null,
  root: string,
  observer: ExportObserver,
  attempts = ATTEMPTS_MAX,
): Promise<BuildResult> {
  const published = await refreshOrFail(app, root)
  try {
    return await buildInto({ published, store: app.store, media }, root, observer)
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    if (attempts > 1) return buildRetrying(app, media, root, observer, attempts - 1)
    throw new AppError('not_ready', 'Other processes keep refreshing the store; build again when they are done')
  }
}

/** @throws AppError that also names the folder */
async function refreshOrFail({ newsroom }: App, root: string): Promise<Published> {
  try {
    await newsroom.refresh()
    return newsroom.current() as Published
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const message = `The refresh failed; ${root} is unchanged: ${error.message}`
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
  const { documents, written, deleted, bytes, unnamablePaths, withheld, reconfigured } = built
  const counts = `${written} written (${bytes} bytes with their encodings), ${documents - written} unchanged, ${deleted} deleted`
  return [
    `${documents} documents in ${out}: ${counts}, in ${(milliseconds / 1000).toFixed(1)} s`,
    ...(unnamablePaths.length > 0
      ? [`${unnamablePaths.length} documents were not written: no file can have their names`]
      : []),
    ...(withheld.length > 0
      ? [`Partners whose feeds were not written because they need a token: ${withheld.join(', ')}`]
      : []),
    ...(problems > 0 ? [`${problems} problems: run polyfeed check to see them`] : []),
    ...(reconfigured ? ['The nginx configuration changed: reload nginx'] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
