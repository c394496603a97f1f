import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { complaintsOf, describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { partnerPage, strictPolicy } from '../support/partner-page.ts'
import { expectPicture, HAS_FONTS, TYPE } from '../support/pictures.ts'
import { clientOf } from '../support/wire.ts'

// The server has one origin. A partner's page with a strict policy has another.

const TITLES = {
  uk: ['Пішохідний міст на Вербовий острів відкриють у суботу', 'Весняне прибирання річки'],
  ar: ['افتتاح جسر المشاة إلى جزيرة الصفصاف يوم السبت', 'حملة الربيع لتنظيف النهر'],
  he: ['גשר להולכי רגל אל אי הערבה ייפתח בשבת', 'ניקיון האביב של הנהר'],
  ja: ['柳島への歩道橋、土曜日に開通', '春の河川清掃'],
} as const
const LANGUAGES = Object.keys(TITLES) as (keyof typeof TITLES)[]

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path fill="#28a" d="M0 0h3v2H0z"/><path fill="#fc3" d="M0 1h3v1H0z"/></svg>`

async function served(feedUrl: string) {
  const variants = (which: 0 | 1) =>
    Object.fromEntries(
      LANGUAGES.map((language) => [
        language,
        variant(TITLES[language][which], language, { summary: `${TITLES[language][which]}. `.repeat(2).trim() }),
      ]),
    )
  return publishNewsroom({
    site: { languages: LANGUAGES, fallback: { default: 'omit' }, title: 'Herald', feedUrl },
    files: {
      'articles/bridge.json': article({
        published: '2026-03-02T09:00:00+02:00',
        image: { url: '/media/river.svg', width: 1200, height: 800, credit: 'Jo Doe' },
        variants: variants(0),
      }),
      'articles/river.json': article({
        published: '2026-03-01T09:00:00+02:00',
        tags: ['spring'],
        variants: variants(1),
      }),
      'media/river.svg': PICTURE,
    },
  })
}

/** Starts the server on a port that its `feedUrl` contains. */
async function feedsServer(): Promise<{ origin: string; server: Server; asked: string[] }> {
  const asked: string[] = []
  let answer: Parameters<typeof createServer>[1]
  const server = createServer((request, response) => {
    asked.push(request.url as string)
    answer?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { app } = await served(origin)
  answer = app.handler
  return { origin, server, asked }
}

/** Returns a snippet of the page that configures embeds. */
async function snippet(origin: string, kind: number, query: string): Promise<string> {
  const { text } = await clientOf(Number(new URL(origin).port))(`/uk/embed/?${query}`)
  const codes = [...text.matchAll(/<pre[^>]*>([\s\S]*?)<\/pre>/g)].map(([, code = '']) => code)
  return (codes[kind] as string)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
const ELEMENT = 0
const RESERVE = 1
const FRAME = 2
const RESIZED = 3

const QUERY = (language: string): string => `language=${language}&count=2&show=images&show=summaries&theme=light`
const CSS = `body { margin: 16px; inline-size: 420px; ${TYPE}; font-size: 16px; }`

const shifts = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
      .observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve(0), 300)
  })`)

/** Evaluates an expression about the element `it` in its page. (The types in tests are those of Node.) */
const of = <T>(element: Locator, expression: string): Promise<T> =>
  element.evaluate(new Function('it', `return ${expression}`) as () => T)

/** Takes a screenshot of a part of a page, in typefaces that are the same on every machine, also in frames. */
const pictured = (page: Page, selector: string): Promise<Buffer> =>
  page.locator(selector).screenshot({ animations: 'disabled', style: `* { ${TYPE} !important; }` })

