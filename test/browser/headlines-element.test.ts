import axe from 'axe-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser, type OpenBrowser, openBrowser } from '../support/browser.ts'
import { headlinesOf, itemIn, PICTURE_PATH, type Spoken, WORDS } from '../support/headlines.ts'
import { feeds, inside, opened, scriptTag, settled, widget } from '../support/widgets.ts'

// <polyfeed-headlines> on a page of another origin. The page's policy allows our script, its requests and pictures.

const SPOKEN = ['uk', 'ar', 'he', 'ja'] as const satisfies readonly Spoken[]

describeInBrowser('headlines on a page of another origin', () => {
  let browser: OpenBrowser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  test.each(SPOKEN)('in %s, with pictures and summaries', async (language) => {
    const server = await feeds()
    const html = widget(server, `/${language}.json`, 'count="3" show="images, summaries"')
    const { page, complaints, heard } = await opened(browser, server, { html })
    await page.locator('.item').first().waitFor()
    const { direction, title, titles, more, date, credit, summary } = WORDS[language]
    expect(await page.locator('h2.heading').innerText()).toBe(title)
    expect(await page.locator('.link').allInnerTexts()).toEqual(titles)
    expect(await page.locator('.time').allInnerTexts()).toEqual([date, date, date])
    expect(await page.locator('.summary').first().textContent()).toBe(summary)
    expect(await page.locator('.credit').first().textContent()).toBe(credit)
    expect(await page.locator('.more').innerText()).toBe(more)
    expect(await page.getByRole('list', { name: title }).count()).toBe(1)
    const list = `all('.list').map((list) => [list.lang, getComputedStyle(list).direction])`
    expect(await inside(page, list)).toEqual([[language, direction]])
    const image = page.locator('.image').first()
    expect(await image.getAttribute('alt')).toBe(titles[0])
    await expect.poll(() => inside(page, `all('.image')[0].complete && all('.image')[0].naturalWidth > 0`)).toBe(true)
    // The picture is at the start edge of the line.
    const x = async (part: string) => (await page.locator(part).first().boundingBox())?.x ?? Number.NaN
    expect((await x('.image')) < (await x('.link'))).toBe(direction === 'ltr')
    const links = await inside(page, `all('a').map((a) => [a.href, a.rel, a.target])`)
    const urls = [0, 1, 2].map((index) => itemIn(language, index, server.origin).url)
    expect(links).toEqual([...urls, `https://feeds.example/${language}/`].map((url) => [url, 'noopener', '']))
    expect(await heard()).toEqual(['polyfeed-load'])
    expect(complaints).toEqual([])
    const asked = server.asked.map(({ path }) => path)
    expect([...new Set(asked)].sort()).toEqual([PICTURE_PATH, '/polyfeed-headlines.js', `/${language}.json`].sort())
    expect(server.asked.filter(({ headers }) => 'cookie' in headers)).toEqual([])
  })

  test('texts of the program in another language have its lang and dir', async () => {
    const server = await feeds()
    const texts = { language: 'en', direction: 'ltr' }
    server.documents.set('/lacking.json', headlinesOf('ar', server.origin, { more: 'More from Herald', texts }))
    const { page } = await opened(browser, server, { html: widget(server, '/lacking.json', 'show="images"') })
    await page.locator('.item').first().waitFor()
    const marks = (part: string) => inside(page, `all('${part}').slice(0, 1).map((one) => [one.lang, one.dir])`)
    expect(await marks('.more')).toEqual([['en', 'ltr']])
    expect(await marks('.credit')).toEqual([['en', 'ltr']])
    expect(await marks('.list')).toEqual([['ar', 'rtl']])
  })

  test('an article in another language has its own lang and dir', async () => {
    const server = await feeds()
    const items = [itemIn('uk', 0, server.origin), itemIn('he', 1, server.origin)]
    server.documents.set('/mixed.json', headlinesOf('uk', server.origin, { items }))
    const html = widget(server, '/mixed.json', 'heading="News"')
    const { page } = await opened(browser, server, { html })
    await page.locator('.item').first().waitFor()
    expect(await inside(page, `all('.item').map((item) => [item.lang, item.dir])`)).toEqual([
      ['', ''],
      ['he', 'rtl'],
    ])
    // The page sets the heading, so its language is unknown.
    expect(await inside(page, `all('.heading').flatMap((head) => [head.innerText, head.lang, head.dir])`)).toEqual([
      'News',
      '',
      'auto',
    ])
  })

  test('the label of an article that is paid for precedes its date', async () => {
    const server = await feeds()
    const items = [{ ...itemIn('uk', 0, server.origin), labels: { paid: 'Реклама' } }, itemIn('uk', 1, server.origin)]
    server.documents.set('/paid.json', headlinesOf('uk', server.origin, { items }))
    const { page } = await opened(browser, server, { html: widget(server, '/paid.json') })
    await page.locator('.item').first().waitFor()
    const { date } = WORDS.uk
    expect(await page.locator('.time').allInnerTexts()).toEqual([`Реклама · ${date}`, date])
    expect(await page.locator('.paid').isVisible()).toBe(true)
  })

  test('invalid attributes have their defaults, and changes of attributes are applied', async () => {
    const server = await feeds()
    const html = widget(server, '/en.json', 'count="many" show="images,videos" theme="pink" heading-level="3"')
    const { page, heard } = await opened(browser, server, { html })
    await page.locator('.item').first().waitFor()
    const counted = () => page.locator('.item').count()
    expect([await counted(), await page.locator('.image').count(), await page.locator('h3').count()]).toEqual([5, 5, 1])
    const set = (name: string, value: string) =>
      page.evaluate(`document.querySelector('polyfeed-headlines').setAttribute('${name}', '${value}')`)
    for (const [count, shown] of [
      ['99', 20],
      ['0', 1],
      ['-3', 1],
      ['3.5', 5],
      ['', 5],
      [' 7 ', 7],
    ] as const) {
      await set('count', count)
      expect(await counted(), count).toBe(shown)
    }
    await set('show', 'summaries')
    expect([await page.locator('.image').count(), await page.locator('.summary').count()]).toEqual([0, 7])
    await set('heading', '')
    expect(await page.locator('.heading').count()).toBe(0)
    expect(await page.getByRole('list', { name: WORDS.en.title }).count()).toBe(1)
    expect(await heard()).toEqual(['polyfeed-load'])
    await set('src', `${server.origin}/ja.json`)
    await expect.poll(() => page.locator('.link').first().innerText()).toBe(WORDS.ja.titles[0])
    expect(await heard()).toEqual(['polyfeed-load', 'polyfeed-load'])
  })

  test('fifty widgets request each feed once', async () => {
    const server = await feeds()
    const html = Array.from({ length: 50 }, (_, index) =>
      widget(server, `/${SPOKEN[index % 4]}.json${index % 8 < 4 ? '' : '#again'}`, 'count="1"'),
    ).join('')
    const css = 'body { zoom: .1 }'
    const { page, complaints } = await opened(browser, server, { html, css })
    await expect.poll(() => page.locator('.item').count()).toBe(50)
    expect(SPOKEN.map((language) => server.times(`/${language}.json`))).toEqual([1, 1, 1, 1])
    expect(server.times('/polyfeed-headlines.js')).toBe(1)
    expect(complaints).toEqual([])
  })

  test('a widget far below the viewport requests its feed when the reader scrolls near it', async () => {
    const server = await feeds()
    const css = '.far { height: 3000px }'
    const html = `${widget(server, '/uk.json')}<div class="far"></div>${widget(server, '/ar.json')}`
    const { page } = await opened(browser, server, { html, css })
    await page.locator('.item').first().waitFor()
    await settled(page)
    expect(server.times('/ar.json')).toBe(0)
    await page.mouse.wheel(0, 2600)
    await expect.poll(() => server.times('/ar.json')).toBe(1)
  })

  test('a moved widget requests nothing; the script may be included twice', async () => {
    const server = await feeds()
    const html = `<aside></aside>${widget(server, '/uk.json')}`
    const head = scriptTag(server) + scriptTag(server)
    const { page, complaints, heard } = await opened(browser, server, { html, head })
    await page.locator('.item').first().waitFor()
    await page.evaluate(`document.querySelector('aside').append(document.querySelector('polyfeed-headlines'))`)
    await page.evaluate(`document.body.moveBefore(document.querySelector('polyfeed-headlines'), null)`)
    await settled(page)
    expect(await page.locator('.item').count()).toBe(5)
    expect([server.times('/uk.json'), await heard(), complaints]).toEqual([1, ['polyfeed-load'], []])
  })

  test('addresses that are not http or https are refused', async () => {
    const server = await feeds()
    const script = 'javascript:document.body.remove()'
    const [first, second, third] = [0, 1, 2].map((index) => itemIn('en', index, server.origin))
    const items = [
      { ...first, url: script },
      { ...second, image: { url: script, alt: '' } },
      { ...third, url: 'data:text/html,x' },
    ]
    server.documents.set('/bad.json', headlinesOf('en', server.origin, { items, page: script }))
    const html = `${widget(server, '/bad.json', 'show="images"')}<polyfeed-headlines src="${script}">stays</polyfeed-headlines>`
    const { page, heard } = await opened(browser, server, { html })
    await page.locator('.item').first().waitFor()
    expect(await page.locator('.link').allInnerTexts()).toEqual([second?.title])
    expect([await page.locator('.image').count(), await page.locator('.more').count()]).toEqual([0, 0])
    expect(await page.getByText('stays').isVisible()).toBe(true)
    expect([...(await heard())].sort()).toEqual(['polyfeed-error src', 'polyfeed-load'])
  })

  test.each(['light', 'dark'] as const)('is accessible, in %s colours', async (colorScheme) => {
    const server = await feeds()
    const all = SPOKEN.map((language) => widget(server, `/${language}.json`, 'count="3" show="images summaries"'))
    const html = `<main><h1>Partners</h1>${all.join('')}</main>`
    const { page } = await opened(browser, server, { html, before: (page) => page.emulateMedia({ colorScheme }) })
    await page.setViewportSize({ width: 500, height: 3000 })
    await expect.poll(() => page.locator('.item').count()).toBe(12)
    await page.evaluate(axe.source)
    const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()')
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([])
    expect(passes.map(({ id }) => id)).toContain('color-contrast')
  })

  test('theme="inherit" takes the colours of a page that declares no color-scheme', async () => {
    const server = await feeds()
    const css = 'body { background: rgb(20, 20, 20); color: rgb(230, 230, 230) }'
    const html = widget(server, '/en.json', 'count="1" theme="inherit"')
    const { page } = await opened(browser, server, { html, css })
    await page.locator('.item').first().waitFor()
    const colours = `all('.room, .link, .more').map((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor])`
    expect(await inside(page, colours)).toEqual(Array(3).fill(['rgb(230, 230, 230)', 'rgba(0, 0, 0, 0)']))
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate<axe.AxeResults>(`axe.run('polyfeed-headlines')`)
    expect(violations.map(({ id }) => id)).toEqual([])
  })

  test('the theme is that of the tag, else of the page, else of the browser', async () => {
    const server = await feeds()
    const css = '.light { color-scheme: light } .dark { color-scheme: dark } .own { --polyfeed-paper: rgb(1, 2, 3) }'
    const one = (attributes: string) => widget(server, '/en.json', `count="1" ${attributes}`)
    const html = ['', 'class="light"', 'class="dark"', 'theme="light"', 'theme="dark"', 'class="own"'].map(one).join('')
    const { page } = await opened(browser, server, { html, css })
    await page.setViewportSize({ width: 500, height: 3000 })
    await expect.poll(() => page.locator('.item').count()).toBe(6)
    const papers = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme })
      return inside(page, `all('.room').map((room) => getComputedStyle(room).backgroundColor)`)
    }
    const [light, dark, own] = ['rgb(255, 255, 255)', 'rgb(23, 24, 28)', 'rgb(1, 2, 3)']
    expect(await papers('light')).toEqual([light, light, dark, light, dark, own])
    expect(await papers('dark')).toEqual([dark, light, dark, light, dark, own])
  })
})
