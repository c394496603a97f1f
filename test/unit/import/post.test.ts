import { expect, test } from 'vitest'
import { dateOf } from '../../../src/import/post.ts'

test.each([
  ['2024-05-01 08:00:00', '2024-05-01T08:00:00Z'],
  ['Wed, 01 May 2024 11:00:00 +0300', '2024-05-01T08:00:00Z'],
  ['Wed, 01 May 2024 03:00:00 EST', '2024-05-01T08:00:00Z'],
  ['Wed Jul 22 2015 15:05:08 GMT+0000 (UTC)', '2015-07-22T15:05:08Z'],
  ['2024-05-01T10:00:00.123+02:00', '2024-05-01T08:00:00.123Z'],
  [1425244100000, '2015-03-01T21:08:20Z'],
  // The tests run in a time zone other than UTC.
  ['2024-05-01T08:00:00', '2024-05-01T08:00:00Z'],
  ['2024-05-01', '2024-05-01T00:00:00Z'],
  ['Wed, 01 May 2024 08:00:00', '2024-05-01T08:00:00Z'],
  ['0000-00-00 00:00:00', undefined],
  ['Mon, 30 Nov -0001 00:00:00 +0000', undefined],
  ['yesterday', undefined],
  ['', undefined],
  [null, undefined],
])('%j', (written, expected) => {
  expect(dateOf(written)).toBe(expected)
})
