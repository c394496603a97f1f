import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { complaintsOf, describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { portOf, TOKEN } from '../support/wire.ts'

// An operator uses the admin page in a browser.

async function served() {
  const made = await publishNewsroom({
    site: { languages: ['en', 'ar'], feedUrl: 'http://127.0.0.1:3000' },
    files: {
      'articles/a.json': article({ variants: { en: variant('Bridge', 'en'), ar: variant('جسر', 'ar') } }),
      'articles/broken.json': '{ "published": ',
    },
    environment: { POLYFEED_ADMIN_TOKEN: TOKEN },
  })
  return { ...made, origin: `http://127.0.0.1:${await portOf(made.app.handler)}` }
}

describeInBrowser("the operator's page", () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  /** Opens a page in a new browser context that requests `language`. */
  async function opened({ language = 'en', scripted = true } = {}) {
    const newsroom = await served()
    const context = await browser.context.browser()?.newContext({ locale: language, javaScriptEnabled: scripted })
    if (context) onTestFinished(() => context.close())
    const page = context ? await context.newPage() : await browser.page()
    const complaints = complaintsOf(page)
    await page.setExtraHTTPHeaders({ 'Accept-Language': language })
    return { ...newsroom, page, complaints }
  }

  /** Logs in with the keyboard only: the token field is focused when the page opens. */
  async function logIn(page: Page, origin: string): Promise<void> {
    await page.goto(`${origin}/admin/`)
    expect(page.url()).toBe(`${origin}/admin/login`)
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('token')
    await page.keyboard.type(TOKEN)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${origin}/admin/`)
  }

  test('by the keyboard: log in, refresh, log out', async () => {
    const { page, origin, write, app, complaints } = await opened()
    await logIn(page, origin)
    const [cookie] = await page.context().cookies()
    expect([cookie?.name, cookie?.httpOnly, cookie?.sameSite]).toEqual(['polyfeed-admin', true, 'Strict'])
    expect(await page.evaluate('document.cookie')).toBe('')
    write('articles/b.json', article({ variants: { en: variant('Boat', 'en') } }))
    await page.locator('button[value=refresh]').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#refreshes').innerText()).toContain('Files changed: 1')
    expect(app.newsroom.current()?.edition.revision).toBe(2)
    expect(page.url()).toBe(`${origin}/admin/`)
    await page.locator('form[action$="/logout"] button').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${origin}/admin/login`)
    await page.goBack()
    await page.waitForURL(`${origin}/admin/login`)
    expect(complaints).toEqual([])
  })

  test.each(['en', 'ar'])('is accessible in %s, in light and dark colours', async (language) => {
    const { page, origin } = await opened({ language })
    // Readers, for charts.
    await fetch(`${origin}/ar/rss.xml`, { headers: { 'User-Agent': 'Feedly/1.0 (12 subscribers)' } })
    const steps = [
      () => page.goto(`${origin}/admin/login`),
      () => logIn(page, origin),
      () => page.goto(`${origin}/admin/articles?q=a`),
      () => page.goto(`${origin}/admin/`),
      () => page.locator('#readers a', { hasText: '/ar/' }).click(),
    ]
    for (const step of steps) {
      await step()
      await expectAccessible(page)
    }
    expect(page.url()).toBe(`${origin}/admin/feeds/ar/`)
    expect(await page.locator('#programs').innerText()).toContain('Feedly')
    expect(await page.locator('figure svg').count()).toBe(3)
    expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr')
    await page.setViewportSize({ width: 320, height: 600 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
  })

  test('updates itself, except the section that has the focus', async () => {
    const { page, origin, app, write, clock, complaints } = await opened()
    await page.clock.install()
    await logIn(page, origin)
    await page.locator('details#feeds-ar').evaluate(new Function('it', 'it.open = true') as () => void)
    write('articles/b.json', article({ tags: ['boats'], variants: { ar: variant('قارب', 'ar') } }))
    clock.now += 60_000
    await app.newsroom.refresh()
    await page.clock.runFor(16_000)
    await expect.poll(() => page.locator('#refreshes').innerText()).toContain('Files changed: 1')
    expect(await page.locator('#feeds').innerText()).toContain('/ar/tags/boats/')
    // The script does not replace a section that has the focus.
    await page.locator('#feeds summary').first().focus()
    const before = await page.locator('#feeds').innerText()
    clock.now += 3_600_000
    await page.clock.runFor(16_000)
    await expect.poll(() => page.locator('#edition').innerText()).toContain('1 hour ago')
    expect(await page.locator('#feeds').innerText()).toBe(before)
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY')
    // After the session has expired, the page returns to the login.
    clock.now += 13 * 3_600_000
    await page.clock.runFor(16_000)
    await page.waitForURL(`${origin}/admin/login`)
    // The script does not follow the redirect of its request.
    expect(complaints).toEqual([`${origin}/admin/login: net::ERR_ABORTED`])
  })

  test('filters and orders a table, and keeps both while it updates', async () => {
    const { page, origin, app, write, clock, complaints } = await opened()
    for (let index = 0; index < 9; index++) {
      const published = `2026-03-0${9 - index}T06:00:00Z`
      const tags = Array.from({ length: index + 1 }, (_, tag) => `tag${tag}`)
      write(`articles/t${index}.json`, article({ published, tags, variants: { en: variant(`T ${index}`, 'en') } }))
    }
    await app.newsroom.refresh()
    await page.clock.install()
    await logIn(page, origin)
    const rows = page.locator('#feeds-en > .wide tbody tr')
    const firstRow = () => rows.first().innerText()
    expect(await firstRow()).toContain('All articles')
    const articles = page.locator('#feeds-en > .wide').getByRole('columnheader', { name: 'Articles' })
    await articles.getByRole('button').click()
    await articles.getByRole('button').click()
    expect(await articles.getAttribute('aria-sort')).toBe('ascending')
    expect(await firstRow()).toMatch(/\t1\t/)
    await page.getByRole('searchbox', { name: 'Filter: English' }).fill('TAG3')
    expect(await rows.filter({ visible: true }).count()).toBe(1)
    await page.locator('h1').click()
    write('articles/b.json', article({ variants: { en: variant('Boat', 'en') } }))
    clock.now += 60_000
    await app.newsroom.refresh()
    await page.clock.runFor(16_000)
    await expect.poll(() => page.locator('#refreshes').innerText()).toContain('Files changed: 1')
    expect(await rows.filter({ visible: true }).allInnerTexts()).toEqual([expect.stringContaining('/en/tags/tag3/')])
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test('says what is wrong in the title of its tab, and moves that section to the front', async () => {
    const { page, origin, app, remove } = await opened()
    await page.clock.install()
    await logIn(page, origin)
    const second = () => page.locator('#parts > section').nth(1).getAttribute('id')
    expect([await page.title(), await second()]).toEqual([expect.stringMatching(/^\(1\) /), 'quarantine'])
    await page.locator('#health a').click()
    expect(page.url()).toBe(`${origin}/admin/#quarantine`)
    remove('articles/broken.json')
    await app.newsroom.refresh()
    await page.clock.runFor(16_000)
    await expect.poll(() => page.locator('#health').innerText()).toBe('All is well')
    expect([await page.title(), await second()]).toEqual([expect.stringMatching(/^[^(]/), 'edition'])
  })

  test('refreshes without scripts, too', async () => {
    const { page, origin, write } = await opened({ scripted: false })
    await page.goto(`${origin}/admin/login`)
    await page.fill('#token', TOKEN)
    await page.click('button')
    await page.waitForURL(`${origin}/admin/`)
    write('articles/b.json', article({ variants: { en: variant('Boat', 'en') } }))
    await page.click('button[value=refresh]')
    await page.waitForURL(`${origin}/admin/`)
    expect(await page.locator('#refreshes').innerText()).toContain('Files changed: 1')
    expect(await page.locator('[data-scripted]').isVisible()).toBe(false)
    expect(await page.locator('#parts input[type=search]:visible').count()).toBe(0)
  })
})
