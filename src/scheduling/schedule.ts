import { createHash } from 'node:crypto'
import { createTask, parse, type ScheduledTask, validate } from 'node-cron'
import type { Instant } from '../domain/article.ts'
import type { Site } from '../domain/site.ts'
import { type CronFields, slotAfter } from './slots.ts'

// The one module that knows node-cron.

/** Five fields, or six with seconds first. */
export function isCronExpression(text: string): boolean {
  return validate(text)
}

const DAY_SECONDS = 24 * 60 * 60

/**
 * The shortest time between two slots in seconds, at most a day, for `ttl`, `sy:updateFrequency` and `max-age`. It
 * depends on the expression only, not on the date.
 */
export function intervalSecondsOf(expression: string): number {
  const { hour, minute, second } = parse(expression)
  const times = hour.flatMap((h) => minute.flatMap((m) => second.map((s) => h * 3600 + m * 60 + s)))
  const slots = [...new Set(times)].sort((a, b) => a - b)
  const gaps = slots.map((slot, index) => (slots[index + 1] ?? (slots[0] as number) + DAY_SECONDS) - slot)
  return Math.min(...gaps)
}

/**
 * Milliseconds from a slot to its refresh. Most schedules name the full hour; the delay spreads the load on disks,
 * databases and caches that newsrooms share. It is a share of `jitter`, or of a tenth of the interval if that is less.
 * A hash of the authority makes it the same in every process and at every slot, so that `max-age` and `ttl` stay right.
 */
export function delayMsOf({ authority, jitter, interval }: Pick<Site, 'authority' | 'jitter' | 'interval'>): number {
  const share = createHash('sha256').update(authority).digest().readUInt32BE() / 2 ** 32
  return Math.floor(share * Math.min(jitter, interval / 10) * 1000)
}

/** The slots of a cron expression in a time zone: see {@link slotAfter}. */
export function slotsOf(expression: string, timeZone: string) {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = parse(expression)
  // Never started: it only matches days (`L`, `15W`, `5#3`).
  const dayMatcher = createTask(`0 0 0 ${dayOfMonth} ${month} ${dayOfWeek}`, () => undefined, { timezone: 'UTC' })
  void dayMatcher.destroy()
  const fields: CronFields = {
    ...{ seconds: ascending(second), minutes: ascending(minute), hours: ascending(hour), months: month },
    matchesDay: (date) => dayMatcher.match(date),
  }
  return {
    /** The first slot after an instant; `undefined` if no day matches, such as 30 February. */
    after: (instant: Instant): Instant | undefined => slotAfter(fields, timeZone, instant),
  }
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

export type ScheduleOptions = {
  readonly slots: ReturnType<typeof slotsOf>
  /** Milliseconds from a slot to its run. */
  readonly delayMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** A slot that is at most this late still runs: the process was busy, or the machine slept. */
const LATE_MS = 60_000

/**
 * Calls `run` after every slot that this process is elected for, plus `delay`. The election is at the slot, not after
 * the delay; its name is the same in every process. A slot is skipped while the previous run continues.
 *
 * node-cron gets one slot at a time, as a date in UTC. In a zone with daylight saving it would skip `30 2 * * *` in
 * spring and pause `*​/5` for an hour in autumn. After a clock change it would run every slot in between.
 */
export function startSchedule(
  { slots, delayMs, now }: ScheduleOptions,
  run: () => Promise<unknown>,
  isElected: (slot: string) => Promise<boolean>,
  onProblem: (problem: string) => void,
) {
  const pause = createPause()
  let task: ScheduledTask | undefined
  let isRunning = false
  let isStopped = false

  const runSlot = async (slot: Date): Promise<void> => {
    if (isRunning) return onProblem(`the previous refresh was still running at ${slot.toISOString()}`)
    isRunning = true
    try {
      if ((await isElected(`refresh:${slot.toISOString()}`)) && (await pause.wait(delayMs))) await run()
    } catch (error) {
      onProblem(String(error))
    } finally {
      isRunning = false
    }
  }
  const arm = (after: Instant): void => {
    void task?.destroy()
    const next = isStopped ? undefined : slots.after(after)
    if (next === undefined) return
    const ignore = () => undefined
    const report = (problem: string | Error): void => onProblem(String(problem))
    task = createTask(expressionOf(next), ({ date }) => fire(date), {
      ...{
        timezone: 'UTC',
        name: 'refresh',
        unref: true,
        suppressMissedWarning: true,
        missedExecutionTolerance: LATE_MS,
      },
      logger: { debug: ignore, info: ignore, warn: report, error: report },
    })
    // The watchdog refreshes after slots that are later than that.
    task.on('execution:missed', () => arm(now()))
    void task.start()
  }
  const fire = (slot: Date): void => {
    void runSlot(slot)
    // The current run covers slots that were missed meanwhile.
    arm(Math.max(slot.getTime(), now()))
  }

  arm(now())
  return {
    /** Recomputes the next slot, after the clock was set. */
    rearm: () => arm(now()),
    /** Also cancels a run that waits for its delay. */
    stop: async () => {
      isStopped = true
      pause.cancel()
      await task?.destroy()
    },
  }
}

/** The cron expression of one instant, in UTC. */
function expressionOf(instant: Instant): string {
  const date = new Date(instant)
  const time = [date.getUTCSeconds(), date.getUTCMinutes(), date.getUTCHours()]
  return `${time.join(' ')} ${date.getUTCDate()} ${date.getUTCMonth() + 1} *`
}

/** `wait` does not keep the process alive. It returns false once `cancel` has been called. */
function createPause() {
  let isCancelled = false
  let timer: NodeJS.Timeout | undefined
  let wake: (() => void) | undefined
  return {
    wait: async (milliseconds: number): Promise<boolean> => {
      if (milliseconds > 0 && !isCancelled) {
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, milliseconds).unref()
        })
      }
      return !isCancelled
    },
    cancel: () => {
      isCancelled = true
      clearTimeout(timer)
      wake?.()
    },
  }
}

/** The clock is read again after this time: it may have been set, or the machine may have slept. */
const CHECK_MS = { soon: 60_000, far: 60 * 60_000 }

/** Calls `run` once at a time between two slots, such as the end of an embargo. */
export function createAlarm(now: () => number, run: () => void) {
  let timer: NodeJS.Timeout | undefined
  /** Replaces the previous time; milliseconds since 1970. `undefined` clears it. */
  const set = (at: number | undefined): void => {
    clearTimeout(timer)
    if (at === undefined) return
    const waitMs = Math.max(0, at - now())
    const checkMs = waitMs > 24 * CHECK_MS.far ? CHECK_MS.far : CHECK_MS.soon
    timer = setTimeout(() => (waitMs > checkMs ? set(at) : run()), Math.min(waitMs, checkMs))
    timer.unref()
  }
  return { set, stop: () => clearTimeout(timer) }
}
