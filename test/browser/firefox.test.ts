import type { RunOptions } from 'axe-core'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_LOOK } from '../../src/domain/look.ts'
import { elementRules } from '../../src/embed/snippets.ts'
import { expectNoViolation } from '../support/accessible.ts'
import { describeInFirefox, type OpenFirefox, openFirefox } from '../support/firefox.ts'
import { WORDS } from '../support/headlines.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { partnerPage, strictPolicy } from '../support/partner-page.ts'
import { sampleSite } from '../support/sample-site.ts'
import { type Feeds, feeds, scriptTag, widget } from '../support/widgets.ts'
import { portOf, TOKEN } from '../support/wire.ts'

// The element and the pages in Firefox. The other files of this folder test more of them, in Chromium.

const LANGUAGES = ['en', 'ar'] as const

/** The element's parts of a kind: their texts, left edges and heights. */
const partsOf = (page: Page, selector: string) =>
  page.evaluate(`[...document.querySelector('polyfeed-headlines').shadowRoot.querySelectorAll('${selector}')].map((one) => {
    const { left, height } = one.getBoundingClientRect()
    return { text: one.textContent, left, height }
  })`) as Promise<{ text: string; left: number; height: number }[]>

const heightOf = (page: Page, selector: string) =>
  page.evaluate(`document.querySelector('${selector}').getBoundingClientRect().height`) as Promise<number>

/** The places of the page's blocks. Firefox reports no layout shifts. */
const TOPS = `[...document.querySelectorAll('h1, h2, h3, p, li, dt, form')]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.outerHTML.slice(0, 90), Math.round(one.getBoundingClientRect().top + scrollY)])`

describeInFirefox('in Firefox', () => {
  let light: OpenFirefox
  let dark: OpenFirefox
  beforeAll(async () => {
    ;[light, dark] = await Promise.all([openFirefox(), openFirefox({ isDark: true })])
  })
  afterAll(() => Promise.all([light, dark].map((browser) => browser?.[Symbol.asyncDispose]())))

  /** A partner's page, whose style sheet unsets everything. */
  async function openHostile(server: Feeds, html: string, rules = ''): Promise<Page> {
    const page = await light.page()
    const css = `* { all: unset } main { display: block; width: 400px } ${rules}`
    const csp = strictPolicy(server.origin)
    await page.goto(await partnerPage({ head: scriptTag(server), html, css, csp }))
    return page
  }

  test.each(LANGUAGES)('the element shows headlines in a hostile page of its direction, in %s', async (language) => {
    const server = await feeds()
    const html = widget(server, `/${language}.json`, 'count="3" show="images summaries"')
    const { direction } = WORDS[language]
    const page = await openHostile(server, `<main dir="${direction}">${html}</main>`)
    await expect
      .poll(async () => (await partsOf(page, '.link')).map(({ text }) => text))
      .toEqual(WORDS[language].titles)
    const [image, link, time] = await Promise.all(
      ['.image', '.link', '.time'].map(async (part) => (await partsOf(page, part))[0]),
    )
    expect((image?.left ?? 0) < (link?.left ?? 0)).toBe(direction === 'ltr')
    expect(image?.height).toBeGreaterThan(60)
    expect(time).toMatchObject({ text: WORDS[language].date })
  })

  test('the element collapses to its own content if the server does not answer', async () => {
    const server = await feeds()
    const release = server.hold('.json')
    // The rules of a layout must not keep the reserved height.
    const rules = elementRules({ look: DEFAULT_LOOK, elementLook: { layout: 'cards' } })
    const html = widget(server, '/en.json', '', '<a href="https://herald.example/">Herald</a>')
    const page = await openHostile(server, `<main>${html}</main>`, rules)
    await expect.poll(() => server.times('/en.json')).toBe(1)
    expect(await heightOf(page, 'main')).toBeGreaterThan(200)
    server.isGone = true
    release()
    await expect.poll(() => heightOf(page, 'main')).toBeLessThan(80)
    expect(await heightOf(page, 'main a')).toBeGreaterThan(0)
  })

  test.each(LANGUAGES)('pages are accessible in light and dark, and fit a phone, in %s', async (language) => {
    const { origin } = await sampleSite()
    const { app } = await publishNewsroom({
      site: { languages: ['en', 'ar'] },
      files: {
        'articles/a.json': article({ variants: { en: variant('Bridge', 'en'), ar: variant('جسر', 'ar') } }),
        'articles/broken.json': '{ "published": ',
      },
      environment: { POLYFEED_ADMIN_TOKEN: TOKEN },
    })
    const adminPage = `http://127.0.0.1:${await portOf(app.handler)}/admin/`
    const feedPages = [`/${language}/`, `/${language}/tags/river/`].map((path) => origin + path)
    const builderPage = `${origin}/${language}/embed/?feed=/${language}/tags/river/&count=3&show=images`
    const check = async (browser: OpenFirefox, options: RunOptions): Promise<void> => {
      const page = await browser.page()
      await page.setExtraHTTPHeaders({ 'Accept-Language': language })
      for (const address of [...feedPages, builderPage, adminPage]) {
        await page.setViewport({ width: 1280, height: 800 })
        await page.goto(address)
        if (address === builderPage) await expect.poll(async () => (await partsOf(page, '.link')).length).toBe(3)
        if (address === adminPage) {
          await page.type('#token', TOKEN)
          await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
          expect(page.url()).toBe(adminPage)
        }
        const shown = `[document.documentElement.lang, matchMedia('(prefers-color-scheme: dark)').matches]`
        expect(await page.evaluate(shown)).toEqual([language, browser === dark])
        await expectNoViolation(page, address, options)
        await page.setViewport({ width: 390, height: 800 })
        expect(await page.evaluate('document.documentElement.scrollWidth'), address).toBeLessThanOrEqual(390)
      }
    }
    // Only the contrast depends on the colours.
    await Promise.all([check(light, {}), check(dark, { runOnly: ['color-contrast'] })])
  })

  test.each(LANGUAGES)('nothing moves when pictures arrive late, in %s', async (language) => {
    const { origin, pictures } = await sampleSite()
    const page = await light.page(language === 'ar' ? 390 : 1280)
    const gate = Promise.withResolvers<void>()
    pictures.gate = gate.promise
    // The first article has a large picture.
    await page.goto(`${origin}/${language}/authors/iryna/`, { waitUntil: 'domcontentloaded' })
    const before = await page.evaluate(TOPS)
    gate.resolve()
    const arrived = await page.evaluate(`(async () => {
      for (const image of document.querySelectorAll('main img')) {
        image.scrollIntoView()
        await (image.complete || new Promise((resolve) => { image.onload = image.onerror = resolve }))
      }
      return [...document.querySelectorAll('main img')].every((image) => image.naturalWidth > 0)
    })()`)
    expect(arrived).toBe(true)
    expect(await page.evaluate(TOPS)).toEqual(before)
  })
})
