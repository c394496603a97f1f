import { availableParallelism } from 'node:os'
import { BOUNDS, type Bounds, type IntakeProcess, startIntakeProcess } from './process.ts'
import type { Request, Settings } from './worker.ts'

/** Milliseconds that an idle process waits for more. */
const IDLE_MS = 2000

/** Processes that read sources beside the server: none is there until it is needed, nor long after. */
export type IntakePool = {
  /**
   * Asks the next free process. `group` has the process while it works, so that it can be broken off.
   * @throws Ended, Unanswered, AppError
   */
  ask(settings: Settings, request: Request, group: Set<IntakeProcess>, onPart?: (part: never) => void): Promise<unknown>
  isClosed(): boolean
  close(): Promise<void>
}

export function createIntakePool(bounds: Partial<Bounds> = {}): IntakePool {
  const idle: { readonly process: IntakeProcess; readonly timer: NodeJS.Timeout }[] = []
  const living = new Set<IntakeProcess>()
  const waiting: (() => void)[] = []
  let busy = 0
  let closed = false

  const started = (): IntakeProcess => {
    const process = startIntakeProcess({ ...BOUNDS, ...bounds })
    for (const one of living) if (!one.isAlive()) living.delete(one)
    living.add(process)
    return process
  }
  const taken = async (): Promise<IntakeProcess> => {
    if (busy >= availableParallelism()) await new Promise<void>((resolve) => waiting.push(resolve))
    if (closed) throw new Error('the intake processes are closed')
    busy++
    for (let rest = idle.pop(); rest; rest = idle.pop()) {
      clearTimeout(rest.timer)
      if (rest.process.isAlive()) return rest.process
    }
    return started()
  }
  const givenBack = (process: IntakeProcess): void => {
    busy--
    const end = (): void => {
      const index = idle.findIndex((one) => one.process === process)
      if (index >= 0) idle.splice(index, 1)
      process.kill()
    }
    if (process.isAlive()) idle.push({ process, timer: setTimeout(end, IDLE_MS).unref() })
    waiting.shift()?.()
  }

  return {
    ask: async (settings, request, group, onPart) => {
      const process = await taken()
      group.add(process)
      try {
        return await process.ask(settings, request, onPart)
      } finally {
        group.delete(process)
        givenBack(process)
      }
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
