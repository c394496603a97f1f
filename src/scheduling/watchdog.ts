/** A refresh is overdue after this many intervals. */
const OVERDUE_INTERVALS = 1.5

const CHECK_MAX_MS = 60_000

export type WatchdogOptions = {
  /** Milliseconds from now to the next refresh. */
  readonly expectedMs: () => number
  /** The shortest time between two slots. */
  readonly intervalMs: number
  /** Milliseconds since 1970. Jumps when the clock is set or the machine was suspended. */
  readonly now: () => number
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number
  /** `attempt` counts from 1 since the last refresh. */
  readonly onOverdue: (attempt: number) => void
  /** Called at each check, at least once a minute. */
  readonly onCheck?: () => void
}

/**
 * Reports when there was no refresh for one and a half intervals: the clock was set, the machine was suspended, a timer
 * was lost, or the elected process died.
 */
export function startWatchdog({ expectedMs, intervalMs, now, monotonic, onOverdue, onCheck }: WatchdogOptions) {
  const current = () => ({ at: now(), monotonic: monotonic(), expectedMs: expectedMs() })
  let last = current()
  let attempts = 0
  const timer = setInterval(
    () => {
      // Take the larger: the monotonic clock stops during suspension, and the other may be set back.
      const elapsedMs = Math.max(now() - last.at, monotonic() - last.monotonic)
      const dueMs = last.expectedMs + (OVERDUE_INTERVALS - 1) * intervalMs + attempts * OVERDUE_INTERVALS * intervalMs
      if (elapsedMs > dueMs) onOverdue(++attempts)
      onCheck?.()
    },
    Math.min(CHECK_MAX_MS, Math.ceil(intervalMs / 8)),
  )
  timer.unref()
  return {
    /** Call after each refresh of any process, also a failed one. */
    reset: () => {
      last = current()
      attempts = 0
    },
    stop: () => clearInterval(timer),
  }
}
