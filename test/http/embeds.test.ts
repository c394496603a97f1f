import { describe, expect, test } from 'vitest'
import type { Headlines } from '../../src/embed/headlines.ts'
import { embedded } from '../support/embedded.ts'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

/** The folder of a feed, the numbers of its articles, and the folder of the page that its embeds link to. */
const FEEDS: readonly (readonly [string, readonly number[], string?])[] = [
  ['/uk/', [8, 6, 4, 2, 1]],
  ['/en/', [9, 7, 5, 3, 1]],
  ['/ru/', []],
  ['/uk/tags/river/', [4, 1]],
  ['/uk/sections/country/', [8, 6]],
  ['/en/authors/jo-doe/', [9, 7, 5, 3, 1]],
  ['/uk/headlines/top/', [2, 6, 1]],
  ['/en/tags/all+!river/', [9, 5, 3]],
  ['/uk,en/', [9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ['/en,uk/tags/river/', [7, 4, 1]],
  ['/partners/wire/uk/', [4, 1]],
  ['/partners/wire/uk/sections/country/', [8, 6], '/uk/sections/country/'],
  ['/partners/wire/uk,en/tags/all+!river/', [9, 8, 6, 5, 3, 2], '/uk,en/tags/all+!river/'],
  ['/partners/english/en/tags/river/', [7, 1], '/en/tags/river/'],
]

const numbersIn = (text: string) =>
  Array.from(text.matchAll(/>(?:Стаття|Article) (\d)</g), ([, number]) => Number(number))

describe.each(FEEDS.map(([folder, numbers, page = folder]) => [folder, numbers, page] as const))(
  '%s',
  (folder, numbers, page) => {
    test('has its articles as data, as a fragment and in a frame', async () => {
      const { ask } = await embedded()
      const data = await ask(`/embed${folder}headlines.json`)
      const headlines: Headlines = JSON.parse(data.text)
      expect([data.status, data.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
      expect(headlines.items.map(({ title }) => Number(title.split(' ')[1]))).toEqual(numbers)
      expect(headlines.page).toBe(`https://feeds.example${page}`)
      expect(headlines.language).toBe(folder.replace(/^\/partners\/\w+/, '').split(/[/,]/)[1])
      const fragment = await ask(`/embed${folder}fragment.html?count=20`)
      const frame = await ask(`/embed${folder}frame.html?count=20`)
      for (const { status, headers, text } of [fragment, frame]) {
        expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
        expect(numbersIn(text)).toEqual(numbers)
        expect(text).toContain(`href="https://feeds.example${page}" rel="noopener">${headlines.title}</a>`)
        for (const { url } of headlines.items)
          expect(text).toContain(`href="${url.replaceAll('&', '&amp;')}" rel="noopener"`)
      }
      expect(frame.text).toContain(fragment.text)
      // Only the links name the partner.
      for (const { url } of headlines.items) {
        expect(/\?utm_source=wire&utm_medium=embed$/.test(url)).toBe(folder.startsWith('/partners/wire'))
      }
    })
  },
)

test("headlines.json has every field, with local images and dates in the newsroom's time zone", async () => {
  const { ask } = await embedded()
  const { version, refresh, items, more } = JSON.parse((await ask('/embed/en/headlines.json')).text) as Headlines
  expect([version, refresh, more]).toEqual([1, 300, 'More from Herald'])
  expect(items[0]).toEqual({
    ...{ id: 'tag:herald.example,2020:n9/en', title: 'Article 9', url: 'https://herald.example/en/news/Article%209/' },
    ...{ published: '2026-03-09T08:00:00.000Z', updated: '2026-03-09T08:00:00.000Z', date: 'March 9, 2026' },
    ...{ language: 'en', direction: 'ltr', summary: 'Article 9.' },
    image: {
      ...{ url: 'https://feeds.example/media/dot.svg', alt: 'A dot', credit: 'Photo: Jo Doe' },
      ...{ width: null, height: null },
    },
  })
})

test('headlines.json has at most twenty articles, frames have five by default', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 25 }, (_, index) => [
      `articles/m${index}.json`,
      article({ variants: { uk: variant(`Стаття ${index}`, 'uk') } }),
    ]),
  )
  const { ask } = await serveNewsroom({ files })
  expect(JSON.parse((await ask('/embed/uk/headlines.json')).text).items).toHaveLength(20)
  const count = async (query: string) => (await ask(`/embed/uk/frame.html${query}`)).text.split('<li ').length - 1
  expect(await count('')).toBe(5)
  for (let wanted = 1; wanted <= 20; wanted++) expect(await count(`?count=${wanted}`)).toBe(wanted)
})

describe('the parameters of a look', () => {
  test.each([
    ['', []],
    ['?show=images', ['image']],
    ['?show=summaries', ['summary']],
    ['?show=images,summaries', ['image', 'summary']],
    ['?show=summaries&show=images', ['image', 'summary']],
    ['?show=summaries%2Cimages', ['image', 'summary']],
    ['?show=', []],
  ])('%j shows %j', async (query, shown) => {
    const { ask } = await embedded()
    for (const file of ['fragment.html', 'frame.html']) {
      const { text } = await ask(`/embed/uk/${file}${query}`)
      const body = text.replace(/<style>[\s\S]*<\/style>/, '')
      expect(['image', 'summary'].filter((one) => body.includes(`polyfeed-${one}`))).toEqual(shown)
      expect(body.includes('Jo Doe')).toBe(shown.includes('image'))
    }
  })

  test.each(['auto', 'light', 'dark'])('theme=%s sets the colours', async (theme) => {
    const { ask } = await embedded()
    const { text } = await ask(`/embed/uk/frame.html?theme=${theme}`)
    expect(/<html[^>]*?(?: data-theme="(\w+)")?>/.exec(text)?.[1] ?? 'auto').toBe(theme)
  })

  test.each([
    ...['0', '21', '100', '-1', '1.5', 'all', '%D9%A5'].map((count) => ['count', `count=${count}`]),
    ...['nothing', 'Images', 'images;summaries'].map((show) => ['show', `show=${show}`]),
    ['theme', 'theme=pink'],
  ])('an invalid %s is named in a 400: %s', async (parameter, query) => {
    const { ask } = await embedded()
    for (const file of ['fragment.html', 'frame.html']) {
      const { status, headers, text } = await ask(
        `/embed/en/${file}?theme=dark&${query}`.replace('theme=dark&theme', 'theme'),
      )
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        ...[400, 'application/problem+json; charset=utf-8', 'no-store'],
      ])
      expect(JSON.parse(text)).toMatchObject({ type: 'about:blank', status: 400 })
      expect(JSON.parse(text).detail).toContain(parameter)
    }
    // Data ignores the parameters of looks.
    expect((await ask(`/embed/en/headlines.json?${query}`)).status).toBe(200)
  })
})
