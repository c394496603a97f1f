import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { installedBrowser } from './installed-browser.ts'

// The only module that imports playwright-core. It uses an installed Chromium that can reach only the loopback.

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const
export const { executable: CHROMIUM, describeIn: describeInBrowser } = installedBrowser('CHROMIUM', NAMES)

export type OpenBrowser = AsyncDisposable & {
  readonly context: BrowserContext
  /** Opens a page, which is closed after the test. If the test fails, a screenshot is saved. */
  page(): Promise<Page>
}

export type BrowserOptions = {
  /** The folder of an unpacked extension. */
  readonly extension?: string
  /** Whether pages may run scripts. Default: true. */
  readonly scripts?: boolean
}

const ALONE = [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  // All other addresses and host names go to a proxy that does not exist (TCP port 9: discard).
  '--proxy-server=http://127.0.0.1:9',
]

/** Starts Chromium with a new profile folder, which is removed when it closes. */
export async function openBrowser({ extension, scripts = true }: BrowserOptions = {}): Promise<OpenBrowser> {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-browser-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM as string,
    headless: false,
    javaScriptEnabled: scripts,
    args: [
      ...ALONE,
      ...(extension === undefined ? [] : [`--load-extension=${extension}`]),
      // Chrome 137 and later need this to load extensions from the command line.
      ...(extension === undefined ? [] : ['--disable-features=DisableLoadExtensionCommandLineSwitch']),
    ],
    ...(extension === undefined ? {} : { ignoreDefaultArgs: ['--disable-extensions'] }),
  })
  return {
    context,
    page: async () => {
      const page = await context.newPage()
      onTestFinished(async ({ task }) => {
        if (task.result?.state === 'fail') await pictured(page).catch(() => undefined)
        await page.close()
      })
      return page
    },
    [Symbol.asyncDispose]: async () => {
      await context.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Collects the errors of a page: console errors and warnings, policy violations and failed requests. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    // Pages link no icon, but the browser requests /favicon.ico.
    const isIcon = message.location().url.endsWith('/favicon.ico')
    if (['error', 'warning'].includes(message.type()) && !isIcon) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
  return complaints
}

/** Saves a screenshot of a failed test in the system's folder for temporary files, and prints its path. */
async function pictured(page: Page): Promise<void> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'polyfeed-picture-')), 'page.png')
  await page.screenshot({ path: file, fullPage: true })
  console.error(`what the browser showed: ${file}`)
}
