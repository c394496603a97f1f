import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ElementLook, Extra } from '../../src/domain/look.ts'
import { elementRules } from '../../src/embed/snippets.ts'
import { describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { headlinesOf, heightInEm, itemIn, type Spoken, WORDS } from '../support/headlines.ts'
import { feeds, inside, opened, settled, widget } from '../support/widgets.ts'

// Nothing on the page moves, whenever the script and the headlines arrive, or if they never do.

const SHIFTS = `{
  window.shifts = []
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value))).observe({
    type: 'layout-shift', buffered: true
  })
}`

/** Chromium reports shifts after it has painted a frame. */
async function shifts(page: Page): Promise<readonly number[]> {
  await settled(page)
  return page.evaluate('shifts')
}

const LOOKS: readonly (readonly [Spoken, number, readonly Extra[], string, ElementLook['layout']])[] = [
  ['uk', 5, [], '', 'list'],
  ['ar', 3, ['images'], 'width: 230px', 'list'],
  ['uk', 3, ['images', 'summaries', 'support'], 'width: 180px', 'list'],
  ['he', 20, ['summaries'], 'width: 320px; font-size: 13px; --polyfeed-gap: 2em', 'list'],
  [
    'ja',
    4,
    ['images', 'summaries'],
    'font: 20px/2 serif; --polyfeed-padding: 3px; --polyfeed-image-width: 12em',
    'list',
  ],
  ['uk', 9, ['images', 'summaries', 'support'], 'width: 700px', 'cards'],
  ['ar', 5, [], 'width: 180px', 'cards'],
  ['en', 7, ['images'], 'width: 330px', 'compact'],
]

describeInBrowser('the reserved height of headlines', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  const FALLBACK = '<p>Herald</p>'
  const BELOW = '<p id="below">What is below stays where it is.</p>'
  const below = (page: Page) => page.evaluate<number>(`document.getElementById('below').getBoundingClientRect().top`)

  test.each(LOOKS)(
    '%s, %i articles with %s, %s, %s: is the same before the script, after it, and with headlines',
    async (...look) => {
      const [language, count, show, style, layout] = look
      const server = await feeds()
      const tag = widget(server, `/${language}.json`, `count="${count}" show="${show.join(' ')}"`, FALLBACK)
      const rules = elementRules({ look: { count, show, theme: 'auto' }, elementLook: { layout } })
      const css = `${rules} polyfeed-headlines { ${style} }`
      const giveScript = server.hold('.js')
      const giveHeadlines = server.hold('.json')
      const opening = { html: tag + BELOW, css, before: (page: Page) => page.addInitScript(SHIFTS) }
      const { page, complaints } = await opened(browser, server, opening)
      await page.getByText('Herald').waitFor()
      await settled(page)
      const place = await below(page)
      giveScript()
      // Polls from the test: page.waitForFunction() evaluates strings in the page, which the policy refuses.
      await expect.poll(() => page.evaluate(`!!customElements.get('polyfeed-headlines')`)).toBe(true)
      expect([await shifts(page), await below(page)]).toEqual([[], place])
      giveHeadlines()
      await page.locator('.item').first().waitFor()
      await page.waitForLoadState('networkidle')
      expect([await shifts(page), await below(page)]).toEqual([[], place])
      expect(complaints).toEqual([])
    },
  )

  test('in em is the height that heightInEm() returns', async () => {
    const server = await feeds()
    const extent = { count: 4, show: ['images', 'summaries'], heading: false } as const
    const html = widget(server, '/uk.json', 'count="4" show="images summaries" heading=""')
    const { page } = await opened(browser, server, { html, css: 'polyfeed-headlines { font-size: 20px }' })
    await page.locator('.item').first().waitFor()
    const height = (await page.locator('polyfeed-headlines').boundingBox())?.height
    expect(height).toBeCloseTo(heightInEm(extent) * 20, 0)
  })

  test('is the same with long texts and with few articles', async () => {
    const server = await feeds()
    const long = (text: string) => Array(60).fill(text).join(' ')
    const [item] = headlinesOf('uk', server.origin).items
    const words = { title: long('Електротранспорт'), summary: long('курсуватиме') }
    const image = { ...item?.image, credit: long('Фото') }
    const items = Array.from({ length: 5 }, (_, id) => ({ ...itemIn('uk', id, server.origin), ...words, image }))
    server.documents.set('/long.json', headlinesOf('uk', server.origin, { items, title: long('Вісник') }))
    server.documents.set('/few.json', headlinesOf('uk', server.origin, { items: items.slice(0, 1) }))
    server.documents.set('/none.json', headlinesOf('uk', server.origin, { items: [] }))
    const looks = ['', 'images', 'summaries', 'images summaries'] as const
    const html = looks.flatMap((show) =>
      ['/long.json', '/few.json', '/none.json', '/en.json'].map((path) => widget(server, path, `show="${show}"`)),
    )
    const css = 'polyfeed-headlines { width: 310px; float: left }'
    const { page } = await opened(browser, server, { html: html.join(''), css })
    await page.setViewportSize({ width: 1250, height: 4000 })
    await expect.poll(() => page.locator('.more').count()).toBe(16)
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('polyfeed-headlines')].map((one) => one.getBoundingClientRect().height)`,
    )
    for (const [at, show] of ([[], ['images'], ['summaries'], ['images', 'summaries']] as const).entries()) {
      const wanted = heightInEm({ count: 5, show, heading: true }) * 16
      for (const height of heights.slice(at * 4, at * 4 + 4)) expect(Math.abs(height - wanted)).toBeLessThan(1)
    }
    expect(await page.locator('.empty').first().innerText()).toBe('—')
  })

  test.each(['uk', 'en', 'ar', 'ja'] as const)(
    'in a column of 180 px, %s: no date, link or title is cut, and no word breaks',
    async (language) => {
      const server = await feeds()
      const support = { url: 'https://herald.example/support', text: WORDS[language].more }
      server.documents.set('/narrow.json', headlinesOf(language, server.origin, { support }))
      const html = widget(server, '/narrow.json', 'count="3" show="images summaries support"')
      // A page's rules for all elements reach the host only.
      const css = '* { all: unset } main { display: block; width: 180px }'
      const { page } = await opened(browser, server, { html: `<main>${html}</main>`, css })
      await page.locator('.item').first().waitFor()
      const cut = `all('a, time').filter((one) => one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth)`
      // The third title in Ukrainian has 99 characters, and takes unused lines of other rows.
      expect(await inside(page, `${cut}.map((one) => one.textContent)`)).toEqual([])
      expect(
        await inside(
          page,
          `all(".room").map((one) => Math.round(one.clientHeight - parseFloat(getComputedStyle(one).minBlockSize)))`,
        ),
      ).toEqual([32])
      const [image, link] = [page.locator('.image').first(), page.locator('.link').first()]
      const [above, below] = [await image.boundingBox(), await link.boundingBox()]
      expect(above && below && above.y + above.height <= below.y).toBe(true)
      expect(await page.locator('.support').getAttribute('rel')).toBe('noopener payment')
    },
  )

  test('is given back if the server does not answer, and until then has rows that stand for articles', async () => {
    const server = await feeds()
    const release = server.hold('.json')
    const tag = widget(server, '/uk.json', '', '<a href="https://herald.example/">Herald</a>')
    const { page, heard } = await opened(browser, server, { html: tag })
    await page.getByText('Herald').waitFor()
    const rows = (property: string) =>
      inside(page, `getComputedStyle(all('.room')[0], '::after').getPropertyValue('${property}')`)
    const height = async () => (await page.locator('polyfeed-headlines').boundingBox())?.height ?? 0
    await expect.poll(() => rows('background-image')).toContain('repeating-linear-gradient')
    expect(await height()).toBeGreaterThan(400)
    expect(await rows('animation-name')).toBe('wait')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    expect(await rows('animation-name')).toBe('none')
    await expect.poll(() => server.times('/uk.json')).toBe(1)
    server.isGone = true
    release()
    await expect.poll(heard).toEqual(['polyfeed-error network'])
    expect(await height()).toBeLessThan(80)
    expect(await page.getByRole('link', { name: 'Herald' }).isVisible()).toBe(true)
  })

  test('without the CSS for :not(:defined), the page moves, so the tests can fail', async () => {
    const server = await feeds()
    const giveScript = server.hold('.js')
    const opening = {
      html: widget(server, '/uk.json', '', FALLBACK) + BELOW,
      before: (page: Page) => page.addInitScript(SHIFTS),
    }
    const { page } = await opened(browser, server, opening)
    await page.getByText('Herald').waitFor()
    await settled(page)
    giveScript()
    await page.locator('.item').first().waitFor()
    await expect.poll(async () => (await shifts(page)).length).toBeGreaterThan(0)
    expect(await page.locator('.link').first().innerText()).toBe(WORDS.uk.titles[0])
  })
})
