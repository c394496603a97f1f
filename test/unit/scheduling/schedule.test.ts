import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createAlarm,
  delayMsOf,
  intervalSecondsOf,
  isCronExpression,
  slotsOf,
  startSchedule,
} from '../../../src/scheduling/schedule.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

describe('the interval is the shortest time between two slots', () => {
  test.each([
    ['* * * * *', MINUTE],
    ['*/5 * * * *', 5 * MINUTE],
    ['*/7 * * * *', 4 * MINUTE],
    ['0,30 * * * *', 30 * MINUTE],
    ['30,0 * * * *', 30 * MINUTE],
    ['0,0 * * * *', HOUR],
    ['0 * * * *', HOUR],
    ['15 9-17 * * mon-fri', HOUR],
    ['0 */5 * * *', 4 * HOUR],
    ['0 6,18 * * *', 12 * HOUR],
    ['0 18,6 * * *', 12 * HOUR],
    ['55 23,0 * * *', HOUR],
    ['0 0 * * *', 24 * HOUR],
    ['0 0 * jan *', 24 * HOUR],
  ])('of the five fields %s: %i s', (expression, seconds) => {
    expect(isCronExpression(expression)).toBe(true)
    expect(intervalSecondsOf(expression)).toBe(seconds)
  })

  test.each([
    ['* * * * * *', 1],
    ['*/10 * * * * *', 10],
    ['0,15 * * * * *', 15],
    ['15,0 * * * * *', 15],
    ['0 */5 * * * *', 5 * MINUTE],
    ['30 0 6 * * *', 24 * HOUR],
  ])('of the six fields %s: %i s', (expression, seconds) => {
    expect(isCronExpression(expression)).toBe(true)
    expect(intervalSecondsOf(expression)).toBe(seconds)
  })
})

test.each([
  '',
  'often',
  '* * * *',
  '* * * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '*/0 * * * *',
  '* * 32 * *',
  '* * * 13 *',
])('%j is not a cron expression', (text) => {
  expect(isCronExpression(text)).toBe(false)
})

/** Records the timers of a fake clock. A spy would put the fake function back after the file. */
function recordTimeouts() {
  const fake = globalThis.setTimeout
  const timeouts: { readonly waitMs: number | undefined; readonly timer: NodeJS.Timeout }[] = []
  const record = (callback: () => void, waitMs?: number): NodeJS.Timeout => {
    const timer = fake(callback, waitMs)
    timeouts.push({ waitMs, timer })
    return timer
  }
  globalThis.setTimeout = record as typeof setTimeout
  const stop = (): void => {
    globalThis.setTimeout = fake
  }
  return { timeouts, stop }
}

