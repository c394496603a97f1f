import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startWatchdog } from '../../../src/scheduling/watchdog.ts'

const NOW = Date.UTC(2026, 2, 10, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const INTERVAL = 5 * MINUTE

describe('a watchdog over a refresh every five minutes', () => {
  let watchdog: ReturnType<typeof startWatchdog>
  /** The wall clock minus the monotonic clock. */
  let skewMs: number
  let overdue: number[]
  const elapsedMs = () => performance.now() - start
  let start: number
  let checks: number

  const begin = (expectedMs = () => INTERVAL): void => {
    watchdog = startWatchdog({
      ...{ expectedMs, intervalMs: INTERVAL },
      now: () => Date.now() + skewMs,
      monotonic: () => performance.now(),
      onOverdue: () => void overdue.push(Math.round(elapsedMs() / MINUTE)),
      onCheck: () => checks++,
    })
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    start = performance.now()
    skewMs = 0
    overdue = []
    checks = 0
  })
  afterEach(() => {
    watchdog.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test('is silent while refreshes happen', () => {
    begin()
    for (let slot = 0; slot < 20; slot++) {
      vi.advanceTimersByTime(INTERVAL + 30_000)
      watchdog.reset()
    }
    expect(overdue).toEqual([])
  })

  test('checks at least once a minute', () => {
    begin()
    vi.advanceTimersByTime(HOUR)
    expect(checks).toBeGreaterThanOrEqual(60)
  })

  test('reports an overdue refresh after 1.5 intervals, and again until there is one', () => {
    begin()
    vi.advanceTimersByTime(25 * MINUTE)
    expect(overdue).toEqual([8, 16, 23])
    watchdog.reset()
    vi.advanceTimersByTime(7 * MINUTE)
    expect(overdue).toHaveLength(3)
  })

  test.each([-40_000, -3 * HOUR])('works if the clock is set back by %i ms', (byMs) => {
    begin()
    vi.advanceTimersByTime(MINUTE)
    skewMs = byMs
    vi.advanceTimersByTime(8 * MINUTE)
    expect(overdue).toEqual([8])
  })

  test('reports at once after the machine slept or the clock was set forward', () => {
    begin()
    vi.advanceTimersByTime(MINUTE)
    skewMs = 3 * HOUR
    vi.advanceTimersByTime(40_000)
    expect(overdue).toHaveLength(1)
  })

  test('waits for the next slot if it is further away than an interval', () => {
    begin(() => 60 * HOUR)
    vi.advanceTimersByTime(60 * HOUR)
    expect(overdue).toEqual([])
    vi.advanceTimersByTime(4 * MINUTE)
    expect(overdue).toHaveLength(1)
  })

  test('never reports if there are no more slots', () => {
    begin(() => Number.POSITIVE_INFINITY)
    vi.advanceTimersByTime(1000 * HOUR)
    expect(overdue).toEqual([])
  })
})
