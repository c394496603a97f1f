import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { headlinesOf, itemIn, WORDS } from '../support/headlines.ts'
import { type Feeds, feeds, inside, type Opening, opened, settled, widget } from '../support/widgets.ts'

// <polyfeed-headlines> refreshes itself. The test advances the clock of the page.

const withClock = { before: (page: Page) => page.clock.install() }
const seconds = (page: Page, count: number) => page.clock.fastForward(count * 1000)

/** Sets the visibility of the page: Chromium does not hide pages in tests. */
function see(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  return page.evaluate(`{
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }`)
}

/** Scrolls away. The element's older observer is notified before this one. */
function scrolledAway(page: Page): Promise<void> {
  return page.evaluate(`new Promise((done) => {
    new IntersectionObserver(([seen]) => seen.isIntersecting || done(), { rootMargin: '300px' }).observe(
      document.querySelector('polyfeed-headlines')
    )
    scrollTo(0, 3000)
  })`)
}

describeInBrowser('headlines that stay on a page', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  async function shown(server: Feeds, opening: Opening) {
    const made = await opened(browser, server, { ...withClock, ...opening })
    await made.page.locator('.item').first().waitFor()
    return made
  }

  /** Waits until the feed was requested `times` times, and returns the status of the last answer. */
  async function answered(server: Feeds, path: string, times: number): Promise<number | undefined> {
    const all = () => server.asked.filter((one) => one.path === path)
    await expect.poll(() => all().map(({ status }) => status > 0)).toEqual(Array(times).fill(true))
    return all().at(-1)?.status
  }

  test('are requested again at their own interval, with the entity tag; a 304 changes nothing', async () => {
    const server = await feeds()
    const { page, heard, complaints } = await shown(server, { html: widget(server, '/uk.json') })
    expect(await answered(server, '/uk.json', 1)).toBe(200)
    await inside(page, `all('.link')[2].focus()`)
    await inside(
      page,
      `window.changes = 0, new MutationObserver((all) => changes += all.length).observe(
      widgets[0].shadowRoot, { subtree: true, childList: true, attributes: true, characterData: true })`,
    )
    await seconds(page, 280)
    await settled(page)
    await seconds(page, 30)
    expect(await answered(server, '/uk.json', 2)).toBe(304)
    expect(server.asked.at(-1)?.headers['if-none-match']).toMatch(/^"/)
    expect(server.asked.filter(({ headers }) => 'cookie' in headers)).toEqual([])
    await seconds(page, 310)
    expect(await answered(server, '/uk.json', 3)).toBe(304)
    await settled(page)
    expect(await page.evaluate('changes')).toBe(0)
    expect(await inside(page, `widgets[0].shadowRoot.activeElement === all('.link')[2]`)).toBe(true)
    expect([await heard(), complaints]).toEqual([['polyfeed-load'], []])
  })

  test('new headlines are inserted above; focus and scroll position are kept', async () => {
    const server = await feeds()
    const css = '.tall { height: 2000px }'
    const html = `${widget(server, '/uk.json')}<div class="tall"></div>`
    const { page, heard } = await shown(server, { html, css })
    await inside(page, `(all('.link')[2].focus(), all('.item')[1].marked = true, scrollTo(0, 120))`)
    const items = [1, 2, 3].map((index) => itemIn('uk', index, server.origin))
    const [first, second, third] = items
    const late = { ...itemIn('uk', 0, server.origin), id: 'tag:late', title: 'Щойно' }
    // The focused article also gets another title.
    const corrected = { ...third, id: itemIn('uk', 2, server.origin).id, title: 'Виправлено' }
    server.documents.set('/uk.json', headlinesOf('uk', server.origin, { items: [late, first, corrected, second] }))
    await seconds(page, 310)
    await expect.poll(() => page.locator('.link').first().innerText()).toBe('Щойно')
    expect(await answered(server, '/uk.json', 2)).toBe(200)
    expect(await page.locator('.link').allInnerTexts()).toEqual(['Щойно', WORDS.uk.titles[1], 'Виправлено'])
    expect(await inside(page, `all('.item').map((item) => item.marked === true)`)).toEqual([false, true, false])
    expect(await inside(page, 'widgets[0].shadowRoot.activeElement.textContent')).toBe('Виправлено')
    expect(await page.evaluate('scrollY')).toBe(120)
    expect(await heard()).toEqual(['polyfeed-load', 'polyfeed-load'])
  })

  test.each([
    ['while the page is hidden', (page: Page) => see(page, 'hidden'), (page: Page) => see(page, 'visible')],
    ['while they are far from the viewport', scrolledAway, (page: Page) => page.evaluate('scrollTo(0, 0)')],
    [
      'while they are not in the page',
      (page: Page) => page.evaluate(`(window.kept = document.querySelector('polyfeed-headlines')).remove()`),
      (page: Page) => page.evaluate('document.body.prepend(kept)'),
    ],
  ])('nothing is requested %s; afterwards at once', async (_, leave, comeBack) => {
    const server = await feeds()
    const css = '.tall { height: 5000px }'
    const { page } = await shown(server, { html: `${widget(server, '/uk.json')}<div class="tall"></div>`, css })
    await leave(page)
    await settled(page)
    for (let times = 0; times < 5; times++) await seconds(page, 1000)
    await settled(page)
    expect(server.times('/uk.json')).toBe(1)
    await comeBack(page)
    expect(await answered(server, '/uk.json', 2)).toBe(304)
    await seconds(page, 310)
    expect(await answered(server, '/uk.json', 3)).toBe(304)
  })

  test('are requested once a minute at most, even if their interval is shorter', async () => {
    const server = await feeds()
    server.documents.set('/hasty.json', headlinesOf('uk', server.origin, { refresh: 0.001 }))
    const { page } = await shown(server, { html: widget(server, '/hasty.json') })
    await seconds(page, 30)
    await settled(page)
    expect(server.times('/hasty.json')).toBe(1)
    await seconds(page, 35)
    expect(await answered(server, '/hasty.json', 2)).toBe(304)
  })

  test('stay while the server is down, and the interval doubles', async () => {
    const server = await feeds()
    const { page, heard } = await shown(server, { html: widget(server, '/uk.json') })
    server.isGone = true
    const failures = async () => (await heard()).filter((one) => one === 'polyfeed-error network').length
    await seconds(page, 310)
    await expect.poll(failures).toBe(1)
    // The interval doubles after every failure.
    await seconds(page, 500)
    await settled(page)
    expect(await failures()).toBe(1)
    await seconds(page, 150)
    await expect.poll(failures).toBe(2)
    await seconds(page, 1000)
    await settled(page)
    expect(await failures()).toBe(2)
    expect(await page.locator('.link').first().innerText()).toBe(WORDS.uk.titles[0])
    server.isGone = false
    await seconds(page, 300)
    await expect.poll(() => server.asked.at(-1)?.status).toBe(304)
    expect((await heard()).filter((one) => one === 'polyfeed-load').length).toBe(1)
  })

  test.each([
    ['nobody is there', 'network', '/uk.json'],
    ['there is no such feed', 'answer', '/nowhere.json'],
    ['it is another version', 'answer', '/2.json'],
    ['it is no JSON', 'answer', '/page'],
  ])("if %s, the page's own words stay", async (_, reason, path) => {
    const server = await feeds()
    server.documents.set('/2.json', headlinesOf('uk', server.origin, { version: 2 }))
    server.documents.set('/page', '<!doctype html>')
    const release = server.hold(path)
    const fallback = '<a href="https://herald.example/uk/">Вісник</a>'
    const { page, heard } = await opened(browser, server, { html: widget(server, path, '', fallback), ...withClock })
    await expect.poll(() => server.times(path)).toBe(1)
    server.isGone = reason === 'network'
    release()
    await expect.poll(heard).toEqual([`polyfeed-error ${reason}`])
    expect(await page.getByRole('link', { name: 'Вісник' }).isVisible()).toBe(true)
    expect(await page.locator('.item').count()).toBe(0)
    // The element tries again after a minute.
    server.isGone = false
    server.documents.set(path, headlinesOf('uk', server.origin))
    await seconds(page, 65)
    await page.locator('.item').first().waitFor()
    expect(await page.getByRole('link', { name: 'Вісник', exact: true }).count()).toBe(0)
  })
})
