import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Alarm, createAlarm, intervalOf, isCronExpression } from '../../src/schedule.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

describe('the interval is the shortest time between two runs', () => {
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
    expect(intervalOf(expression)).toBe(seconds)
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
    expect(intervalOf(expression)).toBe(seconds)
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
])('%j is no cron expression', (text) => {
  expect(isCronExpression(text)).toBe(false)
})

describe('an alarm', () => {
  const NOW = Date.UTC(2026, 2, 10, 12)
  const DAY = 24 * HOUR * 1000
  let rung: number[]
  let alarm: Alarm

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    rung = []
    alarm = createAlarm(Date.now, () => void rung.push(Date.now() - NOW))
  })
  afterEach(() => vi.useRealTimers())

  test('goes off once, at its time and not before', () => {
    alarm.set(NOW + 5000)
    vi.advanceTimersByTime(4999)
    expect(rung).toEqual([])
    vi.advanceTimersByTime(DAY)
    expect(rung).toEqual([5000])
  })

  test.each([0, -1, -DAY])('set to a time that has come (%i ms from now) goes off at once', (from) => {
    alarm.set(NOW + from)
    vi.advanceTimersByTime(1)
    expect(rung).toHaveLength(1)
  })

  test.each([
    ['earlier', 2000],
    ['later', 9000],
  ])('set anew to an %s time goes off at that alone', (_name, to) => {
    alarm.set(NOW + 5000)
    alarm.set(NOW + to)
    vi.advanceTimersByTime(DAY)
    expect(rung).toEqual([to])
  })

  test('set to no time does not go off', () => {
    alarm.set(NOW + 5000)
    alarm.set(undefined)
    vi.advanceTimersByTime(DAY)
    expect(rung).toEqual([])
  })

  test('may be set again when it goes off, and after', () => {
    alarm = createAlarm(Date.now, () => {
      rung.push(Date.now() - NOW)
      if (rung.length < 3) alarm.set(NOW + 1000 * (rung.length + 1))
    })
    alarm.set(NOW + 1000)
    vi.advanceTimersByTime(DAY)
    expect(rung).toEqual([1000, 2000, 3000])
    alarm.set(NOW + 2 * DAY)
    vi.advanceTimersByTime(DAY)
    expect(rung).toEqual([1000, 2000, 3000, 2 * DAY])
  })

  // What Node's timers can't hold they let go at once.
  test.each([24, 25, 49, 50, 3650])('%i days away goes off then, and once', (days) => {
    alarm.set(NOW + days * DAY)
    vi.advanceTimersByTime(days * DAY - 1)
    expect(rung).toEqual([])
    vi.advanceTimersByTime(60 * DAY)
    expect(rung).toEqual([days * DAY])
  })

  test('far away may be set anew, and stopped', () => {
    alarm.set(NOW + 60 * DAY)
    vi.advanceTimersByTime(30 * DAY)
    alarm.set(NOW + 31 * DAY)
    vi.advanceTimersByTime(60 * DAY)
    expect(rung).toEqual([31 * DAY])
    alarm.set(NOW + 200 * DAY)
    vi.advanceTimersByTime(50 * DAY)
    alarm.stop()
    vi.advanceTimersByTime(200 * DAY)
    expect(rung).toEqual([31 * DAY])
  })

  test('that was stopped does not go off, may be stopped again, and leaves no timer', () => {
    alarm.stop()
    alarm.set(NOW + 5000)
    alarm.stop()
    alarm.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(DAY)
    expect(rung).toEqual([])
  })

  test('goes by the clock that it is given', () => {
    alarm = createAlarm(
      () => 1_000_000,
      () => void rung.push(Date.now() - NOW),
    )
    alarm.set(1_005_000)
    vi.advanceTimersByTime(DAY)
    expect(rung).toEqual([5000])
  })

  test('keeps no process up', () => {
    const timeouts = vi.spyOn(globalThis, 'setTimeout')
    alarm.set(NOW + 60 * DAY)
    for (let month = 0; month < 2; month++) vi.advanceTimersByTime(25 * DAY)
    const timers = timeouts.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())
    expect(timers).toEqual([false, false, false])
  })
})
