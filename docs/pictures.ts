import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config/config.ts'

// `npm run pictures`: makes the pictures in README.md and docs/ from the sample newsroom.
// It needs Chromium, in the path in CHROMIUM or in a usual place.

const FEEDS = 'http://feeds.herald.example'
const PARTNER = 'http://partner.example'
const TOKEN = 'a-token-of-the-pictures'
/** A little after the newest article of the sample, so that relative dates never change. */
const NOW = Date.UTC(2026, 2, 5, 14)
const FOLDER = path.join(import.meta.dirname, 'pictures')
const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const widget = (language: string, dir: string, title: string, look: string): string =>
  `<section lang="${language}" dir="${dir}"><h1>${title}</h1><polyfeed-headlines src="${FEEDS}/embed/${language}/headlines.json" ${look}></polyfeed-headlines></section>`

const PARTNER_PAGE = `<!doctype html><meta charset="utf-8"><title>A partner</title>
<style>
  body { margin: 0; padding: 1.5rem; display: grid; grid-template-columns: 1fr 1fr; gap: 2.5rem; font: 1rem/1.5 system-ui, sans-serif; background: #faf9f6; }
  h1 { margin: 0 0 1rem; font: italic 1.25rem Georgia, serif; color: #456; }
  polyfeed-headlines { --polyfeed-padding: 0em; }
  section { padding: 1.25rem; background: #fff; border-radius: .5rem; box-shadow: 0 1px 4px #0002; }
</style>
<script async src="${FEEDS}/embed/polyfeed-headlines.js"></script>
${widget('uk', 'ltr', 'Новини сусідів', 'count="4" show="images"')}
${widget('ar', 'rtl', 'أخبار الجيران', 'count="4" show="images"')}`

const config = readConfig({
  POLYFEED_DATA: path.join(import.meta.dirname, '../data'),
  POLYFEED_STORE: 'sqlite::memory:',
  POLYFEED_BASE_URL: FEEDS,
  POLYFEED_ADMIN_TOKEN: TOKEN,
})
let now = NOW - 600_000
const app = await createApp(config, { now: () => now })
await app.newsroom.refresh()
now = NOW
await app.newsroom.refresh()
const server = createServer((request, response) => {
  if (request.headers.host !== new URL(PARTNER).host) app.handler(request, response)
  else response.setHeader('Content-Type', 'text/html').end(PARTNER_PAGE)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
// The pictures show a newsroom's host names, which this maps to the local server.
const hosts = [FEEDS, PARTNER].map((origin) => `MAP ${new URL(origin).host}:80 127.0.0.1:${port}`).join(', ')

const executablePath = PLACES.find((place) => place !== undefined && existsSync(place))
if (executablePath === undefined) throw new Error('there is no Chromium: install one, or name it in CHROMIUM')
const browser = await chromium.launch({
  executablePath,
  args: [
    ...['--no-sandbox', '--disable-gpu', `--host-resolver-rules=${hosts}`],
    // Pages show copy buttons on secure origins only.
    `--unsafely-treat-insecure-origin-as-secure=${FEEDS}`,
  ],
})
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 760 } })
  await shot(page, `${FEEDS}/en/tags/river/`, 'feed.png')
  await shot(page, `${PARTNER}/`, 'headlines.png')
  await page.setViewportSize({ width: 1000, height: 1240 })
  await shot(page, `${FEEDS}/en/embed/?feed=/en/&count=5&show=images`, 'builder.png')
  await page.goto(`${FEEDS}/admin/login`)
  await page.fill('input[type=password]', TOKEN)
  await Promise.all([page.waitForURL(`${FEEDS}/admin/`), page.press('input[type=password]', 'Enter')])
  await page.setViewportSize({ width: 1000, height: 1100 })
  await shot(page, `${FEEDS}/admin/`, 'operations.png')
} finally {
  await browser.close()
  server.closeAllConnections()
  server.close()
  await app.close()
}

async function shot(page: Page, url: string, file: string): Promise<void> {
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: path.join(FOLDER, file), animations: 'disabled' })
  console.log(`docs/pictures/${file}`)
}
