import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AppError } from '../domain/errors.ts'
import { Unanswered } from './reader.ts'
import type { Answer, Message, Request, Settings } from './worker.ts'

/** `worker.ts` in a checkout, `worker.js` in a package. */
const WORKER = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`)

/** Megabytes of heap that a process may have: its base of 24, and 64 for the files that it has in hand. */
const HEAP_MB = 88

/** Megabytes of young objects: the remains of one file go with the next, so that more room is only more memory. */
const YOUNG_MB = 8

/** Bounds of a process, in milliseconds. */
export type Bounds = {
  /** How long one answer is waited for: a dead network mount never gives one. */
  readonly answerMs: number
  /** The processor time that one file may take. */
  readonly processorMs: number
}

export const BOUNDS: Bounds = { answerMs: 10_000, processorMs: 2000 }

/** Milliseconds for which the end of a process is waited for. */
const END_MS = 1000

/** Characters of the last error output that are kept. */
const TAIL = 500

/** The process ended before it answered. */
export class Ended extends Error {
  /** A bound was exceeded: the same request would end another process, too. */
  readonly isCostly: boolean

  constructor(message: string, isCostly: boolean) {
    super(message)
    this.isCostly = isCostly
  }
}

/** A child process that reads sources. One request at a time. */
export type IntakeProcess = {
  /** `onPart` receives the parts of a scan. @throws Ended, Unanswered, AppError */
  ask(settings: Settings, request: Request, onPart?: (part: never) => void): Promise<unknown>
  /** Ends it at once; a request under way rejects. */
  kill(): void
  /** Whether it can be asked. */
  isAlive(): boolean
  /** Ends it, and waits for that; a process that hangs in the kernel is waited for no longer than a second. */
  end(): Promise<void>
}

export function startIntakeProcess({ answerMs, processorMs }: Bounds): IntakeProcess {
  const child = fork(WORKER, [String(processorMs)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [`--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`],
  })
  let run: number | undefined
  let tail = ''
  let pending: Pending | undefined
  let killed = false
  const kill = (): void => {
    killed = true
    child.kill('SIGKILL')
  }
  const settle = (finish: (request: Pending) => void): void => {
    const request = pending
    pending = undefined
    hold(child, false)
    if (!request) return
    clearTimeout(request.timer)
    finish(request)
  }
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      settle(({ reject }) => reject(endedBy(code, signal, tail, processorMs)))
      resolve()
    })
  })
  child.on('error', (error) => settle(({ reject }) => reject(cannotStart(error))))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL)
  })
  child.on('message', (answer: Answer) => {
    if ('part' in answer) {
      pending?.timer.refresh()
      pending?.onPart?.(answer.part as never)
    } else if ('result' in answer) settle(({ resolve }) => resolve(answer.result))
    else settle(({ reject }) => reject(errorOf(answer.error)))
  })
  hold(child, false)
  return {
    ask: (settings, request, onPart) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          settle(() => reject(new Unanswered(`no answer in ${answerMs / 1000} s`)))
          kill()
        }
        const timer = globalThis.setTimeout(giveUp, answerMs)
        pending = { resolve, reject, onPart, timer }
        hold(child, true)
        const message: Message = { settings: run === settings.run ? undefined : settings, request }
        run = settings.run
        child.send(message, (error) => error && settle(() => reject(new Ended(error.message, false))))
      }),
    kill,
    isAlive: () => !killed && child.exitCode === null && child.signalCode === null,
    end: async () => {
      kill()
      hold(child, true)
      const late = new AbortController()
      await Promise.race([exited, setTimeout(END_MS, undefined, { signal: late.signal }).catch(() => undefined)])
      late.abort()
      hold(child, false)
    },
  }
}

type Pending = {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly onPart: ((part: never) => void) | undefined
  readonly timer: NodeJS.Timeout
}

/** An idle process keeps the program up no longer than it would be anyway. */
function hold(child: ChildProcess, busy: boolean): void {
  const change = busy ? 'ref' : 'unref'
  child[change]()
  child.channel?.[change]()
  // The type of a pipe does not tell that it is a socket.
  ;(child.stderr as unknown as { unref?(): void } | null)?.unref?.()
}

function endedBy(code: number | null, signal: NodeJS.Signals | null, tail: string, processorMs: number): Ended {
  if (signal === 'SIGXCPU') return new Ended(`it takes more than ${processorMs / 1000} seconds of processor time`, true)
  if (signal === 'SIGABRT' || /heap out of memory/i.test(tail)) {
    return new Ended('it takes more than 64 megabytes of memory', true)
  }
  return new Ended(`the process that reads it ended (${signal ?? code}) ${tail.trim()}`.trim(), false)
}

/** Not the fault of any file: the system has no room for another process. */
function cannotStart(error: Error): AppError {
  return new AppError('source_missing', `No process that reads sources can be started: ${error.message}`)
}

function errorOf({ code, message }: Extract<Answer, { error: unknown }>['error']): Error {
  return code ? new AppError(code, message) : new Error(message)
}
