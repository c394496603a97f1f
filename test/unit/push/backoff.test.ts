import { expect, test } from 'vitest'
import { backoffMs } from '../../../src/push/backoff.ts'

test('delays double from ten seconds to an hour, and differ by a quarter', () => {
  const delays = [1, 2, 3, 9, 10, 1000].map((attempts) => backoffMs(attempts, () => 0.5) / 1000)
  expect(delays).toEqual([10, 20, 40, 2560, 3600, 3600])
  expect([backoffMs(1, () => 0), backoffMs(1, () => 1)]).toEqual([7500, 12_500])
})
