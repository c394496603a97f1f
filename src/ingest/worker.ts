import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '../domain/errors.ts'
import type { IntakeContext } from '../intake/intake.ts'
import type { Source, SourceFile, Unscanned } from '../sources/record.ts'
import { probe, sourcesOf } from '../sources/sources.ts'
import { partsOf } from './parts.ts'
import type { Job, Reading } from './take-in.ts'

// The entry point of an intake process. It reads and parses files, so that no file can hold up the server.

/** The settings that a process reads with; `run` differs at every refresh. */
export type Settings = { readonly run: number; readonly context: IntakeContext; readonly data: string }

export type Request =
  | { readonly kind: 'dependencies' }
  | { readonly kind: 'scan'; readonly source: number }
  | { readonly kind: 'take-in'; readonly jobs: readonly Job[] }

/** `settings` come with a request only where the process does not have them yet. */
export type Message = { readonly settings: Settings | undefined; readonly request: Request }

export type Answer =
  | { readonly part: readonly (SourceFile | Unscanned)[] }
  | { readonly result: readonly string[] | readonly Reading[] | null }
  | { readonly error: { readonly code: AppError['code'] | undefined; readonly message: string } }

type Prepared = { readonly settings: Settings; readonly sources: readonly Source[]; refreshed: boolean }

/** The number of the job under way, which the watchdog compares; 0 between jobs. */
const job = new Int32Array(new SharedArrayBuffer(4))
let jobs = 0
let prepared: Prepared | undefined

// `watchdog.ts` in a checkout, `watchdog.js` in a package.
new Worker(path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`), {
  workerData: { job, parent: process.ppid, processorMs: Number(process.argv[2]) },
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
  // A scan alone does without the libraries that parse.
  const { takeInWith } = await import('./take-in.ts')
  const takeIn = takeInWith(sources, settings.context)
  const readings = request.jobs.map((one) => {
    job[0] = ++jobs
    const reading = takeIn(one)
    job[0] = 0
    return reading
  })
  return send({ result: readings })
}

/** Waits until the answer is on its way: what this process does next may end it. */
function send(answer: Answer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(answer, () => resolve())
  })
}
