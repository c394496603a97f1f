import { expect, test } from 'vitest'
import { EXTRAS } from '../../../src/domain/look.ts'
import { reservedSize, rowHeight } from '../../../src/embed/element/height.ts'
import { heightInEm } from '../../support/headlines.ts'

test("the height in CSS has the page's own gap and padding", () => {
  const extent = { count: 5, show: [], heading: true }
  expect(reservedSize(extent)).toBe('calc(25.8em + 4 * var(--polyfeed-gap, 1em))')
})

test('the height grows by an article and a gap per count, and by the heading', () => {
  for (const show of [[], ['images'], ['summaries'], EXTRAS] as const) {
    const height = (count: number, heading = true) => heightInEm({ count, show, heading })
    for (let count = 1; count < 20; count++) {
      expect(height(count + 1) - height(count)).toBeCloseTo(rowHeight(show) + 1, 6)
    }
    expect(height(7) - height(7, false)).toBeCloseTo(3.7, 6)
  }
})

test('a narrow column has more lines, and texts below pictures', () => {
  const heights = [[], ['images'], ['summaries'], EXTRAS].map((show) => rowHeight(show as typeof EXTRAS, true))
  expect(heights).toEqual([9.4, 16.45, 15.25, 22.3])
})

test('the link to support the newsroom has its own line', () => {
  const height = (show: typeof EXTRAS | readonly []) => heightInEm({ count: 1, show, heading: true })
  expect(height(EXTRAS) - height([])).toBeCloseTo(rowHeight(EXTRAS) - rowHeight([]) + 1.4, 6)
})

test('pictures and summaries add to the height of a row', () => {
  const [plain, images, summaries, both] = [[], ['images'], ['summaries'], EXTRAS].map((show) =>
    rowHeight(show as typeof EXTRAS),
  ) as [number, number, number, number]
  expect([plain, images, summaries, both]).toEqual([4, 6.8, 8.45, 8.45])
})
