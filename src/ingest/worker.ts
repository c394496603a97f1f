import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '../domain/errors.ts'
import type { IntakeContext } from '../intake/intake.ts'
import { createMediaBytes } from '../sources/own-media.ts'
import type { Source, SourceFile, Unscanned } from '../sources/record.ts'
import { probe, sourcesOf } from '../sources/sources.ts'
import type { Job, Reading } from './file-ingester.ts'
import { partsOf } from './parts.ts'

// The entry point of an intake process. It reads and parses files, so that no file can block the server.

/** The settings of a refresh. `run` is different at each refresh. */
export type Settings = { readonly run: number; readonly context: IntakeContext; readonly data: string }

export type Request =
  | { readonly kind: 'dependencies' }
  | { readonly kind: 'scan'; readonly source: number }
  | { readonly kind: 'ingest'; readonly jobs: readonly Job[] }

/** `settings` are sent once per run. */
export type Message = { readonly settings: Settings | undefined; readonly request: Request }

export type Answer =
  | { readonly part: readonly (SourceFile | Unscanned)[] }
  | { readonly result: readonly string[] | readonly Reading[] | null }
  | { readonly error: { readonly code: AppError['code'] | undefined; readonly message: string } }

type Prepared = { readonly settings: Settings; readonly sources: readonly Source[]; refreshed: boolean }

/** The number of the running job, for the watchdog; 0 between jobs. */
const currentJob = new Int32Array(new SharedArrayBuffer(4))
let lastJob = 0
let prepared: Prepared | undefined

// `watchdog.ts` in a checkout, `watchdog.js` in a package.
new Worker(path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`), {
  workerData: { currentJob, parentPid: process.ppid, processorMs: Number(process.argv[2]) },
}).unref()
process.on('disconnect', () => process.exit())
process.on('message', (message: Message) => void answer(message))

async function answer({ settings, request }: Message): Promise<void> {
  try {
    if (settings) prepared = { settings, sources: sourcesOf(settings.context.site, settings.data), refreshed: false }
    await work(prepared as Prepared, request)
  } catch (error) {
    const code = error instanceof AppError ? error.code : undefined
    await send({ error: { code, message: (error as Error).message } })
  }
}

async function work(ready: Prepared, request: Request): Promise<void> {
  const { sources, settings } = ready
  if (request.kind === 'scan') {
    for (const part of partsOf((sources[request.source] as Source).scan())) await send({ part })
    return send({ result: null })
  }
  const dependencies = ready.refreshed ? [] : sources.map((source) => source.refresh?.() ?? '')
  ready.refreshed = true
  if (request.kind === 'dependencies') {
    probe(settings.data)
    return send({ result: dependencies })
  }
  // Imported late: a scan does not need the parsers.
  const { createFileIngester: takeInWith } = await import('./file-ingester.ts')
  const takeIn = takeInWith(sources, { ...settings.context, mediaBytes: createMediaBytes(settings.data) })
  const readings = request.jobs.map((job) => {
    currentJob[0] = ++lastJob
    const reading = takeIn(job)
    currentJob[0] = 0
    return reading
  })
  return send({ result: readings })
}

/** Resolves once the answer is sent: the next job may end this process. */
function send(answer: Answer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(answer, () => resolve())
  })
}
