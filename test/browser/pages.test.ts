import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { frameHeight } from '../../src/embed/frame.ts'
import { complaintsOf, describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { article, publishNewsroom } from '../support/newsroom.ts'
import { sampleSite } from '../support/sample-site.ts'

// The pages of the sample newsroom in a browser, in each language.

const LANGUAGES = ['uk', 'ru', 'en', 'ar', 'ja', 'pt-BR'] as const
/** Russian and Portuguese have the markup and scripts of Ukrainian and English. */
const CHECKED_BY_AXE: readonly string[] = ['uk', 'en', 'ar', 'ja']

const pagesIn = (language: string): string[] => [
  ...[`/${language}/`, `/${language}/tags/river/`, `/${language}/archive/2026-02/`, `/${language}/search?q=r`],
  ...[`/${language}/embed/?feed=/${language}/&count=3&show=images`],
  `/embed/${language}/frame.html?count=20&show=images,summaries`,
]

/** Accessibility violations that axe finds in a page. Pages in frames are checked separately. */
async function wrongIn(page: Page, only?: string): Promise<unknown[]> {
  // The page around a frame has the landmarks and the level-one heading.
  const isFramed = page.url().includes('/frame.html')
  const rules = ['landmark-one-main', 'page-has-heading-one', 'region'].map((rule) => [rule, { enabled: !isFramed }])
  const options = { iframes: false, ...(only ? { runOnly: [only] } : { rules: Object.fromEntries(rules) }) }
  const results = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`)
  // axe does not check the contrast of the Arabic archive. Its colours are those of all pages.
  const isLooked = !/\/ar\/archive/.test(page.url())
  if (isLooked) expect(results.passes.map(({ id }) => id)).toContain('color-contrast')
  const unsure = results.incomplete.filter(({ id }) => id !== 'frame-tested')
  return [...results.violations, ...unsure].map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])
}

/** The height of a frame's content, and the height that the embed code reserves for it. */
async function heightsOf(page: Page): Promise<{ needed: number; reserved: number }> {
  const [needed, count] = await page.evaluate<[number, number]>(
    '[document.body.getBoundingClientRect().height, document.querySelectorAll("li").length]',
  )
  return { needed, reserved: frameHeight({ count, show: ['images', 'summaries'] }) }
}

/** Serves requests until the test ends. Returns the address. */
async function listening(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const widths = (page: Page): Promise<{ inner: number; content: number }> =>
  page.evaluate('({ inner: innerWidth, content: document.documentElement.scrollWidth })')

const SHIFTS = `
  globalThis.shifts = []
  // Nodes within the browser's own player are null.
  new PerformanceObserver((list) => shifts.push(...list.getEntries().filter(({ sources }) => sources.some(({ node }) => node))
    .map(({ value, sources }) => [value, sources.map(({ node }) => node?.outerHTML?.slice(0, 200))])))
    .observe({ type: 'layout-shift', buffered: true })
`

describeInBrowser('the pages of the sample newsroom', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  test.each(LANGUAGES)(
    'are accessible, in light and dark, on any width, on paper, in %s',
    { timeout: 60_000 },
    async (language) => {
      const { origin } = await sampleSite()
      const page = await browser.page()
      const complaints = complaintsOf(page)
      for (const path of pagesIn(language)) {
        await page.setViewportSize({ width: 1000, height: 800 })
        await page.emulateMedia({ colorScheme: 'light', media: 'screen' })
        const response = await page.goto(origin + path)
        expect(response?.status(), path).toBe(200)
        const direction = language === 'ar' ? 'rtl' : 'ltr'
        expect(
          await page.evaluate('[document.documentElement.lang, getComputedStyle(document.body).direction]'),
        ).toEqual([...[language, direction]])
        if (CHECKED_BY_AXE.includes(language)) {
          await page.evaluate(axe.source)
          expect(await wrongIn(page), path).toEqual([])
        }
        // The colours are the same in all languages.
        if (language === 'en') {
          await page.emulateMedia({ colorScheme: 'dark' })
          expect(await wrongIn(page, 'color-contrast'), `${path} in the dark`).toEqual([])
        }
        await page.setViewportSize({ width: 320, height: 640 })
        const { inner, content } = await widths(page)
        expect(content, `${path} on a narrow screen`).toBeLessThanOrEqual(inner)
        if (path.includes('/frame.html')) {
          const { needed, reserved } = await heightsOf(page)
          expect(needed).toBeLessThanOrEqual(reserved)
        }
        await page.emulateMedia({ media: 'print' })
        expect(await page.locator('form:visible, button:visible, .screen:visible').count(), `${path} on paper`).toBe(0)
        expect(await page.locator('h1:visible, h2:visible').count()).toBeGreaterThan(0)
      }
      // A navigation aborts pictures that are still loading.
      expect(complaints.filter((one) => !one.endsWith('net::ERR_ABORTED'))).toEqual([])
    },
  )

  test.each([
    ['uk', 1000],
    ['ar', 320],
  ] as const)(
    'do not move when their pictures arrive late: in %s, %i pixels wide',
    { timeout: 60_000 },
    async (language, width) => {
      const { origin, pictures } = await sampleSite()
      pictures.delay = 150
      const page = await browser.page()
      await page.addInitScript(SHIFTS)
      for (const path of pagesIn(language)) {
        // A frame is as high as its headlines on the site that embeds it: it has no scroll bar that could appear late.
        await page.setViewportSize({ width, height: path.includes('frame') ? 4000 : 700 })
        await page.goto(origin + path)
        await page.evaluate(`(async () => {
        for (const image of document.images) {
          image.scrollIntoView()
          await (image.complete || new Promise((resolve) => { image.onload = image.onerror = resolve }))
        }
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      })()`)
        if (/\/tags\/|frame/.test(path)) expect(await page.locator('img').count(), path).toBeGreaterThan(0)
        expect(await page.evaluate('shifts'), path).toEqual([])
      }
    },
  )

  test.each([1000, 390])(
    'the builder does not move when the rest of its page arrives late: %i pixels wide',
    async (width) => {
      const { origin } = await sampleSite()
      const html = await (await fetch(`${origin}/uk/embed/?feed=/uk/`)).text()
      const formEnd = html.indexOf('</form>', html.indexOf('class="builder"'))
      const slow = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8')
        response.write(html.slice(0, formEnd))
        setTimeout(() => response.end(html.slice(formEnd)), 500)
      }).listen(0, '127.0.0.1')
      onTestFinished(() => void slow.close().closeAllConnections())
      await once(slow, 'listening')
      const page = await browser.page()
      await page.addInitScript(SHIFTS)
      await page.setViewportSize({ width, height: 700 })
      await page.goto(`http://127.0.0.1:${(slow.address() as AddressInfo).port}/`, { waitUntil: 'domcontentloaded' })
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
      expect(await page.evaluate('shifts')).toEqual([])
    },
  )

  test.each(['/en/', '/ar/tags/river/', '/uk/embed/'])(
    'have all controls in tab order, with a visible focus: %s',
    async (path) => {
      const { origin } = await sampleSite()
      const page = await browser.page()
      await page.goto(origin + path, { waitUntil: 'networkidle' })
      const wanted = await page.evaluate<string[]>(`
      globalThis.known = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, pre[tabindex], iframe, audio, polyfeed-headlines')]
        .filter((one) => one.checkVisibility() && !one.parentElement.closest('polyfeed-headlines'))
      known.map((one) => one.outerHTML.slice(0, 120))`)
      const reached: string[] = []
      const unseen: string[] = []
      for (let at = 0; at < wanted.length + 60 && reached.length < wanted.length; at++) {
        await page.keyboard.press('Tab')
        const [index, seen] = await page.evaluate<[number, boolean]>(`(() => {
        const { activeElement: one } = document
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        const { right, left, bottom, top } = one.getBoundingClientRect()
        const inside = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight
        return [known.indexOf(one), ['IFRAME', 'AUDIO', 'POLYFEED-HEADLINES'].includes(one.tagName) || (inside && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)]
      })()`)
        const name = wanted[index] ?? 'nothing'
        // Frames, players and the element have several tab stops.
        if (name === reached.at(-1) && /^<(?:iframe|audio|polyfeed)/.test(name)) continue
        reached.push(name)
        if (!seen) unseen.push(name)
      }
      expect(reached).toEqual(wanted)
      expect(unseen).toEqual([])
      // The first tab stop is a link that skips to the main content.
      await page.goto(origin + path)
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.className')).toBe('skip')
      await page.keyboard.press('Enter')
      // The browser follows the link after the key has been handled.
      await expect.poll(() => page.evaluate('location.hash')).toBe('#main')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.querySelector("main a[href]") === document.activeElement')).toBe(true)
    },
  )

  test.each([
    [1280, 800],
    [390, 844],
  ])('have what readers come for in the first 600 pixels, %i wide', async (width, height) => {
    const { origin } = await sampleSite()
    const page = await browser.page()
    await page.setViewportSize({ width, height })
    for (const path of ['/en/', '/ar/tags/river/', '/uk/archive/2026-02/']) {
      await page.goto(origin + path)
      const parts = ['.brand', '#q', '.menu summary', '.top .button']
      if (!path.includes('archive')) parts.push('#subscribe h2', '#subscribe .button', '.readers a >> nth=0')
      for (const part of parts) {
        const box = await page.locator(part).boundingBox()
        expect(box && box.y + box.height, `${part} of ${path}`).toBeLessThanOrEqual(600)
        expect(box?.height, `${part} of ${path}`).toBeGreaterThan(20)
      }
    }
    // The menu opens without a script, inside the window.
    await page.locator('.menu summary').click()
    const menu = await page.locator('.menu ul').boundingBox()
    expect(menu?.x).toBeGreaterThanOrEqual(0)
    expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(width)
    await page.locator('.menu a[lang=ja]').click()
    await page.waitForURL('**/ja/')
  })

  test('have a header of two rows on a phone, with the whole text of the search field, for a long name', async () => {
    const languages = ['en', 'uk', 'ar', 'de', 'ja', 'pt-BR']
    const { app } = await publishNewsroom({
      site: { languages, title: 'Незалежна дніпровська щоденна вечірня газета міста й області' },
      files: { 'articles/a.json': article() },
    })
    const origin = await listening(app.handler)
    const page = await browser.page()
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of languages.flatMap((language) => [`/${language}/`, `/${language}/search?q=`])) {
      await page.goto(origin + path)
      const rows = await page.evaluate<number>(`
        new Set([...document.querySelectorAll('.top > *')].map((part) => {
          const { top, bottom } = part.getBoundingClientRect()
          return Math.round((top + bottom) / 20)
        })).size`)
      expect(rows, path).toBe(2)
      const [needed, room] = await page.evaluate<[number, number]>(`(() => {
        const input = document.querySelector('#q')
        const { font, paddingInlineStart, paddingInlineEnd } = getComputedStyle(input)
        const context = document.createElement('canvas').getContext('2d')
        context.font = font
        return [context.measureText(input.placeholder).width, input.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd)]
      })()`)
      expect(needed, path).toBeLessThanOrEqual(room)
    }
  })

  test.each(['#ffffff', '#000000', '#ffee00', '#777777'])(
    'are legible in the colour %s of the newsroom',
    async (accent) => {
      const { app } = await publishNewsroom({
        site: { channel: { accent } },
        files: { 'articles/a.json': article({ tags: ['a', 'b'] }) },
      })
      const origin = await listening(app.handler)
      const page = await browser.page()
      const complaints = complaintsOf(page)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.goto(`${origin}/uk/`)
        await page.evaluate(axe.source)
        expect(await wrongIn(page), colorScheme).toEqual([])
      }
      expect(complaints).toEqual([])
    },
  )

  test('find a feed or an article by search, with the keyboard only', async () => {
    const { origin } = await sampleSite()
    const page = await browser.page()
    const complaints = complaintsOf(page)
    await page.goto(`${origin}/en/`)
    await page.locator('#q').focus()
    await page.keyboard.type('RIV')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/en/search?q=RIV')
    expect(await page.locator('#q').inputValue()).toBe('RIV')
    await page.locator('.feeds a').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/en/tags/river/')
    await page.goto(`${origin}/en/search?q=footbridge`)
    const article = page.locator('.entries h3 a').first()
    expect(await article.getAttribute('href')).toBe('https://herald.example/en/news/footbridge-willow-island/')
    await page.locator('.entries').getByRole('link', { name: 'Transport' }).first().click()
    await page.waitForURL('**/en/tags/transport/')
    // A navigation aborts pictures that are still loading.
    expect(complaints.filter((one) => !one.endsWith('net::ERR_ABORTED'))).toEqual([])
  })
})

