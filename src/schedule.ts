import { createHash } from 'node:crypto'
import { createTask, parse, validate } from 'node-cron'
import type { Site } from './domain/site.ts'

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

/**
 * Milliseconds from a slot to the refresh that was planned for it: everybody's schedule names the full hour, and disks,
 * databases and caches that newsrooms share would be asked by all of them at that instant. Purges follow refreshes, so
 * that they are spread with them. It is a share of `jitter`, or of a tenth of the interval where that is less, by a
 * hash of the authority: the same in every process and at every slot, so that refreshes stay as far apart as `max-age`
 * and `ttl` tell.
 */
export function delayOf({ authority, jitter, interval }: Pick<Site, 'authority' | 'jitter' | 'interval'>): number {
  const share = createHash('sha256').update(authority).digest().readUInt32BE() / 2 ** 32
  return Math.floor(share * Math.min(jitter, interval / 10) * 1000)
}

export type Slots = {
  /** A cron expression. */
  readonly expression: string
  readonly timezone: string
  /** Milliseconds from a slot to its run. */
  readonly delay: number
}

export type Schedule = {
  nextRun(): Date | null
  /** A run that waits for its delay to pass is not begun any more. */
  stop(): Promise<void>
}

/**
 * Calls `run`, `delay` after every slot that this process is `elected` for, by a text that is the slot's in every
 * process; a run still under way when the next slot comes is not joined by a second one. Who is elected is settled when
 * the slot comes, and not after the delay.
 */
export function startSchedule(
  { expression, timezone, delay }: Slots,
  run: () => Promise<unknown>,
  elected: (slot: string) => Promise<boolean>,
  complain: (problem: string) => void,
): Schedule {
  const quiet = () => undefined
  const loud = (problem: string | Error): void => complain(String(problem))
  const pause = createPause()
  const task = createTask(expression, async () => (await pause.passes(delay)) && run(), {
    ...{ timezone, noOverlap: true, suppressMissedWarning: true },
    ...{ name: 'refresh', distributed: true, runCoordinator: { shouldRun: elected } },
    logger: { debug: quiet, info: quiet, warn: loud, error: loud },
  })
  task.start()
  return {
    nextRun: () => task.getNextRun(),
    stop: async () => {
      pause.end()
      await task.destroy()
    },
  }
}

/** Waits without keeping the process up, and no longer once it is ended: `passes` then says no, now and for ever. */
function createPause() {
  let ended = false
  let timer: NodeJS.Timeout | undefined
  let wake: (() => void) | undefined
  return {
    passes: async (milliseconds: number): Promise<boolean> => {
      if (milliseconds > 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, milliseconds).unref()
        })
      }
      return !ended
    },
    end: () => {
      ended = true
      clearTimeout(timer)
      wake?.()
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
