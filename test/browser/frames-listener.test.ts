import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { partnerPage, strictPolicy } from '../support/partner-page.ts'
import { type Feeds, feeds, scriptTag } from '../support/widgets.ts'

// polyfeed-frames.js sets the height of a frame of ours to the height in the frame's message. It ignores other senders.

const FRAME = '<!doctype html><title>A frame</title>'
const height = (value: string) => `{ type: 'polyfeed:height', height: ${value} }`
const tell = (message: string) => `parent.postMessage(${message}, '*')`

describeInBrowser("our frames on a partner's page", () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  async function framed(server: Feeds, html: string, others = '') {
    const page = await browser.page()
    const complaints = complaintsOf(page)
    await page.addInitScript(
      `if (top === window) addEventListener('message', () => { window.heard = (window.heard ?? 0) + 1 })`,
    )
    const csp = strictPolicy(server.origin).replace('frame-src', `frame-src ${others}`)
    await page.goto(await partnerPage({ html, csp, head: scriptTag(server, 'polyfeed-frames') }))
    return { page, complaints }
  }

  async function served(): Promise<Feeds> {
    const server = await feeds()
    server.documents.set('/frame.html', FRAME)
    server.documents.set('/other.html', FRAME)
    return server
  }

  const tag = (url: string, id = 'one') => `<iframe id="${id}" src="${url}" height="200"></iframe>`
  const heightOf = (page: Page, id = 'one') => page.locator(`#${id}`).getAttribute('height')

  function frameAt(page: Page, url: string): Frame {
    const frame = page.frames().find((one) => one.url() === url)
    if (!frame) throw new Error(`no frame has ${url}`)
    return frame
  }

  /** Runs a script that posts a message, and waits until the page has received it. */
  async function said(page: Page, where: Frame | Page, script: string): Promise<void> {
    const before = await page.evaluate<number>('window.heard ?? 0')
    await where.evaluate(script)
    await expect.poll(() => page.evaluate('window.heard ?? 0')).toBe(before + 1)
  }

  test('a frame gets the height of its message, within bounds; an invalid height is ignored', async () => {
    const server = await served()
    const url = `${server.origin}/frame.html`
    const { page, complaints } = await framed(server, tag(url) + tag(`${server.origin}/other.html`, 'two'))
    const frame = frameAt(page, url)
    const told: [string, string][] = [
      ...([
        ['432', '432'],
        ['432.2', '433'],
        ['1e9', '4000'],
        ['1', '80'],
        ['-5', '80'],
        ['300', '300'],
      ] as [string, string][]),
      ...['NaN', 'Infinity', '-Infinity', `'500'`, 'null', '[500]', '500n', '{ valueOf: 500 }'].map(
        (junk): [string, string] => [junk, '300'],
      ),
    ]
    for (const [value, wanted] of told) {
      await said(page, frame, tell(height(value)))
      expect(await heightOf(page), value).toBe(wanted)
    }
    for (const message of [
      `'polyfeed:height'`,
      'null',
      '500',
      `{ type: 'resize', height: 500 }`,
      '{ height: 500 }',
      '[]',
    ]) {
      await said(page, frame, tell(message))
      expect(await heightOf(page), message).toBe('300')
    }
    expect([await heightOf(page, 'two'), complaints]).toEqual(['200', []])
  })

  test('works for frames that are added later, and requests the height of earlier ones', async () => {
    const server = await served()
    server.documents.set(
      '/asked.html',
      `${FRAME}<script>
      addEventListener('message', ({ data }) => data.type === 'polyfeed:measure' && ${tell(height('345'))})
    </script>`,
    )
    const giveScript = server.hold('.js')
    const page = await browser.page()
    const html = tag(`${server.origin}/asked.html`)
    const csp = strictPolicy(server.origin)
    const address = await partnerPage({ html, csp, head: scriptTag(server, 'polyfeed-frames') })
    await page.goto(address, { waitUntil: 'commit' })
    await expect
      .poll(() =>
        page
          .frames()[1]
          ?.evaluate('document.readyState')
          .catch(() => ''),
      )
      .toBe('complete')
    giveScript()
    await expect.poll(() => heightOf(page)).toBe('345')
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { id: 'late', src: '${server.origin}/frame.html' }))`,
    )
    await expect.poll(() => page.frames().map((frame) => frame.url())).toContain(`${server.origin}/frame.html`)
    await frameAt(page, `${server.origin}/frame.html`).evaluate(tell(height('500')))
    await expect.poll(() => heightOf(page, 'late')).toBe('500')
    expect(await heightOf(page)).toBe('345')
  })

  test('ignores the page itself, frames of other origins, other windows of our origin, and frames that left it', async () => {
    const server = await served()
    const [ours, others] = [await served(), await served()]
    const feed = `${server.origin}/frame.html`
    // A frame of another origin contains one of ours.
    others.documents.set('/nest.html', `${FRAME}${tag(`${server.origin}/other.html`)}`)
    const nest = `${others.origin}/nest.html`
    const strange = `${ours.origin}/frame.html`
    const led = `${others.origin}/frame.html`
    const html = tag(feed) + tag(nest, 'nest') + tag(strange, 'strange') + tag(led, 'led')
    const { page } = await framed(server, html, `${others.origin} ${ours.origin}`)
    const forge = height('999')
    const heights = () => Promise.all(['one', 'nest', 'strange', 'led'].map((id) => heightOf(page, id)))
    const untouched = ['200', '200', '200', '200']
    await said(page, page, `postMessage(${forge}, '*')`)
    expect(await heights(), 'the page itself').toEqual(untouched)
    await said(page, frameAt(page, strange), tell(forge))
    expect(await heights(), 'another origin').toEqual(untouched)
    await said(page, frameAt(page, `${server.origin}/other.html`), `top.postMessage(${forge}, '*')`)
    expect(await heights(), 'our origin in a window that is none of the frames').toEqual(untouched)
    // The `src` has another origin. The frame has navigated to our origin.
    const away = `${server.origin}/other.html?away`
    server.documents.set('/other.html?away', FRAME)
    await frameAt(page, led).evaluate(`{ location.href = '${away}' }`)
    await expect.poll(() => page.frames().map((frame) => frame.url())).toContain(away)
    await said(page, frameAt(page, away), tell(forge))
    expect(await heights(), 'a tag of others').toEqual(untouched)
    // The `src` has our origin. The frame has navigated to another origin.
    ours.documents.set('/frame.html?from-ours', FRAME)
    await frameAt(page, feed).evaluate(`{ location.href = '${strange}?from-ours' }`)
    await expect.poll(() => page.frames().map((frame) => frame.url())).toContain(`${strange}?from-ours`)
    await said(page, frameAt(page, `${strange}?from-ours`), tell(forge))
    expect(await heights(), 'others in a tag of ours').toEqual(untouched)
  })
})
