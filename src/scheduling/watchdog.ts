/** Intervals after which a refresh is overdue. */
const OVERDUE = 1.5

/** Milliseconds between two looks, at most. */
const LOOK_MAX_MS = 60_000

/**
 * Refreshes when nothing has for one and a half intervals, whatever the reason: a clock that was set, a machine that was
 * suspended, a timer that was lost, another process that was elected and died.
 */
export type Watchdog = {
  /** A refresh was made, or tried, by this process or another. */
  refreshed(): void
  stop(): void
}

export type WatchdogOptions = {
  /** Milliseconds from one refresh to the next, for a refresh that ends now. */
  readonly expectedMs: () => number
  /** Milliseconds between two slots where they are closest. */
  readonly intervalMs: number
  /** Milliseconds since 1970: jumps where the clock is set, or after the machine was suspended. */
  readonly now: () => number
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number
  /** `attempt` counts from 1 since the last refresh. */
  readonly overdue: (attempt: number) => void
}

export function startWatchdog({ expectedMs, intervalMs, now, monotonic, overdue }: WatchdogOptions): Watchdog {
  let last = { at: now(), monotonic: monotonic(), expectedMs: expectedMs() }
  let attempts = 0
  const timer = setInterval(
    () => {
      // The larger counts: the one stands still while the machine is suspended, the other may be set back.
      const elapsedMs = Math.max(now() - last.at, monotonic() - last.monotonic)
      const dueMs = last.expectedMs + (OVERDUE - 1) * intervalMs + attempts * OVERDUE * intervalMs
      if (elapsedMs > dueMs) overdue(++attempts)
    },
    Math.min(LOOK_MAX_MS, Math.ceil(intervalMs / 8)),
  )
  timer.unref()
  return {
    refreshed: () => {
      last = { at: now(), monotonic: monotonic(), expectedMs: expectedMs() }
      attempts = 0
    },
    stop: () => clearInterval(timer),
  }
}
