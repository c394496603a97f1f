import { array, assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rhythmOf } from '../../../src/editions/overview.ts'
import { NOW } from '../../support/newsroom.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Instants at these numbers of hours before now. */
const hoursAgo = (...hours: number[]): number[] => hours.map((hour) => NOW - hour * HOUR)

describe('the rhythm of a feed', () => {
  test.each([
    ['nothing', []],
    ['seven articles', hoursAgo(...Array.from({ length: 7 }, (_, index) => index * 24))],
    ['an import of one minute', Array.from({ length: 42 }, (_, index) => NOW - index * 1000)],
    ['eight articles of one afternoon', hoursAgo(1, 2, 3, 4, 5, 6, 7, 8)],
  ])('is unknown from %s', (_name, published) => {
    expect(rhythmOf(published, NOW)).toBeNull()
  })

  test('is the 50th and 90th percentile of the pauses, in any order of articles', () => {
    const hours = [1, 2, 3, 5, 7, 10, 14, 19, 25, 35, 85]
    const rhythm = { medianPauseMs: 3 * HOUR, longPauseMs: 10 * HOUR, quiet: false }
    expect(rhythmOf(hoursAgo(...hours), NOW)).toEqual(rhythm)
    expect(rhythmOf(hoursAgo(...hours.reverse()), NOW)).toEqual(rhythm)
  })

  test('is computed from the newest 21 articles', () => {
    const recent = hoursAgo(...Array.from({ length: 21 }, (_, hour) => hour))
    const old = hoursAgo(2000, 4000, 6000, 8000)
    expect(rhythmOf([...recent, ...old], NOW)).toEqual({ medianPauseMs: HOUR, longPauseMs: HOUR, quiet: false })
  })

  test.each([
    ['hourly', 1, 24, 25],
    ['daily', 24, 48, 49],
    ['weekly', 168, 336, 337],
  ])('%s is quiet after a day and after more than twice its long pause', (_name, pause, notQuiet, quiet) => {
    const since = (hours: number) => hoursAgo(...Array.from({ length: 25 }, (_, index) => hours + index * pause))
    expect(rhythmOf(since(notQuiet), NOW)?.quiet).toBe(false)
    expect(rhythmOf(since(quiet), NOW)?.quiet).toBe(true)
  })

  test('has no pauses between articles of one minute', () => {
    const pairs = Array.from({ length: 20 }, (_, index) => NOW - Math.floor(index / 2) * DAY - (index % 2) * 30_000)
    expect(rhythmOf(pairs, NOW)).toMatchObject({ medianPauseMs: DAY, longPauseMs: DAY })
  })

  test('ignores one long pause among many articles', () => {
    const hours = [30, ...Array.from({ length: 12 }, (_, index) => 31 + index), 31 + 11 + 30 * 24]
    expect(rhythmOf(hoursAgo(...hours), NOW)?.quiet).toBe(true)
  })

  test('of any feed: never quiet within a day, quiet until a new article appears', () => {
    assert(
      property(
        array(integer({ min: 0, max: 400 * 24 }), { minLength: 8, maxLength: 40 }),
        integer({ min: 1, max: 900 }),
        (hours, days) => {
          const published = hoursAgo(...hours)
          const newest = Math.max(...published)
          expect(rhythmOf(published, newest + DAY)?.quiet ?? false).toBe(false)
          if (rhythmOf(published, NOW)?.quiet) expect(rhythmOf(published, NOW + days * DAY)?.quiet).toBe(true)
          expect(rhythmOf([...published, NOW], NOW)?.quiet ?? false).toBe(false)
          const { medianPauseMs = 0, longPauseMs = 0 } = rhythmOf(published, NOW) ?? {}
          expect(longPauseMs).toBeGreaterThanOrEqual(medianPauseMs)
        },
      ),
    )
  })
})
