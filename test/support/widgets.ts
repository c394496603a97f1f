import type { BrowserContext, Page } from 'playwright-core'
import { type ScriptName, scripts } from '../../src/embed/scripts.ts'
import { complaintsOf, type OpenBrowser } from './browser.ts'
import { headlinesOf, PICTURE_FILE, type Spoken, WORDS } from './headlines.ts'
import { type Documents, documentsHandler, type HeadlinesServer, headlinesServer } from './headlines-server.ts'
import { type Partner, partnerPage, strictPolicy } from './partner-page.ts'

// Our elements on a partner's page with a strict Content-Security-Policy.

export type Feeds = HeadlinesServer & { readonly documents: Documents }

/** A server with one feed per language, such as `/uk.json`. */
export async function feeds(): Promise<Feeds> {
  const documents: Documents = new Map(Object.entries(PICTURE_FILE))
  const server = await headlinesServer(documentsHandler(documents))
  for (const language of Object.keys(WORDS) as Spoken[]) {
    documents.set(`/${language}.json`, headlinesOf(language, server.origin))
  }
  return Object.assign(server, { documents })
}

/** The tag that loads a script, with its hash: Subresource Integrity §3. */
export function scriptTag(server: HeadlinesServer, name: ScriptName = 'polyfeed-headlines'): string {
  const script = scripts().find((one) => one.name === name && one.isNewest)
  return `<script async src="${server.origin}/${name}.js" integrity="${script?.integrity}" crossorigin="anonymous"></script>`
}

export type Opened = {
  readonly page: Page
  readonly complaints: readonly string[]
  /** The `polyfeed-load` and `polyfeed-error` events so far, with their reasons. */
  heard(): Promise<readonly string[]>
}

export type Opening = Partial<Partner> & {
  readonly html: string
  /** Called before the page is loaded. */
  readonly before?: (page: Page, context: BrowserContext) => Promise<unknown>
}

/** Opens a partner's page with the strict policy. The script is in the head, unless `head` replaces it. */
export async function opened(browser: OpenBrowser, server: Feeds, { before, ...partner }: Opening): Promise<Opened> {
  const page = await browser.page()
  const complaints = complaintsOf(page)
  await page.setViewportSize({ width: 900, height: 700 })
  await page.addInitScript(`{
    window.heard = []
    for (const type of ['polyfeed-load', 'polyfeed-error']) {
      addEventListener(type, ({ detail }) => heard.push(type + (detail ? ' ' + detail.reason : '')))
    }
  }`)
  await before?.(page, browser.context)
  const csp = strictPolicy(server.origin)
  const address = await partnerPage({ head: scriptTag(server), csp, ...partner })
  await page.goto(address, { waitUntil: 'domcontentloaded' })
  return { page, complaints, heard: () => page.evaluate('heard') }
}

/** The HTML of a widget. */
export function widget(server: Feeds, path: string, attributes = '', fallback = 'Herald'): string {
  return `<polyfeed-headlines src="${server.origin}${path}" ${attributes}>${fallback}</polyfeed-headlines>`
}

/** Waits for two frames: layout is then complete, and observers have run. */
export function settled(page: Page): Promise<void> {
  return page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))')
}

/** Evaluates an expression on the page. In it, `all('.link')` returns these elements of all widgets. */
export function inside<T>(page: Page, expression: string): Promise<T> {
  return page.evaluate(`{
    const widgets = [...document.querySelectorAll('polyfeed-headlines')]
    const all = (selector) => widgets.flatMap((one) => [...(one.shadowRoot?.querySelectorAll(selector) ?? [])])
    ;(${expression})
  }`)
}
