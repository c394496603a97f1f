import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startWatchdog, type Watchdog } from '../../../src/scheduling/watchdog.ts'

const NOW = Date.UTC(2026, 2, 10, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const INTERVAL = 5 * MINUTE

describe('a watchdog over a refresh every five minutes', () => {
  let watchdog: Watchdog
  /** What the wall clock is ahead of the one that nobody sets. */
  let skew: number
  let overdue: number[]
  const passed = () => performance.now() - start
  let start: number

  const begin = (expectedMs = () => INTERVAL): void => {
    watchdog = startWatchdog({
      ...{ expectedMs, intervalMs: INTERVAL },
      now: () => Date.now() + skew,
      monotonic: () => performance.now(),
      overdue: () => void overdue.push(Math.round(passed() / MINUTE)),
    })
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    start = performance.now()
    skew = 0
    overdue = []
  })
  afterEach(() => {
    watchdog.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test('says nothing as long as there are refreshes', () => {
    begin()
    for (let slot = 0; slot < 20; slot++) {
      vi.advanceTimersByTime(INTERVAL + 30_000)
      watchdog.refreshed()
    }
    expect(overdue).toEqual([])
  })

  test('speaks after one and a half intervals without one, and again as long as there is none', () => {
    begin()
    vi.advanceTimersByTime(25 * MINUTE)
    expect(overdue).toEqual([8, 16, 23])
    watchdog.refreshed()
    vi.advanceTimersByTime(7 * MINUTE)
    expect(overdue).toHaveLength(3)
  })

  test.each([-40_000, -3 * HOUR])('is not fooled by a clock that is set back by %i ms', (by) => {
    begin()
    vi.advanceTimersByTime(MINUTE)
    skew = by
    vi.advanceTimersByTime(8 * MINUTE)
    expect(overdue).toEqual([8])
  })

  test('notices at once that the machine slept, or that the clock was set forward', () => {
    begin()
    vi.advanceTimersByTime(MINUTE)
    skew = 3 * HOUR
    vi.advanceTimersByTime(40_000)
    expect(overdue).toHaveLength(1)
  })

  test('waits for the next slot where that is further away than an interval', () => {
    begin(() => 60 * HOUR)
    vi.advanceTimersByTime(60 * HOUR)
    expect(overdue).toEqual([])
    vi.advanceTimersByTime(4 * MINUTE)
    expect(overdue).toHaveLength(1)
  })

  test('never speaks where no slot comes any more', () => {
    begin(() => Number.POSITIVE_INFINITY)
    vi.advanceTimersByTime(1000 * HOUR)
    expect(overdue).toEqual([])
  })
})