describeInBrowser("headlines on a partner's page", () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  const directions = { uk: 'ltr', ar: 'rtl', he: 'rtl', ja: 'ltr' } as const

  test.each(LANGUAGES)(
    'as an element, in %s: the snippets work under a strict policy, and nothing moves',
    async (language) => {
      const { origin, asked } = await feedsServer()
      const html = `${await snippet(origin, ELEMENT, QUERY(language))}<p id="below">…</p>`
      const css = `${CSS} ${await snippet(origin, RESERVE, QUERY(language))}`
      const page = await browser.page()
      const complaints = complaintsOf(page)
      asked.length = 0
      await page.goto(await partnerPage({ html, css, csp: strictPolicy(origin) }))
      const links = page.locator('polyfeed-headlines a.link')
      await expect.poll(() => links.allInnerTexts()).toEqual([...TITLES[language]])
      expect(await of(page.locator('polyfeed-headlines .list'), 'getComputedStyle(it).direction')).toBe(
        directions[language],
      )
      expect(await links.first().getAttribute('rel')).toBe('noopener')
      expect(await shifts(page)).toBe(0)
      await expect.poll(() => of(page.locator('polyfeed-headlines img'), 'it.naturalWidth > 0')).toBe(true)
      expect(complaints).toEqual([])
      expect(asked.map((url) => url.replace(/-\d.*/, ''))).toEqual([
        '/embed/polyfeed-headlines',
        `/embed/${language}/headlines.json`,
        '/media/river.svg',
      ])
      expect(await browser.context.cookies()).toEqual([])
      if (HAS_FONTS) expectPicture(`element-${language}`, await pictured(page, 'polyfeed-headlines'))
    },
  )

  test.each(LANGUAGES)('in a frame, in %s: the script sets the height of the content', async (language) => {
    const { origin } = await feedsServer()
    const page = await browser.page()
    const complaints = complaintsOf(page)
    const html = await snippet(origin, RESIZED, QUERY(language))
    await page.goto(await partnerPage({ html, css: CSS, csp: strictPolicy(origin) }))
    const frame = page.frameLocator('iframe')
    await expect.poll(() => frame.locator('.polyfeed-link').allInnerTexts()).toEqual([...TITLES[language]])
    const heights = () => of<number>(page.locator('iframe'), 'it.clientHeight')
    const inside = await of<number>(frame.locator('body'), 'Math.ceil(it.getBoundingClientRect().height)')
    await expect.poll(heights).toBe(inside)
    expect(await of(frame.locator('section'), 'getComputedStyle(it).direction')).toBe(directions[language])
    expect(complaints).toEqual([])
    if (HAS_FONTS) expectPicture(`frame-${language}`, await pictured(page, 'iframe'))
  })

  test('in a frame without a script nothing is cut off', async () => {
    const { origin } = await feedsServer()
    const page = await browser.page()
    const csp = strictPolicy(origin).replace(/script-src [^;]*/, "script-src 'none'")
    await page.goto(await partnerPage({ html: await snippet(origin, FRAME, QUERY('uk')), css: CSS, csp }))
    const body = page.frameLocator('iframe').locator('body')
    await expect.poll(() => body.locator('.polyfeed-link').count()).toBe(2)
    const [inside, outside] = [
      await of<number>(body, 'it.getBoundingClientRect().height'),
      await of<number>(page.locator('iframe'), 'it.clientHeight'),
    ]
    expect(outside).toBeGreaterThanOrEqual(inside)
    expect(outside).toBeLessThan(inside + 120)
    // Links open in a new tab that has no access to the partner's page.
    const [opened] = await Promise.all([
      browser.context.waitForEvent('page'),
      body.locator('.polyfeed-link').first().click(),
    ])
    expect(await opened.evaluate('opener')).toBeNull()
    await opened.close()
  })

  test.each(LANGUAGES)('as a piece of HTML, in %s', async (language) => {
    const { origin } = await feedsServer()
    const ask = clientOf(Number(new URL(origin).port))
    const { text } = await ask(`/embed/${language}/fragment.html?count=2&show=images,summaries`)
    const page = await browser.page()
    const complaints = complaintsOf(page)
    const css = `${CSS} .polyfeed-image { inline-size: 120px; block-size: 80px; }`
    await page.goto(await partnerPage({ html: text, css, csp: strictPolicy(origin) }))
    expect(await page.locator('.polyfeed-link').allInnerTexts()).toEqual([...TITLES[language]])
    expect(await of(page.locator('.polyfeed'), 'getComputedStyle(it).direction')).toBe(directions[language])
    await expect.poll(() => of(page.locator('img'), 'it.naturalWidth > 0')).toBe(true)
    expect(complaints).toEqual([])
    if (HAS_FONTS) expectPicture(`fragment-${language}`, await pictured(page, '.polyfeed'))
  })

  test('fifty elements request each feed once', async () => {
    const { origin, asked } = await feedsServer()
    const feeds = ['uk', 'ar', 'uk/tags/river', 'uk/tags/spring', 'ja']
    const some = Array.from({ length: 50 }, (_, at) => {
      const [feed, count] = [feeds[at % feeds.length], 1 + (at % 4)]
      return `<polyfeed-headlines src="${origin}/embed/${feed}/headlines.json" count="${count}"></polyfeed-headlines>`
    })
    const page = await browser.page()
    const head = `<script async src="${origin}/embed/polyfeed-headlines.js"></script>`
    const css = `${CSS} body { display: flex; flex-wrap: wrap; block-size: 100vh; } polyfeed-headlines { inline-size: 40px; }`
    await page.goto(await partnerPage({ head, html: some.join('\n'), css, csp: strictPolicy(origin) }))
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    for (let at = 0; at < 50; at += 5) await page.locator('polyfeed-headlines').nth(at).scrollIntoViewIfNeeded()
    await expect.poll(() => page.locator('polyfeed-headlines a.link').count()).toBeGreaterThanOrEqual(50)
    const json = asked.filter((url) => url.endsWith('headlines.json'))
    expect(json.sort()).toEqual(feeds.map((feed) => `/embed/${feed}/headlines.json`).sort())
    expect(asked.filter((url) => url.endsWith('.js')).length).toBe(1)
  })

  test('if the server is down, the element keeps its fallback content', async () => {
    const { origin, server } = await feedsServer()
    const html = await snippet(origin, ELEMENT, QUERY('uk'))
    const page = await browser.page()
    // Serves the script without the server, like the cache of a reader who returns.
    const script = await (await fetch(`${origin}/embed/polyfeed-headlines.js`)).text()
    await page.route(`${origin}/embed/polyfeed-headlines*.js`, (route) =>
      route.fulfill({ body: script, contentType: 'text/javascript', headers: { 'Access-Control-Allow-Origin': '*' } }),
    )
    server.closeAllConnections()
    server.close()
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('headlines.json'))
    await page.goto(await partnerPage({ html, css: CSS, csp: strictPolicy(origin) }))
    await failed
    expect(await page.locator('polyfeed-headlines').innerText()).toContain('Herald')
    expect(await page.locator('polyfeed-headlines a[href$="/uk/"]').isVisible()).toBe(true)
  })
})
