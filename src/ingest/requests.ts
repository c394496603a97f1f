import { flushCompileCache } from 'node:module'
import type { IntakeContext } from '../intake/intake.ts'
import { createMediaBytes } from '../sources/own-media.ts'
import type { Found, Source } from '../sources/record.ts'
import { probe, sourcesOf } from '../sources/sources.ts'
import { partsOf } from './parts.ts'
import type { Job, Reading } from './readings.ts'

/** The settings of a refresh. `run` is different at each refresh. */
export type Settings = { readonly run: number; readonly context: IntakeContext; readonly data: string }

export type Request =
  | { readonly kind: 'dependencies' }
  | { readonly kind: 'scan'; readonly source: number; readonly saved: readonly string[] | undefined }
  | { readonly kind: 'ingest'; readonly jobs: readonly Job[] }

export type Result = readonly string[] | readonly Reading[] | null

export type RequestHandler = (request: Request) => Promise<Result>

export type RequestEvents = {
  /** A scan has found these. */
  readonly onPart: (part: readonly Found[]) => Promise<void> | void
  /** A job begins or ends. */
  readonly onJob?: (job: Job | undefined) => void
}

/** Answers the requests of one run. */
export function createRequestHandler(
  { context, data }: Settings,
  { onPart, onJob = () => undefined }: RequestEvents,
): RequestHandler {
  const sources: readonly Source[] = sourcesOf(context.site, data)
  let dependencies: readonly string[] | undefined
  let isCacheWritten = false
  return async (request) => {
    if (request.kind === 'scan') {
      for (const part of partsOf((sources[request.source] as Source).scan(request.saved))) await onPart(part)
      return null
    }
    dependencies ??= sources.map((source) => source.refresh?.() ?? '')
    if (request.kind === 'dependencies') {
      probe(data)
      return dependencies
    }
    // Imported late: a scan does not need the parsers.
    const { createFileIngester } = await import('./file-ingester.ts')
    // An intake process is killed in the end, and an exit alone would write the cache. No other process loads the parsers.
    if (!isCacheWritten) flushCompileCache()
    isCacheWritten = true
    const ingestFile = createFileIngester(sources, { ...context, mediaBytes: createMediaBytes(data) })
    const readings: Reading[] = []
    for (const job of request.jobs) {
      onJob(job)
      readings.push(await ingestFile(job))
      onJob(undefined)
    }
    return readings
  }
}
