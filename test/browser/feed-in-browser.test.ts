import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { complaintsOf, describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { clientOf, portOf } from '../support/wire.ts'

// Chromium shows an HTML page at the address of a feed. Scripts, downloads and frames get the feed at the same address.

const PATHS = ['/uk/rss.xml', '/uk/atom.xml', '/uk/feed.json', '/ar/rss.xml', '/en/tags/river/rss.xml'] as const
const OTHERS = '/a-page-of-others'
const RSS = 'application/rss+xml; charset=utf-8'

async function served() {
  const { app } = await publishNewsroom({
    site: { languages: ['uk', 'en', 'ar'] },
    files: {
      'articles/a.json': article({
        variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en'), ar: variant('جسر', 'ar') },
      }),
      'articles/b.json': article({ variants: { uk: variant('Човен <b>&', 'uk'), ar: variant('قارب', 'ar') } }),
    },
  })
  // Adds a page whose scripts may fetch, because our policy does not allow that.
  const port = await portOf((request, response) => {
    if (request.url === OTHERS) response.setHeader('Content-Type', 'text/html').end('<!doctype html>')
    else app.handler(request, response)
  })
  return { origin: `http://127.0.0.1:${port}`, ask: clientOf(port) }
}

/** Fetches `url` from the page. (Scripts for pages are strings, because the types in tests are those of Node.) */
function fetched(page: Page, url: string, cache = 'default'): Promise<{ type: string; text: string }> {
  return page.evaluate(`(async () => {
    const response = await fetch(${JSON.stringify(url)}, { cache: '${cache}' })
    return { type: response.headers.get('content-type'), text: await response.text() }
  })()`)
}

const kindOf = (page: Page): Promise<string> => page.evaluate('document.contentType')

describeInBrowser('a feed in a browser', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  async function opened(path: string) {
    const { origin, ask } = await served()
    const page = await browser.page()
    const complaints = complaintsOf(page)
    const response = await page.goto(origin + path)
    return { origin, ask, page, complaints, response }
  }

  test.each(PATHS)('%s is an HTML page with the title, address and items of the feed', async (path) => {
    const { ask, page, complaints, response } = await opened(path)
    const [, language = ''] = path.split('/')
    expect([response?.status(), await kindOf(page)]).toEqual([200, 'text/html'])
    const root = page.locator('html')
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual([
      language,
      language === 'ar' ? 'rtl' : 'ltr',
    ])
    expect(await page.evaluate('getComputedStyle(document.body).direction')).toBe(language === 'ar' ? 'rtl' : 'ltr')
    // The page has the title and items of the feed, and the feed's public address.
    const feed = JSON.parse((await ask(path.replace(/[^/]+$/, 'feed.json'))).text)
    expect(await page.title()).toContain(feed.title)
    const text = await page.locator('body').innerText()
    expect(text).toContain(`https://feeds.example${path}`)
    expect(feed.items.length).toBeGreaterThan(0)
    for (const { url, title } of feed.items) {
      expect(await page.locator(`a[href="${url}"]`, { hasText: title }).count(), title).toBe(1)
    }
    const links = await page.evaluate<string[]>('[...document.links].map((link) => new URL(link.href).pathname)')
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    for (const format of ['rss.xml', 'atom.xml', 'feed.json']) {
      if (folder + format !== path) expect(links).toContain(folder + format)
    }
    for (const other of ['uk', 'en', 'ar']) {
      if (other === language) continue
      expect(links.some((link) => link.startsWith(folder.replace(language, other)))).toBe(true)
    }
    expect(complaints).toEqual([])
  })

  test.each(['/uk/rss.xml', '/ar/feed.json'])('%s is accessible, in light and dark colours', async (path) => {
    const { page } = await opened(path)
    await expectAccessible(page)
  })

  test('copies the public address of the feed, and confirms it', async () => {
    const { origin, page, complaints } = await opened('/ar/atom.xml')
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
    const button = page.locator('button[data-copy$="/ar/atom.xml"]')
    const before = await button.innerText()
    await button.click()
    await expect.poll(() => button.innerText()).not.toBe(before)
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('https://feeds.example/ar/atom.xml')
    expect(complaints).toEqual([])
  })

  test('links lead from page to page, and back', async () => {
    const { page } = await opened('/uk/rss.xml')
    await page.click('a[href="/uk/atom.xml"]')
    expect([new URL(page.url()).pathname, await kindOf(page)]).toEqual(['/uk/atom.xml', 'text/html'])
    await page.reload()
    expect(await kindOf(page)).toBe('text/html')
    await page.goBack()
    expect([new URL(page.url()).pathname, await kindOf(page)]).toEqual(['/uk/rss.xml', 'text/html'])
  })

  test('scripts and downloads get the feed', async () => {
    const { origin, ask, page } = await opened(OTHERS)
    const plain = (await ask('/uk/rss.xml')).text
    expect(await fetched(page, '/uk/rss.xml')).toEqual({ type: RSS, text: plain })
    // A page of another origin gets the feed, too.
    const other = await opened(OTHERS)
    expect(await fetched(other.page, `${origin}/uk/rss.xml`)).toEqual({ type: RSS, text: plain })
    const saved = page.waitForEvent('download')
    await page.evaluate(`{
      const link = Object.assign(document.createElement('a'), { href: '/uk/rss.xml', download: 'feed.xml' })
      document.body.append(link)
      link.click()
    }`)
    const chunks: Buffer[] = []
    for await (const chunk of await (await saved).createReadStream()) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString() === plain).toBe(true)
  })

  test('a frame shows the feed in a sandbox', async () => {
    const { page, origin } = await opened(OTHERS)
    await page.evaluate(`{ document.body.innerHTML = '<iframe src="/uk/rss.xml"></iframe>' }`)
    await expect.poll(() => page.frames()[1]?.url()).toBe(`${origin}/uk/rss.xml`)
    const [, frame] = page.frames()
    await frame?.waitForLoadState()
    // Chromium shows the feed as text. The sandbox makes the origin opaque.
    expect(await frame?.evaluate('[document.contentType, origin]')).toEqual(['text/plain', 'null'])
    expect(await frame?.locator('body').innerText()).toContain('<rss ')
  })

  test("the browser's cache and history never confuse page and feed", async () => {
    const { ask, page, origin } = await opened('/uk/rss.xml')
    const plain = (await ask('/uk/rss.xml')).text
    const script = await browser.page()
    await script.goto(origin + OTHERS)
    for (const cache of ['default', 'force-cache', 'no-cache', 'default'] as const) {
      // Alternates fetches of the feed with navigations by history, address and reload.
      expect(await fetched(script, '/uk/rss.xml', cache), cache).toEqual({ type: RSS, text: plain })
      await page.click('a[href="/uk/atom.xml"]')
      await page.goBack()
      expect([page.url(), await kindOf(page)], cache).toEqual([`${origin}/uk/rss.xml`, 'text/html'])
      expect(await fetched(script, '/uk/rss.xml', cache), cache).toEqual({ type: RSS, text: plain })
      await page.goto(`${origin}/uk/rss.xml`)
      expect(await kindOf(page), cache).toBe('text/html')
      expect(await fetched(script, '/uk/rss.xml', cache), cache).toEqual({ type: RSS, text: plain })
      await page.reload()
      expect(await kindOf(page), cache).toBe('text/html')
    }
  })

  test('the browser can reach the loopback only', async () => {
    const { page, complaints } = await opened(OTHERS)
    for (const url of ['http://feeds.example/uk/rss.xml', 'http://192.0.2.1/']) {
      await expect(page.evaluate(`fetch('${url}', { mode: 'no-cors' })`)).rejects.toThrow('Failed to fetch')
      expect(complaints).toContain(`${url}: net::ERR_PROXY_CONNECTION_FAILED`)
    }
  })
})
