import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { sampleSite } from '../support/sample-site.ts'

// The page that configures embeds: form, address, preview and snippets always show the same choices.

/** The state of the page: its query, the path of the frame, and the snippets. */
async function shown(page: Page) {
  const snippets = await page.locator('details.code pre').allTextContents()
  return {
    query: new URLSearchParams(new URL(page.url()).search),
    preview: /<iframe src="https?:\/\/[^/]*([^"]*)"/.exec(snippets[2] ?? '')?.[1]?.replaceAll('&amp;', '&') ?? '',
    snippets,
    /** All snippets as one text. */
    text: snippets.join('\n'),
  }
}

describeInBrowser('the page that configures embeds', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  async function opened(path = '/en/embed/') {
    const { origin } = await sampleSite()
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
    const page = await browser.page()
    const complaints = complaintsOf(page)
    // A newer choice aborts the requests of an older one. That is no failure.
    const failures = (): string[] => complaints.filter((one) => !one.includes('net::ERR_ABORTED'))
    await page.goto(origin + path)
    const preview = (src: string) => expect.poll(async () => (await shown(page)).preview).toBe(src)
    return { origin, page, failures, preview }
  }

  test('updates address, preview and snippets at every choice', async () => {
    const { origin, page, failures, preview } = await opened()
    await preview('/embed/en/frame.html')
    const loads = await page.evaluate<number>('performance.timeOrigin')

    await page.selectOption('#feed', '/en/tags/river/')
    await preview('/embed/en/tags/river/frame.html')
    await page.fill('[name=count]', '3')
    await page.locator('[name=count]').blur()
    await preview('/embed/en/tags/river/frame.html?count=3')
    await page.check('[name=show][value=images]')
    await preview('/embed/en/tags/river/frame.html?count=3&show=images')
    await page.check('[name=show][value=summaries]')
    await preview('/embed/en/tags/river/frame.html?count=3&show=images,summaries')
    await page.selectOption('[name=theme]', 'dark')
    await preview('/embed/en/tags/river/frame.html?count=3&show=images,summaries&theme=dark')

    const { query, snippets } = await shown(page)
    expect(Object.fromEntries(query)).toMatchObject({ feed: '/en/tags/river/', count: '3', theme: 'dark' })
    expect(query.getAll('show')).toEqual(['images', 'summaries'])
    const look = '?count=3&amp;show=images,summaries&amp;theme=dark'
    const [element, , frame, resized, fragment, , link, data] = snippets
    expect(element).toContain(
      `src="${origin}/embed/en/tags/river/headlines.json" count="3" show="images summaries" theme="dark"`,
    )
    for (const one of [frame, resized]) expect(one).toContain(`src="${origin}/embed/en/tags/river/frame.html${look}"`)
    expect(fragment).toContain(`src="${origin}/embed/en/tags/river/fragment.html${look}"`)
    expect([link, data]).toEqual([`${origin}/en/tags/river/`, `${origin}/embed/en/tags/river/headlines.json`])
    // The preview shows the choices. The page was not loaded again.
    const items = page.locator('#preview polyfeed-headlines .item')
    await expect.poll(() => items.count()).toBeGreaterThan(0)
    expect(await items.count()).toBeLessThanOrEqual(3)
    expect(await page.locator('#preview .room').getAttribute('class')).toContain('dark')
    expect(await page.evaluate('performance.timeOrigin')).toBe(loads)

    await page.uncheck('[name=show][value=images]')
    await page.selectOption('[name=theme]', 'auto')
    await preview('/embed/en/tags/river/frame.html?count=3&show=summaries')
    expect((await shown(page)).text).not.toMatch(/images|dark/)
    expect(failures()).toEqual([])
  })

  test('shows the layout, the accent colour and the heading in the preview, which has the rules of the snippet', async () => {
    const { page, failures } = await opened('/en/embed/?count=3')
    const inside = (expression: string) =>
      page.evaluate(`((root) => ${expression})(document.querySelector('#preview polyfeed-headlines').shadowRoot)`)
    const rows = () => inside(`new Set([...root.querySelectorAll('.item')].map((one) => one.offsetTop)).size`)
    await expect.poll(rows).toBe(3)
    await page.selectOption('[name=layout]', 'cards')
    await expect.poll(rows).toBe(1)
    await page.fill('[name=accent]', '#b00020')
    await page.fill('[name=heading]', 'Trams & buses')
    await page.locator('[name=heading]').blur()
    await expect.poll(() => inside(`root.querySelector('.heading').textContent`)).toBe('Trams & buses')
    await expect.poll(() => inside(`getComputedStyle(root.querySelector('.more')).color`)).toBe('rgb(176, 0, 32)')
    expect((await shown(page)).text).toContain('count="3" heading="Trams &amp; buses">')
    await page.check('[name=untitled]')
    await expect.poll(() => inside(`root.querySelector('.heading')`)).toBe(null)
    await page.reload()
    await expect.poll(rows).toBe(1)
    expect(await page.inputValue('[name=accent]')).toBe('#b00020')
    expect(await page.locator('.menu a[lang=uk]').getAttribute('href')).toContain(
      'layout=cards&accent=%23b00020&untitled=1',
    )
    expect(failures()).toEqual([])
  })

  test('shows one snippet at a time, in tabs', async () => {
    const { page } = await opened('/en/embed/')
    const tops = await page
      .locator('.tabs summary')
      .evaluateAll(
        new Function('all', 'return all.map((one) => one.getBoundingClientRect().top)') as (all: unknown) => number[],
      )
    expect([tops.length, new Set(tops).size]).toEqual([6, 1])
    await page.locator('.tabs summary').nth(2).click()
    expect(await page.locator('.tabs pre').filter({ visible: true }).allInnerTexts()).toEqual([
      expect.stringContaining('polyfeed-frames'),
    ])
  })

  test('lists the feeds of the chosen language, and keeps the focus', async () => {
    const { page, failures, preview } = await opened('/en/embed/?feed=/en/tags/river/&count=2')
    await page.focus('#language')
    await page.selectOption('#language', 'ar')
    await preview('/embed/ar/tags/river/frame.html?count=2')
    expect(await page.evaluate('document.activeElement.id')).toBe('language')
    const feed = page.locator('#feed')
    await expect.poll(() => feed.inputValue()).toBe('/ar/tags/river/')
    expect([await feed.getAttribute('lang'), await feed.getAttribute('dir')]).toEqual(['ar', 'rtl'])
    const values = await page.evaluate<string[]>(
      '[...document.querySelectorAll("#feed option")].map(({ value }) => value)',
    )
    expect(values.length).toBeGreaterThan(5)
    expect(values.filter((value) => !value.startsWith('/ar/'))).toEqual([])
    // The language of the page itself does not change.
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(failures()).toEqual([])
  })

  test('keeps the choices after a reload and in the history', async () => {
    const { origin, page, failures, preview } = await opened()
    await page.selectOption('#language', 'uk')
    await preview('/embed/uk/frame.html')
    await page.selectOption('#feed', '/uk/tags/river/')
    await page.check('[name=show][value=summaries]')
    await page.selectOption('[name=theme]', 'light')
    const chosen = '/embed/uk/tags/river/frame.html?show=summaries&theme=light'
    await preview(chosen)
    const before = await shown(page)
    for (const again of [() => page.reload(), () => page.goto(`${origin}/en/`).then(() => page.goBack())]) {
      await again()
      await preview(chosen)
      expect((await shown(page)).snippets).toEqual(before.snippets)
      expect(await page.inputValue('#language')).toBe('uk')
      expect(await page.inputValue('#feed')).toBe('/uk/tags/river/')
      expect(await page.inputValue('[name=theme]')).toBe('light')
      expect(await page.isChecked('[name=show][value=summaries]')).toBe(true)
      expect(await page.isChecked('[name=show][value=images]')).toBe(false)
    }
    expect(failures()).toEqual([])
  })

  test('accepts the address of any feed, reports an unknown one, and clears it when a feed is chosen from the list', async () => {
    const { origin, page, failures, preview } = await opened()
    const address = page.locator('[name=address]')
    const alert = page.locator('[role=alert]')
    await address.fill('/uk,en/tags/river+!transport/')
    await address.press('Tab')
    await preview('/embed/uk,en/tags/river+!transport/frame.html')
    expect(await alert.count()).toBe(0)
    await address.fill('https://elsewhere.example/uk/')
    await address.press('Enter')
    await expect.poll(() => alert.count()).toBe(1)
    await preview('/embed/uk/frame.html')
    await address.fill(`${origin}/uk/tags/river/rss.xml`)
    await address.press('Enter')
    await preview('/embed/uk/tags/river/frame.html')
    expect(await alert.count()).toBe(0)
    await page.selectOption('#feed', { index: 0 })
    await preview(`/embed${await page.inputValue('#feed')}frame.html`)
    expect(await address.inputValue()).toBe('')
    expect(failures()).toEqual([])
  })

  test('uses a language that is chosen after an address was typed', async () => {
    const { page, preview } = await opened()
    await page.fill('[name=address]', '/uk/tags/river/')
    await page.press('[name=address]', 'Enter')
    await preview('/embed/uk/tags/river/frame.html')
    await page.selectOption('#language', 'ja')
    await expect.poll(() => page.inputValue('#feed')).toMatch(/^\/ja\//)
    expect(await page.inputValue('#language')).toBe('ja')
    expect((await shown(page)).preview).toMatch(/^\/embed\/ja\//)
  })

  test('copies the current snippets, also after a choice, and confirms it', async () => {
    const { page, failures, preview } = await opened()
    const copied = async (index: number): Promise<void> => {
      await page.evaluate(`{
        for (const one of document.querySelectorAll('details.code')) {
          one.removeAttribute('name')
          one.open = true
        }
      }`)
      const button = page.locator('details.code button').nth(index)
      const label = await button.getAttribute('data-copied')
      await button.click()
      await expect.poll(() => button.innerText()).toBe(label)
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe((await shown(page)).snippets[index])
    }
    for (let index = 0; index < 8; index++) await copied(index)
    await page.selectOption('#feed', '/en/tags/river/')
    await page.selectOption('[name=theme]', 'dark')
    await preview('/embed/en/tags/river/frame.html?theme=dark')
    for (let index = 0; index < 8; index++) await copied(index)
    expect(failures()).toEqual([])
  })

  test('shows the last of many choices, in whatever order the answers arrive', async () => {
    const { page, failures, preview } = await opened()
    let late: Promise<void> | undefined
    await page.route('**/en/embed/?*', async (route) => {
      // Delays the first answer until the page has aborted its request.
      const first = late === undefined
      late ??= new Promise((resolve) => page.once('requestfailed', () => resolve()))
      if (first) await late
      await route.continue().catch(() => undefined)
    })
    await page.selectOption('#language', 'uk')
    await page.check('[name=show][value=images]')
    await page.selectOption('[name=theme]', 'light')
    await preview('/embed/uk/frame.html?show=images&theme=light')
    await late
    expect((await shown(page)).preview).toBe('/embed/uk/frame.html?show=images&theme=light')
    // The last answer includes the choice of the aborted request.
    expect(await page.inputValue('#feed')).toBe('/uk/')
    expect(failures()).toEqual([])
  })

  test('can be used with the keyboard only, from the first choice to the copy', async () => {
    const { page, failures, preview } = await opened()
    const { keyboard } = page
    await page.focus('#language')
    await keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('feed')
    await keyboard.type('Th')
    await preview('/embed/en/tags/river/frame.html')
    await keyboard.press('Tab')
    await keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.name')).toBe('count')
    await keyboard.press('ArrowUp')
    await keyboard.press('Tab')
    await keyboard.press('Space')
    await preview('/embed/en/tags/river/frame.html?count=6&show=images')
    await page.locator('details.code button').first().focus()
    await keyboard.press('Enter')
    await expect
      .poll(() => page.evaluate('navigator.clipboard.readText()'))
      .toContain('/embed/en/tags/river/headlines.json" count="6" show="images"')
    expect(failures()).toEqual([])
  })
})
