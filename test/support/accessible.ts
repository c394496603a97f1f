import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Expects that axe finds nothing in a page, in light and in dark colours. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  // Only the contrast depends on the colours.
  for (const [colorScheme, options] of [
    ['light', '{}'],
    ['dark', "{ runOnly: ['color-contrast'] }"],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations, passes } = await page.evaluate<axe.AxeResults>(`axe.run(${options})`)
    expect(
      violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]),
      colorScheme,
    ).toEqual([])
    expect(passes.map(({ id }) => id)).toContain('color-contrast')
  }
}
