import path from 'node:path'
import { type App, createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import { missingSourceMessage } from '../domain/missing-source.ts'
import { Superseded } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { type Built, build as buildInto } from '../export/build.ts'
import { lastManifest } from '../export/claim.ts'
import type { ExportObserver } from '../export/exporting.ts'
import { progressBar } from './progress.ts'

/** How often another process may refresh the store in between. */
const TRIES = 5

/** Refreshes the store and writes all of its documents into a folder; what did not change there is not touched. */
export async function build(out: string): Promise<number> {
  const started = performance.now()
  const config = readConfig()
  const root = path.resolve(out)
  // Before anything is refreshed.
  lastManifest(root, config.site.authority)
  const app = await createApp(config, { progress: progressBar() })
  const stopping = new AbortController()
  const stop = (): void => stopping.abort(new AppError('not_ready', 'stopped: the next build goes on from here'))
  // A second one does not wait.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
  const progress = process.stderr.isTTY ? { progress: showProgress } : {}
  try {
    const built = await builtInto(app, config.media, root, { ...progress, signal: stopping.signal })
    clearProgress()
    for (const missing of app.newsroom.missing()) process.stderr.write(`polyfeed: ${missingSourceMessage(missing)}\n`)
    // A line a feed, whose documents and months lie in its folder.
    for (const folder of built.nameless.filter((one) => /(?<!archive\/[\d-]+)\/$/.test(one))) {
      process.stderr.write(`polyfeed: ${decodeURI(folder)} is not written: no folder can have that name\n`)
    }
    process.stdout.write(summary(built, out, app.newsroom.quarantine().length, performance.now() - started))
    return 0
  } finally {
    clearProgress()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeListener(signal, stop)
    await app.close()
  }
}

async function builtInto(
  app: App,
  media: string | null,
  root: string,
  observer: ExportObserver,
  tries = TRIES,
): Promise<Built> {
  const published = await refreshed(app, root)
  try {
    return await buildInto({ published, store: app.store, media }, root, observer)
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    if (tries > 1) return builtInto(app, media, root, observer, tries - 1)
    throw new AppError('not_ready', 'The store is refreshed by others again and again: build when they have done')
  }
}

/** @throws AppError that says why the folder was left alone */
async function refreshed({ newsroom }: App, root: string): Promise<Published> {
  try {
    await newsroom.refresh()
    return newsroom.current() as Published
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const sentence = `The refresh failed, and ${root} is as it was: ${error.message}`
    throw new AppError(error.code, sentence, error.details, { cause: error })
  }
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}

function showProgress(documents: number): void {
  if (documents % 50 === 0) process.stderr.write(`\r${documents} documents`)
}

function summary(built: Built, out: string, problems: number, milliseconds: number): string {
  const { documents, written, deleted, bytes, nameless, withheld, reconfigured } = built
  const counts = `${written} written (${bytes} bytes with their encodings), ${documents - written} unchanged, ${deleted} deleted`
  return [
    `${documents} documents in ${out}: ${counts}, in ${(milliseconds / 1000).toFixed(1)} s`,
    ...(nameless.length > 0 ? [`${nameless.length} are not written: no file can have their names`] : []),
    ...(withheld.length > 0
      ? [`Not for everybody, and not written: partners with a token (${withheld.join(', ')})`]
      : []),
    ...(problems > 0 ? [`${problems} problems: polyfeed check names them`] : []),
    ...(reconfigured ? ["nginx's configuration is another: let nginx read it again"] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
