import puppeteer, { type Page } from 'puppeteer-core'
import { onTestFinished } from 'vitest'
import { installedBrowser } from './installed-browser.ts'

// The only module that imports puppeteer-core: playwright-core drives no Firefox as distributions ship it.

const { executable, describeIn } = installedBrowser('FIREFOX', ['firefox-esr', 'firefox'])
export const describeInFirefox = describeIn

const TIMEOUT_MS = 100_000

export type OpenFirefox = AsyncDisposable & {
  /** Opens a page of this width, with cookies of its own. It is closed after the test. */
  page(width?: number): Promise<Page>
}

/** Starts Firefox with a new profile, in which pages reach only the loopback. */
export async function openFirefox({ isDark = false } = {}): Promise<OpenFirefox> {
  const browser = await puppeteer.launch({
    ...{ browser: 'firefox', executablePath: executable as string, headless: true },
    // A busy machine must not fail a test.
    timeout: TIMEOUT_MS,
    extraPrefsFirefox: {
      // 0 is dark, 1 is light.
      'layout.css.prefers-color-scheme.content-override': isDark ? 0 : 1,
      // All other addresses and host names go to a proxy that does not exist (TCP port 9: discard).
      ...{ 'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': 9 },
      ...{ 'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': 9 },
    },
  })
  return {
    page: async (width = 1280) => {
      const context = await browser.createBrowserContext()
      onTestFinished(() => context.close())
      const page = await context.newPage()
      page.setDefaultTimeout(TIMEOUT_MS)
      await page.setViewport({ width, height: 800 })
      return page
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}
