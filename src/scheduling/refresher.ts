import type { Logger } from 'pino'
import type { Site } from '../domain/site.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Store } from '../store/port.ts'
import { type Alarm, createAlarm, delayOf, slotsOf, startSchedule } from './schedule.ts'
import { startWatchdog } from './watchdog.ts'

/** Milliseconds after which a refresh that failed is tried again, where no slot comes before. */
const RETRY = 60_000

/** Milliseconds for which a slot's claim is remembered: longer than any process is late for it. */
const CLAIMED = 24 * 60 * 60 * 1000

/** Milliseconds for which a refresh that was asked for through the store is waited for. */
const ASKED = 60_000

const WANTED = 'refresh wanted'

/** Asks whichever process refreshes this store to do so now. */
export async function askForRefresh(store: Store, now: number): Promise<void> {
  await store.claim(WANTED, now, now + ASKED)
}

/**
 * When a process refreshes: a little after slots that it is elected for (`delayOf`), when an article is due (at that very
 * moment: it was promised to editors), and when it is asked.
 */
export type Refresher = {
  /** The refresh that this process began went well or not; `undefined` where another process has made an edition. */
  refreshed(
    outcome: { readonly ok: true; readonly nextDue: number | undefined } | { readonly ok: false } | undefined,
  ): void
  /** Another process may have asked. */
  checkRequests(): Promise<void>
  stop(): Promise<void>
}

export type RefresherParts = {
  readonly newsroom: Newsroom
  readonly store: Store
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number
}

export function startRefresher(
  site: Pick<Site, 'schedule' | 'scheduleTimeZone' | 'authority' | 'jitter' | 'interval'>,
  { newsroom, store, log, now, monotonic }: RefresherParts,
): Refresher {
  const refresh = (takeOver: boolean) => newsroom.refresh(takeOver).catch(() => undefined)
  // While processes are replaced one by one, each program would make all feeds its own again: the later one keeps them.
  const replaced = (): boolean => newsroom.outdated() === 'program'
  // An embargo that ends between two slots ends when it says.
  const alarm: Alarm = createAlarm(now, () => replaced() || refresh(false))
  // Of several processes, whoever claims a slot first refreshes; one that dies in the middle leaves the next slot to others.
  const elected = async (slot: string): Promise<boolean> => !replaced() && store.claim(slot, now(), now() + CLAIMED)
  const slots = slotsOf(site.schedule, site.scheduleTimeZone)
  const schedule = startSchedule(
    { slots, delay: delayOf(site), now },
    // Another program may have come while this one waited.
    async () => replaced() || refresh(false),
    elected,
    (problem) => log.error({ problem }, 'a slot was passed over'),
  )
  const intervalMs = site.interval * 1000
  const watchdog = startWatchdog({
    ...{ intervalMs, now, monotonic },
    expectedMs: () => (slots.after(now()) ?? Number.POSITIVE_INFINITY) - now(),
    overdue: async (attempt) => {
      schedule.rearm()
      // The edition's number of refreshes names what is missing: it does not depend on anybody's clock.
      const refreshes = newsroom.refreshes()
      if (!(await elected(`watchdog ${refreshes ?? 0} ${attempt}`).catch(() => false))) return
      log.warn(
        { attempt },
        'no refresh for one and a half intervals: the clock was set, the machine slept, or a process died',
      )
      await refresh(false)
    },
  })
  return {
    refreshed: (outcome) => {
      watchdog.refreshed()
      // Who made the edition looks after what is due next.
      if (!outcome) alarm.set(undefined)
      // What was due is tried again before the next slot, if it failed.
      else alarm.set(outcome.ok ? outcome.nextDue : now() + RETRY)
    },
    checkRequests: async () => {
      if (await store.release(WANTED)) await refresh(true)
    },
    stop: async () => {
      alarm.stop()
      watchdog.stop()
      await schedule.stop()
    },
  }
}
