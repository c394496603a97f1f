import { describe, expect, test } from 'vitest'
import { intervalOf, isCronExpression } from '../../src/schedule.ts'

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
