import { availableParallelism } from 'node:os'
import { DEFAULT_LIMITS, type IntakeProcess, type ProcessLimits, startIntakeProcess } from './process.ts'
import type { Request, Settings } from './requests.ts'

const IDLE_TIMEOUT_MS = 2000

/** Child processes that ingest files. They start on demand and end when idle. */
export type IntakePool = {
  /**
   * Sends a request to the next free process. `group` contains the process while it works, so that it can be killed.
   * @throws Ended, Unanswered, AppError
   */
  ask(settings: Settings, request: Request, group: Set<IntakeProcess>, onPart?: (part: never) => void): Promise<unknown>
  /** Ends idle processes at once, when no request is expected. */
  endIdle(): void
  isClosed(): boolean
  close(): Promise<void>
}

/** `keepsOne`: whether one idle process stays, because to start one takes longer than to read a file. */
export function createIntakePool(
  bounds: Partial<ProcessLimits> = {},
  keepsOne: () => boolean = () => false,
): IntakePool {
  const idle: { readonly process: IntakeProcess; readonly timer: NodeJS.Timeout }[] = []
  const living = new Set<IntakeProcess>()
  const waiting: (() => void)[] = []
  let busy = 0
  let closed = false

  const startProcess = (): IntakeProcess => {
    const process = startIntakeProcess({ ...DEFAULT_LIMITS, ...bounds })
    for (const other of living) if (!other.isAlive()) living.delete(other)
    living.add(process)
    return process
  }
  const acquire = async (): Promise<IntakeProcess> => {
    if (busy >= availableParallelism()) await new Promise<void>((resolve) => waiting.push(resolve))
    if (closed) throw new Error('the intake pool is closed')
    busy++
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer)
      if (entry.process.isAlive()) return entry.process
    }
    return startProcess()
  }
  const end = (process: IntakeProcess): void => {
    if (keepsOne() && idle.length === 1) return
    const index = idle.findIndex((entry) => entry.process === process)
    if (index >= 0) idle.splice(index, 1)
    process.kill()
  }
  const release = (process: IntakeProcess): void => {
    busy--
    if (process.isAlive()) idle.push({ process, timer: setTimeout(end, IDLE_TIMEOUT_MS, process).unref() })
    waiting.shift()?.()
  }

  return {
    ask: async (settings, request, group, onPart) => {
      const process = await acquire()
      group.add(process)
      try {
        return await process.ask(settings, request, onPart)
      } finally {
        group.delete(process)
        release(process)
      }
    },
    endIdle: () => {
      for (const { process } of [...idle]) end(process)
    },
    isClosed: () => closed,
    close: async () => {
      closed = true
      for (const resolve of waiting.splice(0)) resolve()
      for (const { timer } of idle) clearTimeout(timer)
      await Promise.all([...living].map((process) => process.end()))
    },
  }
}
