import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** A page of playwright-core or puppeteer-core. */
type Evaluating = { evaluate(expression: string): Promise<unknown> }

/** Expects that axe finds nothing in a page in its present colours. */
export async function expectNoViolation(page: Evaluating, name: string, options: axe.RunOptions = {}): Promise<void> {
  await page.evaluate(axe.source)
  const { violations, passes } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as axe.AxeResults
  expect(
    violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]),
    name,
  ).toEqual([])
  expect(passes.map(({ id }) => id)).toContain('color-contrast')
}

/** Expects that axe finds nothing in a page, in light and in dark colours. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await expectNoViolation(page, 'light')
  await page.emulateMedia({ colorScheme: 'dark' })
  // Only the contrast depends on the colours.
  await expectNoViolation(page, 'dark', { runOnly: ['color-contrast'] })
}
