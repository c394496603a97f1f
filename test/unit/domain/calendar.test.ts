import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endOf, instantAt, type Month, monthAfter, monthOf, parseMonth, startOf } from '../../../src/domain/calendar.ts'
import { checked } from '../../support/arbitraries.ts'

const at = (text: string): number => Date.parse(text)
const utc = (instant: number): string => new Date(instant).toISOString().replace('.000', '')
const month = (text: string): Month => text as Month

describe('a month is written like 2026-02', () => {
  test.each(['2026-02', '2026-10', '2026-12', '1000-01', '9999-12'])('%s', (text) => {
    expect(parseMonth(text)).toBe(text)
  })

  test.each([
    ...['', '2026', '2026-2', '2026-00', '2026-13', '2026-02-01', '0999-12', '0000-01', '10000-01', '-026-02'],
    ...['2026/02', '2026-02 ', ' 2026-02', '2026-02\n', '２０２６-02', '+2026-02'],
  ])('not like %j', (text) => {
    expect(parseMonth(text)).toBeUndefined()
  })
})

describe('the month of an instant depends on the time zone of the site', () => {
  test.each([
    ['2026-02-28T21:59:59Z', 'Europe/Kyiv', '2026-02'],
    ['2026-02-28T22:00:00Z', 'Europe/Kyiv', '2026-03'],
    ['2026-02-28T22:00:00Z', 'UTC', '2026-02'],
    ['2026-01-01T00:00:00Z', 'America/New_York', '2025-12'],
    ['2025-12-31T11:00:00Z', 'Pacific/Auckland', '2026-01'],
    ['2026-03-31T18:15:00Z', 'Asia/Kathmandu', '2026-04'],
    ['1969-12-31T23:59:59Z', 'UTC', '1969-12'],
    ['9999-12-31T23:59:59Z', 'UTC', '9999-12'],
  ])('%s in %s: %s', (instant, timeZone, expected) => {
    expect(monthOf(at(instant), timeZone)).toBe(expected)
  })
})

describe('a month begins at its first instant and ends when the next begins', () => {
  test.each([
    ['2026-02', 'UTC', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    // The clock goes forward in this month.
    ['2026-03', 'Europe/Kyiv', '2026-02-28T22:00:00Z', '2026-03-31T21:00:00Z'],
    ['2026-10', 'Europe/Kyiv', '2026-09-30T21:00:00Z', '2026-10-31T22:00:00Z'],
    ['9999-12', 'UTC', '9999-12-01T00:00:00Z', '+010000-01-01T00:00:00Z'],
    ['2025-12', 'America/New_York', '2025-12-01T05:00:00Z', '2026-01-01T05:00:00Z'],
    // 1 October 2017 had no midnight: the day began at 01:00.
    ['2017-10', 'America/Asuncion', '2017-10-01T04:00:00Z', '2017-11-01T03:00:00Z'],
    // One minute after midnight the clock went back into October. The month began at that midnight.
    ['2009-11', 'America/St_Johns', '2009-11-01T02:30:00Z', '2009-12-01T03:30:00Z'],
  ])('%s in %s', (text, timeZone, start, end) => {
    expect([utc(startOf(month(text), timeZone)), utc(endOf(month(text), timeZone))]).toEqual([start, end])
  })

  test('holds for any month and zone', () => {
    const zones = ['Europe/Kyiv', 'America/Asuncion', 'Pacific/Apia', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']
    const months = fc
      .tuple(fc.integer({ min: 1972, max: 2100 }), fc.integer({ min: 1, max: 12 }))
      .map(([year, number]) => month(`${year}-${String(number).padStart(2, '0')}`))
    const property = fc.property(months, fc.constantFrom(...zones), (month, timeZone) => {
      const [start, end] = [startOf(month, timeZone), endOf(month, timeZone)]
      expect([monthOf(start, timeZone), monthOf(end - 1, timeZone)]).toEqual([month, month])
      expect(monthOf(end, timeZone)).toBe(monthAfter(month))
      expect(startOf(monthAfter(month), timeZone)).toBe(end)
      expect(monthAfter(monthOf(start - 1, timeZone))).toBe(month)
    })
    fc.assert(property, checked(300))
  })
})

test.each([
  ['2026-01', '2026-02'],
  ['2026-08', '2026-09'],
  ['2026-09', '2026-10'],
  ['2026-12', '2027-01'],
])('after %s comes %s', (before, after) => {
  expect(monthAfter(month(before))).toBe(after)
})

describe('a local time', () => {
  const read = (text: string, timeZone: string): string => {
    const [year = 0, number = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number)
    return utc(instantAt({ year, month: number, day, hour, minute, second: 0 }, timeZone))
  }

  test.each([
    ['is in the time zone of the site', '2026-02-21 08:35', 'Europe/Kyiv', '2026-02-21T06:35:00Z'],
    ['in a repeated hour is the first one', '2026-10-25 03:30', 'Europe/Kyiv', '2026-10-25T00:30:00Z'],
    ['in a skipped hour is later by the skipped time', '2026-03-29 03:30', 'Europe/Kyiv', '2026-03-29T01:30:00Z'],
  ])('%s', (_name, text, timeZone, expected) => {
    expect(read(text, timeZone)).toBe(expected)
  })
})

test('a month has begun even if the clock then goes back into the previous month', () => {
  // America/St_Johns, 2009-11-01: at 00:01 the clock went back to 23:01.
  const start = startOf('2009-11' as Month, 'America/St_Johns')
  for (const minutes of [0, 1, 30, 59, 61, 120]) {
    expect(monthOf(start + minutes * 60_000, 'America/St_Johns')).toBe('2009-11')
  }
  expect(monthOf(start - 1000, 'America/St_Johns')).toBe('2009-10')
})
