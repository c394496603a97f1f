import { expect, test } from 'vitest'
import { sourceSlots } from '../../src/collecting.ts'

const SITE = { scheduleTimeZone: 'UTC', authority: 'herald.example,2020', jitter: 0 }
const MIDNIGHT = Date.UTC(2026, 2, 10)

test('a thousand sources with one schedule are fetched one after the other, each once a slot', () => {
  const slots = Array.from({ length: 1000 }, (_, index) => sourceSlots(SITE, '* * * * *', index)(MIDNIGHT - 1) ?? 0)
  expect(slots.slice(0, 3)).toEqual([MIDNIGHT, MIDNIGHT + 20, MIDNIGHT + 40])
  expect(new Set(slots).size).toBe(1000)
  expect(Math.max(...slots)).toBeLessThan(MIDNIGHT + 60_000)
  const last = sourceSlots(SITE, '* * * * *', 999)
  expect(last(slots[999] ?? 0)).toBe((slots[999] ?? 0) + 60_000)
})
