import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { describe, onTestFinished } from 'vitest'

// The one module that knows playwright-core: a Chromium that is installed already, cut off from everything but the loopback.

/** `CHROMIUM`, or where systems have it. */
const PLACES = [
  process.env.CHROMIUM,
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`),
]
export const CHROMIUM = PLACES.find((place) => place !== undefined && existsSync(place))

/** Tests that need a browser. Where there is none they are skipped, and nobody can overlook it. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (CHROMIUM === undefined) {
    const line = '!'.repeat(100)
    const advice = 'Install Debian\'s "chromium", or name one in the environment variable CHROMIUM.'
    console.warn(`${line}\nNO BROWSER: "${name}" IS NOT TESTED.\n${advice}\n${line}`)
  }
  describe.skipIf(CHROMIUM === undefined)(`${name}${CHROMIUM ? '' : ' (SKIPPED: NO CHROMIUM FOUND)'}`, tests)
}

export type OpenBrowser = AsyncDisposable & {
  readonly context: BrowserContext
  /** A page of its own for a test; closed with it. If the test fails, there is a picture of it. */
  page(): Promise<Page>
}

export type BrowserOptions = {
  /** The folder of an unpacked extension. */
  readonly extension?: string
  /** Whether pages may run scripts: where nothing is said, they may. */
  readonly scripts?: boolean
}

const ALONE = [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  // Whatever is not on the loopback goes to a proxy that is not there (TCP port 9: discard), names and numbers alike.
  '--proxy-server=http://127.0.0.1:9',
]

/** A new Chromium with an empty folder of its own, which is gone when it is closed. */
export async function openBrowser({ extension, scripts = true }: BrowserOptions = {}): Promise<OpenBrowser> {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-browser-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM as string,
    headless: false,
    javaScriptEnabled: scripts,
    args: [
      ...ALONE,
      ...(extension === undefined ? [] : [`--load-extension=${extension}`]),
      // Chrome 137 and later load extensions from the command line only so.
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

/** What a page says that should be said by none: errors, what its policy has refused, requests that failed. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    // Pages name no icon; the browser looks for one by itself.
    const isIcon = message.location().url.endsWith('/favicon.ico')
    if (['error', 'warning'].includes(message.type()) && !isIcon) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
  return complaints
}

/** Leaves a picture of what a failed test saw in the system's folder for temporary files, and says where. */
async function pictured(page: Page): Promise<void> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'polyfeed-picture-')), 'page.png')
  await page.screenshot({ path: file, fullPage: true })
  console.error(`what the browser showed: ${file}`)
}
