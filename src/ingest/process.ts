import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AppError } from '../domain/errors.ts'
import { SourceTimeout } from './reader.ts'
import type { Request, Settings } from './requests.ts'
import type { Answer, Message } from './worker.ts'

/** `worker.ts` in a checkout, `worker.js` in a package. */
const WORKER = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`)

/** The heap that the process itself needs. */
const BASE_HEAP_MB = 24

/** More memory would save no time: few objects outlive their file. */
const HEAP_FLAGS = ['--max-semi-space-size=2', '--heap-growing-percent=20']

/** V8's compilers use up to 20 MB in blocks of 32 KiB. With these thresholds, glibc returns freed blocks to the system. */
const MALLOC_THRESHOLDS = { MALLOC_MMAP_THRESHOLD_: '32768', MALLOC_TRIM_THRESHOLD_: '65536' }

export type ProcessLimits = {
  /** The longest wait for an answer: a dead network mount never answers. */
  readonly answerMs: number
  /** The processor time that any file may use, and how much more for each of its megabytes. */
  readonly processorMs: number
  readonly processorMsPerMegabyte: number
  /** The heap that files may use. */
  readonly heapMb: number
}

/** A busy machine gives a process a fifth of a processor. */
const WAIT_PER_PROCESSOR_MS = 5

export const DEFAULT_LIMITS: ProcessLimits = {
  ...{ answerMs: 10_000, processorMs: 2000, processorMsPerMegabyte: 1000 },
  // A text of 6 MB needs this. Files of usual sizes use no more than before.
  heapMb: 256,
}

/** A process that hangs in the kernel does not end. */
const EXIT_TIMEOUT_MS = 1000

const STDERR_TAIL_CHARACTERS = 500

/** The process ended before it answered. */
export class ProcessEnded extends Error {
  /** A limit was exceeded: the same request would end the next process, too. */
  readonly exceededLimit: boolean

  constructor(message: string, isCostly: boolean) {
    super(message)
    this.exceededLimit = isCostly
  }
}

/** A child process that ingests files. It handles one request at a time. */
export type IntakeProcess = {
  /** `onPart` receives the parts of a scan. @throws Ended, Unanswered, AppError */
  ask(settings: Settings, request: Request, onPart?: (part: never) => void): Promise<unknown>
  /** Ends the process at once; a pending request rejects. */
  kill(): void
  isAlive(): boolean
  /** Kills the process and waits up to a second for its exit. */
  end(): Promise<void>
}

export function startIntakeProcess(limits: ProcessLimits): IntakeProcess {
  const { answerMs, processorMs, processorMsPerMegabyte, heapMb } = limits
  const child = fork(WORKER, [`${processorMs}`, `${processorMsPerMegabyte}`], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [`--max-old-space-size=${BASE_HEAP_MB + heapMb}`, ...HEAP_FLAGS],
    env: { ...process.env, ...MALLOC_THRESHOLDS },
  })
  let sentRun: number | undefined
  let stderrTail = ''
  let pending: Pending | undefined
  let killed = false
  const kill = (): void => {
    killed = true
    child.kill('SIGKILL')
  }
  const settle = (finish: (request: Pending) => void): void => {
    const request = pending
    pending = undefined
    setReferenced(child, false)
    if (!request) return
    clearTimeout(request.timer)
    finish(request)
  }
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      settle(({ reject }) => reject(exitError(code, signal, stderrTail, limits)))
      resolve()
    })
  })
  child.on('error', (error) => settle(({ reject }) => reject(startError(error))))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL_CHARACTERS)
  })
  child.on('message', (answer: Answer) => {
    if ('part' in answer) {
      pending?.timer.refresh()
      pending?.onPart?.(answer.part as never)
    } else if ('result' in answer) settle(({ resolve }) => resolve(answer.result))
    else settle(({ reject }) => reject(errorOf(answer.error)))
  })
  setReferenced(child, false)
  return {
    ask: (settings, request, onPart) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          settle(() => reject(new SourceTimeout(`no answer in ${Math.round(waitMs / 1000)} s`)))
          kill()
        }
        const jobs = request.kind === 'ingest' ? request.jobs : []
        const megabytes = jobs.reduce((sum, { stamp }) => sum + stamp.size, 0) / 1_000_000
        const waitMs = answerMs + megabytes * processorMsPerMegabyte * WAIT_PER_PROCESSOR_MS
        const timer = globalThis.setTimeout(giveUp, waitMs)
        pending = { resolve, reject, onPart, timer }
        setReferenced(child, true)
        const message: Message = { settings: sentRun === settings.run ? undefined : settings, request }
        sentRun = settings.run
        child.send(message, (error) => error && settle(() => reject(new ProcessEnded(error.message, false))))
      }),
    kill,
    isAlive: () => !killed && child.exitCode === null && child.signalCode === null,
    end: async () => {
      kill()
      setReferenced(child, true)
      const timeout = new AbortController()
      // It keeps the program running, which would end with a pending promise otherwise.
      await Promise.race([
        exited,
        setTimeout(EXIT_TIMEOUT_MS, undefined, { signal: timeout.signal }).catch(() => undefined),
      ])
      timeout.abort()
      setReferenced(child, false)
    },
  }
}

type Pending = {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly onPart: ((part: never) => void) | undefined
  readonly timer: NodeJS.Timeout
}

/** Idle processes are unreferenced, so that they do not keep the program running. */
function setReferenced(child: ChildProcess, isReferenced: boolean): void {
  const change = isReferenced ? 'ref' : 'unref'
  child[change]()
  child.channel?.[change]()
  // The types do not say that the pipe is a socket.
  ;(child.stderr as unknown as { unref?(): void } | null)?.unref?.()
}

function exitError(
  code: number | null,
  signal: NodeJS.Signals | null,
  stderrTail: string,
  { processorMs, processorMsPerMegabyte, heapMb }: ProcessLimits,
): ProcessEnded {
  if (signal === 'SIGXCPU')
    return new ProcessEnded(
      `it takes more than ${processorMs / 1000} s of processor time, and ${processorMsPerMegabyte / 1000} s per MB`,
      true,
    )
  if (signal === 'SIGABRT' || /heap out of memory/i.test(stderrTail)) {
    return new ProcessEnded(`it takes more than ${heapMb} megabytes of memory`, true)
  }
  return new ProcessEnded(`the intake process ended (${signal ?? code}) ${stderrTail.trim()}`.trim(), false)
}

/** No file is the cause: the system cannot start another process. */
function startError(error: Error): AppError {
  return new AppError('source_missing', `The intake process cannot be started: ${error.message}`)
}

function errorOf({ code, message }: Extract<Answer, { error: unknown }>['error']): Error {
  return code ? new AppError(code, message) : new Error(message)
}