describeInBrowser('the pages of the sample newsroom without scripts', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser({ scripts: false })
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  test('search and configure embeds with forms', async () => {
    const { origin } = await sampleSite()
    const page = await browser.page()
    await page.goto(`${origin}/en/`)
    expect(await page.locator('button[data-copy]:visible').count()).toBe(0)
    await page.locator('#q').fill('river')
    await page.locator('form.search button').click()
    await page.waitForURL('**/en/search?q=river')
    await page.locator('.feeds a').first().click()
    await page.locator('a[href*="/embed/?"]').click()
    expect(await page.locator('#feed').inputValue()).toBe('/en/tags/river/')
    await page.locator('[name=count]').fill('2')
    await page.locator('[name=show][value=images]').check()
    await page.locator('[name=theme]').selectOption('dark')
    await page.locator('form.choices button').click()
    await page.waitForURL(/count=2/)
    const preview = page.locator('polyfeed-headlines')
    expect(await preview.getAttribute('src')).toBe('/embed/en/tags/river/headlines.json')
    // Without the script, the preview is the link within the element.
    expect(await preview.locator('a').isVisible()).toBe(true)
    expect(await page.locator('pre').first().innerText()).toContain('count="2" show="images" theme="dark"')
    // Another language selects the same feed in that language.
    await page.locator('#language').selectOption('uk')
    await page.locator('form.choices button').click()
    await page.waitForURL(/language=uk/)
    expect(await page.locator('#feed').inputValue()).toBe('/uk/tags/river/')
    expect(await preview.getAttribute('src')).toBe('/embed/uk/tags/river/headlines.json')
  })
})
