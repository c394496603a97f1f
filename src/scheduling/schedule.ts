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

/** The slots of a cron expression on the clock of a time zone: see {@link slotAfter}. */
export type Slots = {
  /** The first slot after an instant; `undefined` where the expression names a day that never comes. */
  after(instant: Instant): Instant | undefined
}

export function slotsOf(expression: string, timeZone: string): Slots {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = parse(expression)
  // Never started: it only knows which days an expression names (`L`, `15W`, `5#3`).
  const days = createTask(`0 0 0 ${dayOfMonth} ${month} ${dayOfWeek}`, () => undefined, { timezone: 'UTC' })
  void days.destroy()
  const fields: CronFields = {
    ...{ seconds: ascending(second), minutes: ascending(minute), hours: ascending(hour), months: month },
    matchesDay: (date) => days.match(date),
  }
  return { after: (instant) => slotAfter(fields, timeZone, instant) }
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

export type ScheduleOptions = {
  readonly slots: Slots
  /** Milliseconds from a slot to its run. */
  readonly delay: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export type Schedule = {
  /** Waits for the next slot from now on: after a jump of the clock it may be another than the one that is waited for. */
  rearm(): void
  /** A run that waits for its delay to pass is not begun any more. */
  stop(): Promise<void>
}

/** Milliseconds that a slot may be late, because the process was busy or the machine slept, and is run all the same. */
const LATE_MS = 60_000

/**
 * Calls `run`, `delay` after every slot that this process is `elected` for, by a text that is the slot's in every
 * process; a run still under way when the next slot comes is not joined by a second one. Who is elected is settled when
 * the slot comes, and not after the delay.
 *
 * node-cron is given one slot at a time, as a date in UTC. In a zone with daylight saving it would skip `30 2 * * *` in
 * spring and pause `*​/5` for an hour in autumn; and after a jump of the clock it would walk through every slot in between.
 */
export function startSchedule(
  { slots, delay, now }: ScheduleOptions,
  run: () => Promise<unknown>,
  elected: (slot: string) => Promise<boolean>,
  complain: (problem: string) => void,
): Schedule {
  const pause = createPause()
  let task: ScheduledTask | undefined
  let running = false
  let ended = false

  const begin = async (slot: Date): Promise<void> => {
    if (running) return complain(`the run before is still under way at ${slot.toISOString()}`)
    running = true
    try {
      if ((await elected(`refresh:${slot.toISOString()}`)) && (await pause.passes(delay))) await run()
    } catch (error) {
      complain(String(error))
    } finally {
      running = false
    }
  }
  const arm = (after: Instant): void => {
    void task?.destroy()
    const next = ended ? undefined : slots.after(after)
    if (next === undefined) return
    const quiet = () => undefined
    const loud = (problem: string | Error): void => complain(String(problem))
    task = createTask(expressionOf(next), ({ date }) => fire(date), {
      ...{
        timezone: 'UTC',
        name: 'refresh',
        unref: true,
        suppressMissedWarning: true,
        missedExecutionTolerance: LATE_MS,
      },
      logger: { debug: quiet, info: quiet, warn: loud, error: loud },
    })
    // The watchdog stands in for slots that are later than that.
    task.on('execution:missed', () => arm(now()))
    void task.start()
  }
  const fire = (slot: Date): void => {
    void begin(slot)
    // Slots that were missed in between are in the run that has just begun.
    arm(Math.max(slot.getTime(), now()))
  }

  arm(now())
  return {
    rearm: () => arm(now()),
    stop: async () => {
      ended = true
      pause.end()
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

/** Milliseconds after which the clock is read again: it may have been set, or the machine may have slept. */
const LOOK_MS = { soon: 60_000, far: 60 * 60_000 }

/** Calls `run` once, when its time has come: an article that is due between two slots need not wait for the next. */
export function createAlarm(now: () => number, run: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined
  const set = (at: number | undefined): void => {
    clearTimeout(timer)
    if (at === undefined) return
    const waitMs = Math.max(0, at - now())
    const lookMs = waitMs > 24 * LOOK_MS.far ? LOOK_MS.far : LOOK_MS.soon
    timer = setTimeout(() => (waitMs > lookMs ? set(at) : run()), Math.min(waitMs, lookMs))
    timer.unref()
  }
  return { set, stop: () => clearTimeout(timer) }
}
