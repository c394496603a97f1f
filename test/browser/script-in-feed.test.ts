import type { IncomingHttpHeaders } from 'node:http'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { article, publishNewsroom } from '../support/newsroom.ts'
import { type Ask, portOf, wire } from '../support/wire.ts'

// Chromium runs scripts in XML documents. The fields of our answers prevent that if a document contains a script.

const SCRIPT = `document.documentElement.setAttribute('ran', ''); new Image().src = '/beacon'`
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${SCRIPT}"><script>${SCRIPT}</script></svg>`
/** XML with an inline script, an external script, and an event handler. */
const SMUGGLED = `<x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:script>${SCRIPT}</x:script><x:script src="/script.js"/>${SVG}</x:div>`

const HOP = ['connection', 'keep-alive', 'date', 'content-length', 'content-encoding', 'transfer-encoding']

/** A server of a document with a script, and the paths that were requested. */
type Smuggler = { readonly origin: string; readonly asked: string[] }

/** Starts a server that has one document, with these header fields. */
async function smuggler(body: string, fields: IncomingHttpHeaders): Promise<Smuggler> {
  const asked: string[] = []
  const port = await portOf((request, response) => {
    asked.push(request.url ?? '')
    if (request.url === '/script.js') response.setHeader('Content-Type', 'text/javascript').end(SCRIPT)
    else if (request.url !== '/document') response.writeHead(404).end()
    else {
      for (const [name, value] of Object.entries(fields)) {
        if (value !== undefined && !HOP.includes(name)) response.setHeader(name, value)
      }
      response.end(body)
    }
  })
  return { origin: `http://127.0.0.1:${port}`, asked }
}

async function newsroom(): Promise<Ask> {
  const files = { 'articles/a.json': article(), 'media/dot.svg': SVG }
  return wire((await publishNewsroom({ files })).app.handler)
}

/** Whether a script of the document has run when the document has loaded. */
async function runs(page: Page, { origin, asked }: Smuggler): Promise<boolean> {
  await page.goto(`${origin}/document`)
  const marked = await page.evaluate<boolean>(`document.documentElement.hasAttribute('ran')`)
  const others = asked.filter((path) => path === '/script.js' || path === '/beacon')
  expect(others.length > 0, 'it asks for something when, and only when, it runs').toBe(marked)
  return marked
}

function without(fields: IncomingHttpHeaders, name: string): IncomingHttpHeaders {
  expect(fields).toHaveProperty(name)
  return { ...fields, [name]: undefined }
}

describeInBrowser('a script inside a document does not run', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  const FEEDS = [
    ['/uk/rss.xml', '</channel>'],
    ['/uk/atom.xml', '</feed>'],
    ['/feeds.opml', '</opml>'],
    ['/uk/news-sitemap.xml', '</urlset>'],
  ] as const

  test.each(FEEDS)('%s, even if served as XML or XHTML', async (path, end) => {
    const { headers, text } = await (await newsroom())(path)
    const body = text.replace(end, SMUGGLED + end)
    expect(body).not.toBe(text)
    for (const type of ['application/xml', 'text/xml', 'application/xhtml+xml']) {
      const typed = { ...headers, 'content-type': type }
      const page = await browser.page()
      expect(await runs(page, await smuggler(body, typed)), type).toBe(false)
      // The policy is the only field that prevents it.
      const bare = await smuggler(body, without(typed, 'content-security-policy'))
      expect(await runs(page, bare), `${type} without our policy`).toBe(true)
    }
  })

  test('/uk/feed.json, even if its body is HTML', async () => {
    const { headers } = await (await newsroom())('/uk/feed.json')
    const body = `<!doctype html><title>{</title><script>${SCRIPT}</script>`
    const page = await browser.page()
    expect(await runs(page, await smuggler(body, headers))).toBe(false)
    const typed = { ...headers, 'content-type': 'text/html' }
    expect(await runs(page, await smuggler(body, typed))).toBe(false)
    expect(await runs(page, await smuggler(body, without(typed, 'content-security-policy')))).toBe(true)
    // Chromium does not guess a missing type.
    const untyped = without({ ...headers }, 'content-type')
    expect(await runs(page, await smuggler(body, without(untyped, 'content-security-policy')))).toBe(false)
  })

  test('in an SVG picture of the newsroom that is opened directly', async () => {
    const { headers, text } = await (await newsroom())('/media/dot.svg')
    expect([headers['content-type'], text]).toEqual(['image/svg+xml', SVG])
    const page = await browser.page()
    expect(await runs(page, await smuggler(text, headers))).toBe(false)
    expect(await runs(page, await smuggler(text, without(headers, 'content-security-policy')))).toBe(true)
  })

  test('in the texts of an article on the HTML page of its feed', async () => {
    const hostile = `<script>${SCRIPT}</script><img src=x onerror="${SCRIPT}">`
    const variants = { uk: { title: hostile, summary: hostile, content: hostile, url: '/uk/x/' } }
    const { app } = await publishNewsroom({ files: { 'articles/a.json': article({ variants }) } })
    const asked: string[] = []
    const port = await portOf((request, response) => {
      asked.push(request.url ?? '')
      app.handler(request, response)
    })
    const page = await browser.page()
    await page.goto(`http://127.0.0.1:${port}/uk/rss.xml`)
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.evaluate(`document.documentElement.hasAttribute('ran')`)).toBe(false)
    expect(asked).not.toContain('/beacon')
    expect(await page.locator('[onerror], [onload]').count()).toBe(0)
    expect((await page.locator('script').allTextContents()).join()).not.toContain('/beacon')
  })
})
