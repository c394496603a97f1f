import { availableParallelism, constants, setPriority } from 'node:os'
import { AppError } from '../domain/errors.ts'
import type { Found } from '../sources/record.ts'
import type { Job } from './readings.ts'
import { createRequestHandler, type Request, type RequestHandler, type Result, type Settings } from './requests.ts'
import { startWatchdog } from './watchdog.ts'

// The entry point of an intake process. It reads and parses files, so that no file can block the server.

/** `settings` are sent once per run. */
export type Message = { readonly settings: Settings | undefined; readonly request: Request }

export type Answer =
  | { readonly part: readonly Found[] }
  | { readonly result: Result }
  | { readonly error: { readonly code: AppError['code'] | undefined; readonly message: string } }

/** For the watchdog: the number of the running job (0 between jobs), and the processor time in ms that it may use. */
const currentJob = new Int32Array(new SharedArrayBuffer(8))
const [processorMs, processorMsPerMegabyte] = process.argv.slice(2).map(Number) as [number, number]
let lastJob = 0
let handle: RequestHandler | undefined

// On one processor, requests come first. With more, other programs would take what this process needs.
if (availableParallelism() === 1) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
startWatchdog({ currentJob, parentPid: process.ppid })
process.on('disconnect', () => process.exit())
process.on('message', (message: Message) => void answer(message))

async function answer({ settings, request }: Message): Promise<void> {
  try {
    if (settings) handle = createRequestHandler(settings, { onPart: (part) => send({ part }), onJob: markJob })
    await send({ result: await (handle as RequestHandler)(request) })
  } catch (error) {
    const code = error instanceof AppError ? error.code : undefined
    await send({ error: { code, message: (error as Error).message } })
  }
}

function markJob(job: Job | undefined): void {
  currentJob[1] = processorMs + ((job?.stamp.size ?? 0) / 1_000_000) * processorMsPerMegabyte
  Atomics.store(currentJob, 0, job ? ++lastJob : 0)
}

/** Resolves once the answer is sent: the next job may end this process. */
function send(answer: Answer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(answer, () => resolve())
  })
}
