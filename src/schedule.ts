import { createTask, parse, validate } from 'node-cron'

// The one module that knows node-cron.

/** Five fields, or six with seconds first. */
export function isCronExpression(text: string): boolean {
  return validate(text)
}

const DAY = 24 * 60 * 60

/**
 * Seconds between two runs where they are closest, a day at most: what `ttl`, `sy:updateFrequency` and `max-age` tell readers.
 * Reckoned from the expression alone, so that it does not depend on when it is asked.
 */
export function intervalOf(expression: string): number {
  const { hour, minute, second } = parse(expression)
  const written = hour.flatMap((h) => minute.flatMap((m) => second.map((s) => h * 3600 + m * 60 + s)))
  const slots = [...new Set(written)].sort((a, b) => a - b)
  const gaps = slots.map((slot, index) => (slots[index + 1] ?? (slots[0] as number) + DAY) - slot)
  return Math.min(...gaps)
}

export type Schedule = {
  nextRun(): Date | null
  stop(): Promise<void>
}

/**
 * Calls `run` at every slot that this process is `elected` for, by a text that is the slot's in every process; a run
 * still under way when the next slot comes is not joined by a second one.
 */
export function startSchedule(
  expression: string,
  timezone: string,
  run: () => Promise<unknown>,
  elected: (slot: string) => Promise<boolean>,
  complain: (problem: string) => void,
): Schedule {
  const quiet = () => undefined
  const loud = (problem: string | Error): void => complain(String(problem))
  const task = createTask(expression, run, {
    ...{ timezone, noOverlap: true, suppressMissedWarning: true },
    ...{ name: 'refresh', distributed: true, runCoordinator: { shouldRun: elected } },
    logger: { debug: quiet, info: quiet, warn: loud, error: loud },
  })
  task.start()
  return {
    nextRun: () => task.getNextRun(),
    stop: async () => {
      await task.destroy()
    },
  }
}

export type Alarm = {
  /** Goes off at an instant (milliseconds since 1970), and no longer at the one it was set to before. */
  set(at: number | undefined): void
  stop(): void
}

/** Node's timers last 24 days; what is further away is looked at again then. */
const LONGEST = 2 ** 31 - 1

/** Calls `run` once, when its time has come: what is due between two slots need not wait for the next. */
export function createAlarm(now: () => number, run: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined
  const set = (at: number | undefined): void => {
    clearTimeout(timer)
    if (at === undefined) return
    const wait = Math.max(0, at - now())
    timer = setTimeout(() => (wait > LONGEST ? set(at) : run()), Math.min(wait, LONGEST))
    timer.unref()
  }
  return { set, stop: () => clearTimeout(timer) }
}
