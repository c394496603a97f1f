import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Worker } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { article, publishNewsroom } from '../support/newsroom.ts'
import { clientOf, portOf } from '../support/wire.ts'

// A feed reader that is a browser extension. Its service worker requests feeds in the background.

const MANIFEST = {
  ...{ manifest_version: 3, name: 'A reader', version: '1' },
  ...{ background: { service_worker: 'worker.js' }, host_permissions: ['http://127.0.0.1/*'], permissions: ['tabs'] },
}

async function served() {
  const { app } = await publishNewsroom({ files: { 'articles/a.json': article() } })
  const destinations: (string | undefined)[] = []
  const port = await portOf((request, response) => {
    if (request.url === '/uk/rss.xml') destinations.push(request.headers['sec-fetch-dest'] as string | undefined)
    app.handler(request, response)
  })
  return { ask: clientOf(port), feed: `http://127.0.0.1:${port}/uk/rss.xml`, destinations }
}

describeInBrowser("an extension's request", () => {
  let folder: string
  let browser: OpenBrowser
  let worker: Worker
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-extension-'))
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(MANIFEST))
    writeFileSync(path.join(folder, 'worker.js'), '// What it does, the tests tell it.\n')
    browser = await openBrowser({ extension: folder })
    worker = browser.context.serviceWorkers()[0] ?? (await browser.context.waitForEvent('serviceworker'))
  }, 60_000)
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  test('gets the feed, or 304 if it has the current one', async () => {
    const { ask, feed, destinations } = await served()
    const plain = await ask('/uk/rss.xml')
    const told = (fields: Record<string, string>): Promise<[number, string | null, string]> =>
      worker.evaluate(`(async () => {
        const response = await fetch('${feed}', { cache: 'no-store', headers: ${JSON.stringify(fields)} })
        return [response.status, response.headers.get('etag'), await response.text()]
      })()`)
    const [status, etag, text] = await told({})
    expect([status, text]).toEqual([200, plain.text])
    expect(await told({ 'If-None-Match': String(etag) })).toEqual([304, etag, ''])
    // Scripts cannot set the field: it is a forbidden request-header (Fetch §2.2.2).
    expect((await told({ 'Sec-Fetch-Dest': 'document' })).slice(0, 3)).toEqual([200, etag, plain.text])
    expect(destinations.slice(1)).toEqual(['empty', 'empty', 'empty'])
  })

  test('gets the HTML page if it opens the feed in a tab', async () => {
    const { feed, destinations } = await served()
    const opening = browser.context.waitForEvent('page')
    await worker.evaluate(`chrome.tabs.create({ url: '${feed}' })`)
    const page = await opening
    await page.waitForLoadState()
    expect([page.url(), await page.evaluate('document.contentType')]).toEqual([feed, 'text/html'])
    expect(destinations).toEqual(['document'])
    await page.close()
  })
})