describe('an alarm', () => {
  const NOW = Date.UTC(2026, 2, 10, 12)
  const DAY = 24 * HOUR * 1000
  let ringsMs: number[]
  let alarm: ReturnType<typeof createAlarm>

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    ringsMs = []
    alarm = createAlarm(Date.now, () => void ringsMs.push(Date.now() - NOW))
  })
  afterEach(() => vi.useRealTimers())

  test('rings once, at its time', () => {
    alarm.set(NOW + 5000)
    vi.advanceTimersByTime(4999)
    expect(ringsMs).toEqual([])
    vi.advanceTimersByTime(DAY)
    expect(ringsMs).toEqual([5000])
  })

  test.each([0, -1, -DAY])('set to the present or past (%i ms from now) rings at once', (offsetMs) => {
    alarm.set(NOW + offsetMs)
    vi.advanceTimersByTime(1)
    expect(ringsMs).toHaveLength(1)
  })

  test.each([
    ['earlier', 2000],
    ['later', 9000],
  ])('set again to an %s time rings only at that time', (_name, to) => {
    alarm.set(NOW + 5000)
    alarm.set(NOW + to)
    vi.advanceTimersByTime(DAY)
    expect(ringsMs).toEqual([to])
  })

  test('set to undefined does not ring', () => {
    alarm.set(NOW + 5000)
    alarm.set(undefined)
    vi.advanceTimersByTime(DAY)
    expect(ringsMs).toEqual([])
  })

  test('can be set again while it rings and afterwards', () => {
    alarm = createAlarm(Date.now, () => {
      ringsMs.push(Date.now() - NOW)
      if (ringsMs.length < 3) alarm.set(NOW + 1000 * (ringsMs.length + 1))
    })
    alarm.set(NOW + 1000)
    vi.advanceTimersByTime(DAY)
    expect(ringsMs).toEqual([1000, 2000, 3000])
    alarm.set(NOW + 2 * DAY)
    vi.advanceTimersByTime(DAY)
    expect(ringsMs).toEqual([1000, 2000, 3000, 2 * DAY])
  })

  // Node's timers fire at once if the delay exceeds 2^31 - 1 ms.
  test.each([24, 25, 49, 50, 3650])('%i days away rings then, once', (days) => {
    alarm.set(NOW + days * DAY)
    vi.advanceTimersByTime(days * DAY - 1)
    expect(ringsMs).toEqual([])
    vi.advanceTimersByTime(60 * DAY)
    expect(ringsMs).toEqual([days * DAY])
  })

  test('far away can be set again and stopped', () => {
    alarm.set(NOW + 60 * DAY)
    vi.advanceTimersByTime(30 * DAY)
    alarm.set(NOW + 31 * DAY)
    vi.advanceTimersByTime(60 * DAY)
    expect(ringsMs).toEqual([31 * DAY])
    alarm.set(NOW + 200 * DAY)
    vi.advanceTimersByTime(50 * DAY)
    alarm.stop()
    vi.advanceTimersByTime(200 * DAY)
    expect(ringsMs).toEqual([31 * DAY])
  })

  test('does not ring after it was stopped, can be stopped again, and leaves no timer', () => {
    alarm.stop()
    alarm.set(NOW + 5000)
    alarm.stop()
    alarm.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(DAY)
    expect(ringsMs).toEqual([])
  })

  test('uses the given clock', () => {
    alarm = createAlarm(
      () => 1_000_000,
      () => void ringsMs.push(Date.now() - NOW),
    )
    alarm.set(1_005_000)
    vi.advanceTimersByTime(DAY)
    expect(ringsMs).toEqual([5000])
  })

  test('does not keep the process alive', () => {
    const { timeouts, stop } = recordTimeouts()
    alarm.set(NOW + 60 * DAY)
    for (let month = 0; month < 2; month++) vi.advanceTimersByTime(25 * DAY)
    stop()
    expect(timeouts.length).toBeGreaterThan(2)
    expect(timeouts.some(({ timer }) => timer.hasRef())).toBe(false)
  })
})

describe('the delay from a slot to its refresh', () => {
  const newsroom = (authority: string, jitter = 30, interval = HOUR) => delayMsOf({ authority, jitter, interval })
  const AUTHORITIES = Array.from({ length: 1000 }, (_, number) => `herald-${number}.example,2020`)

  test('is constant for a newsroom', () => {
    expect(newsroom('herald.example,2020')).toBe(newsroom('herald.example,2020'))
    // A literal, so that an upgrade does not move anyone's refreshes.
    expect(newsroom('herald.example,2020')).toBe(16_991)
  })

  test.each([
    [30, HOUR, 30_000],
    [300, HOUR, 300_000],
    [300, 5 * MINUTE, 30_000],
    [30, MINUTE, 6000],
    [30, 1, 100],
  ])('of at most %i s, with slots %i s apart, spreads newsrooms evenly over %i ms', (jitter, interval, mostMs) => {
    const delays = AUTHORITIES.map((authority) => newsroom(authority, jitter, interval))
    expect(Math.max(...delays)).toBeLessThan(mostMs)
    expect(delays.every((delay) => Number.isInteger(delay) && delay >= 0)).toBe(true)
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => delays.filter((delay) => Math.floor((delay / mostMs) * 10) === tenth).length,
    )
    for (const count of tenths) expect(count).toBeGreaterThan(50)
  })

  test('is 0 if jitter is 0', () => {
    expect(AUTHORITIES.map((authority) => newsroom(authority, 0))).toEqual(AUTHORITIES.map(() => 0))
  })
})

