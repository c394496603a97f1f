import type { Logger } from 'pino'
import type { Site } from '../domain/site.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Store } from '../store/port.ts'
import { createRecordRefresh } from './saves.ts'
import { createAlarm, delayMsOf, slotsOf, startSchedule } from './schedule.ts'
import { startWatchdog } from './watchdog.ts'

/** A failed refresh is tried again after this time, or at the next slot. */
const RETRY_MS = 60_000

/** A claim on a slot must outlast the delay of the slowest process. */
const CLAIM_MS = 24 * 60 * 60 * 1000

/** A request for a refresh expires after this time. One for new records waits for the end of the longest refresh. */
const REQUEST_MS = { all: 60_000, records: CLAIM_MS }

const REQUEST_LEASES = { all: 'refresh wanted', records: 'records wanted' } as const

/** Requests a refresh now from any process that refreshes this store: of all sources, or of new records only. */
export async function requestRefresh(
  store: Store,
  now: number,
  what: keyof typeof REQUEST_LEASES = 'all',
): Promise<void> {
  await store.claim(REQUEST_LEASES[what], now, now + REQUEST_MS[what])
}

export type Refresher = ReturnType<typeof startRefresher>

export type RefresherParts = {
  readonly newsroom: Newsroom
  readonly store: Store
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number
  /** Called after each refresh, and at least once a minute. */
  readonly checkConditions?: (() => void) | undefined
}

/** Refreshes after slots that this process is elected for, exactly when an article's embargo ends, and on request. */
export function startRefresher(
  site: Pick<Site, 'schedule' | 'scheduleTimeZone' | 'authority' | 'jitter' | 'interval'>,
  { newsroom, store, log, now, monotonic, checkConditions }: RefresherParts,
) {
  const refresh = (takeOver: boolean) => newsroom.refresh(takeOver).catch(() => undefined)
  // During a rolling update, two program versions would take turns composing all feeds. The newer version wins.
  const isReplaced = (): boolean => newsroom.outdated() === 'program'
  const alarm = createAlarm(now, () => isReplaced() || refresh(false))
  // The first process to claim a slot refreshes. If it dies, other processes take the next slot.
  const isElected = async (slot: string): Promise<boolean> =>
    !isReplaced() && store.claim(slot, now(), now() + CLAIM_MS)
  const slots = slotsOf(site.schedule, site.scheduleTimeZone)
  const schedule = startSchedule(
    { slots, delayMs: delayMsOf(site), now },
    // A newer program may have started during the delay.
    async () => isReplaced() || refresh(false),
    isElected,
    (problem) => log.error({ problem }, 'a scheduled refresh was skipped'),
  )
  const intervalMs = site.interval * 1000
  const refreshRecords = createRecordRefresh(newsroom, () => requestRefresh(store, now(), 'records'))
  const watchdog = startWatchdog({
    ...{ intervalMs, now, monotonic },
    expectedMs: () => (slots.after(now()) ?? Number.POSITIVE_INFINITY) - now(),
    onCheck: () => checkConditions?.(),
    onOverdue: async (attempt) => {
      schedule.rearm()
      // The number of refreshes makes the name the same in all processes, whatever their clocks say.
      const refreshes = newsroom.refreshCount()
      if (!(await isElected(`watchdog ${refreshes ?? 0} ${attempt}`).catch(() => false))) return
      log.warn(
        { attempt },
        'no refresh for one and a half intervals, refreshing now (clock set, machine suspended or process died)',
      )
      await refresh(false)
    },
  })
  return {
    /** Call after each refresh; `undefined` if another process committed the edition. */
    afterRefresh: (outcome: { readonly ok: boolean; readonly nextDue?: number | undefined } | undefined): void => {
      watchdog.reset()
      // The process that committed the edition waits for the next embargo.
      if (!outcome) alarm.set(undefined)
      else alarm.set(outcome.ok ? outcome.nextDue : now() + RETRY_MS)
      checkConditions?.()
    },
    /** Refreshes if another process requested it. */
    checkRequests: async (): Promise<void> => {
      if (await store.release(REQUEST_LEASES.all)) await refresh(true)
      else if (!isReplaced() && (await store.release(REQUEST_LEASES.records)))
        await refreshRecords().catch(() => undefined)
    },
    stop: async (): Promise<void> => {
      alarm.stop()
      watchdog.stop()
      await schedule.stop()
    },
  }
}
