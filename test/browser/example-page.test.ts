import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { sampleSite } from '../support/sample-site.ts'
import { portOf } from '../support/wire.ts'

// deploy/example.html against the sample newsroom, from another origin.

const PAGE = readFileSync(fileURLToPath(new URL('../../deploy/example.html', import.meta.url)), 'utf8')

describeInBrowser('the example page', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  test('shows headlines of a tag, recent news with times, the archive, languages, and the link of support', async () => {
    const { origin } = await sampleSite()
    const html = PAGE.replaceAll('http://127.0.0.1:3000', origin).replace(
      '<head>',
      '<head><link rel="icon" href="data:,">',
    )
    const port = await portOf((_request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html)
    })
    const page = await browser.page()
    const complaints = complaintsOf(page)
    await page.goto(`http://127.0.0.1:${port}/`)
    const count = (selector: string) => expect.poll(() => page.locator(selector).count())
    await count('polyfeed-headlines .item').toBeGreaterThan(0)
    await count('#recent a').toBe(8)
    expect(await page.locator('#recent time').first().innerText()).toMatch(/\d:\d\d/)
    await count('#archive a').toBeGreaterThan(0)
    expect(await page.locator('#support a').getAttribute('href')).toBe('https://herald.example/en/support/')
    const [newest, before] = await page.locator('#month option').all()
    const month = await before?.getAttribute('value')
    expect(month && month < ((await newest?.getAttribute('value')) ?? '')).toBe(true)
    await page.getByRole('link', { name: 'العربية' }).click()
    await expect.poll(() => page.locator('html').getAttribute('dir')).toBe('rtl')
    await count('#recent a').toBeGreaterThan(0)
    await expect.poll(() => page.locator('polyfeed-headlines .list').getAttribute('lang')).toBe('ar')
    expect(complaints).toEqual([])
  })
})