describe('a schedule', () => {
  const NOW = Date.UTC(2026, 2, 10, 12, 0, 1)
  const SLOT = 5 * MINUTE * 1000 - 1000
  let startsMs: number[]
  let claims: (readonly [string, number])[]
  let problems: string[]
  let finishers: (() => void)[]
  let schedule: ReturnType<typeof startSchedule> | undefined

  const start = (delayMs: number, { elected = true, runs = false } = {}): void => {
    schedule = startSchedule(
      { slots: slotsOf('*/5 * * * *', 'UTC'), delayMs, now: Date.now },
      async () => {
        startsMs.push(Date.now() - NOW)
        if (runs) await new Promise<void>((resolve) => finishers.push(resolve))
      },
      async (slot) => {
        claims.push([slot, Date.now() - NOW])
        return elected
      },
      (problem) => problems.push(problem),
    )
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    startsMs = []
    claims = []
    problems = []
    finishers = []
  })
  afterEach(async () => {
    await schedule?.stop()
    vi.useRealTimers()
  })

  test('claims each slot and refreshes after a constant delay', async () => {
    start(12_345)
    await vi.advanceTimersByTimeAsync(SLOT + 12_344)
    expect(claims.map(([, at]) => at)).toEqual([SLOT])
    expect(startsMs).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(startsMs).toEqual([SLOT + 12_345])
    await vi.advanceTimersByTimeAsync(10 * MINUTE * 1000)
    expect(startsMs).toEqual([0, 1, 2].map((slot) => SLOT + slot * 5 * MINUTE * 1000 + 12_345))
    expect(new Set(claims.map(([slot]) => slot)).size).toBe(3)
    expect(problems).toEqual([])
  })

  test('without a delay refreshes at its slots', async () => {
    start(0)
    await vi.advanceTimersByTimeAsync(SLOT)
    expect(startsMs).toEqual([SLOT])
  })

  test('does not refresh if another process is elected', async () => {
    start(12_345, { elected: false })
    await vi.advanceTimersByTimeAsync(HOUR * 1000)
    expect(claims).toHaveLength(12)
    expect(startsMs).toEqual([])
  })

  test('skips slots that come during a refresh', async () => {
    start(1000, { runs: true })
    await vi.advanceTimersByTimeAsync(SLOT + 10 * MINUTE * 1000)
    expect(startsMs).toEqual([SLOT + 1000])
    finishers.pop()?.()
    await vi.advanceTimersByTimeAsync(5 * MINUTE * 1000 + 1000)
    expect(startsMs).toEqual([SLOT + 1000, SLOT + 15 * MINUTE * 1000 + 1000])
  })

  test.each([
    ['before a slot', SLOT - 1],
    ['at a slot', SLOT],
    ['during the delay', SLOT + 6000],
    ['at the end of the delay', SLOT + 12_344],
  ])('stopped %s starts no refresh and leaves no timer', async (_name, passed) => {
    start(12_345)
    await vi.advanceTimersByTimeAsync(passed)
    await schedule?.stop()
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(HOUR * 1000)
    expect([startsMs, problems]).toEqual([[], []])
  })

  test('stopped during an election starts no refresh', async () => {
    let settle: ((mine: boolean) => void) | undefined
    schedule = startSchedule(
      { slots: slotsOf('*/5 * * * *', 'UTC'), delayMs: 12_345, now: Date.now },
      async () => startsMs.push(Date.now() - NOW),
      () =>
        new Promise((resolve) => {
          settle = resolve
        }),
      (problem) => problems.push(problem),
    )
    await vi.advanceTimersByTimeAsync(SLOT)
    await schedule.stop()
    settle?.(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(HOUR * 1000)
    expect([startsMs, problems]).toEqual([[], []])
  })

  test('does not keep the process alive while it waits', async () => {
    start(12_345)
    await vi.advanceTimersByTimeAsync(SLOT - 1)
    const { timeouts, stop } = recordTimeouts()
    await vi.advanceTimersByTimeAsync(1)
    stop()
    expect(timeouts.find(({ waitMs }) => waitMs === 12_345)?.timer.hasRef()).toBe(false)
  })

  test('continues after a clock jump and skips the slots between', async () => {
    start(0)
    await vi.advanceTimersByTimeAsync(SLOT)
    vi.setSystemTime(NOW + 40 * 365 * 24 * HOUR * 1000)
    await vi.advanceTimersByTimeAsync(10 * MINUTE * 1000)
    expect(claims.length).toBeLessThan(5)
    expect(startsMs.length).toBeGreaterThan(1)
  })

  test('runs a slot late if the process was busy', async () => {
    start(0)
    await vi.advanceTimersByTimeAsync(SLOT - 1)
    vi.setSystemTime(NOW + SLOT + 20_000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(claims.map(([slot]) => slot)).toEqual(['refresh:2026-03-10T12:05:00.000Z'])
  })
})
