import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'
import { feedPaths, sharedSample } from '../support/sample.ts'
import { type Ask, wire } from '../support/wire.ts'

/** The largest gzip size of a page, including its style and script. */
const SIZE_MAX_BYTES = 15_000

async function sizesOf(ask: Ask, paths: readonly string[]): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  for (const path of paths) {
    const { status, text } = await ask(path)
    if (status !== 200) throw new Error(`${path} answers ${status}`)
    sizes.set(path, gzipSync(text).length)
  }
  return sizes
}
const tooLarge = (sizes: Map<string, number>) => [...sizes].filter(([, size]) => size > SIZE_MAX_BYTES)

test('every page of the sample newsroom is small', async () => {
  const app = await sharedSample()
  const ask = await wire(app.handler)
  const folders = feedPaths(app, ['rss']).map((path) => path.replace('rss.xml', ''))
  const languages = folders.filter((folder) => folder.split('/').length === 3)
  const paths = [
    ...folders,
    ...languages.flatMap((folder) => [
      `${folder}embed/`,
      `${folder}search`,
      `/embed${folder}frame.html?count=20&show=images,summaries`,
    ]),
    ...languages.map((folder) => `${folder}archive/2026-03/`),
  ]
  const sizes = await sizesOf(ask, paths)
  expect(sizes.size).toBeGreaterThan(100)
  expect(tooLarge(sizes)).toEqual([])
})

test('every page of a newsroom with 500 tags, 300 authors and 20 years is small', { timeout: 240_000 }, async () => {
  const months = Array.from({ length: 240 }, (_, index) => new Date(Date.UTC(2006, 3 + index, 5)).toISOString())
  const files = Object.fromEntries(
    months.map((published, index) => [
      `articles/a${index}.json`,
      article({
        published,
        // Names have different lengths and letters: they do not compress as well as numbers do.
        tags: [...namesOf('tag', 500, index * 3, 5), 'everything'],
        authors: namesOf('author', 300, index * 2, 3).map((name) => ({ name })),
        variants: { uk: variant(`Заголовок ${index}`, 'uk'), en: variant(`Headline ${index}`, 'en') },
      }),
    ]),
  )
  const { ask } = await serveNewsroom({ files })
  const paths = [
    '/uk/',
    '/en/',
    '/en/tags/everything/',
    '/en/sections/city/',
    '/uk/embed/',
    '/en/search',
    '/en/search?q=a',
  ]
  const sizes = await sizesOf(ask, [...paths, '/en/archive/2026-02/', '/embed/en/frame.html?count=20'])
  expect(tooLarge(sizes)).toEqual([])
})

test('the page of a busy month is small, and says how many more articles there are', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => {
      const title = namesOf('Про', 9973, index * 11, 8)
        .join(' ')
        .slice(0, 70)
      const published = new Date(Date.UTC(2026, 1, 1 + (index % 28), index % 20)).toISOString()
      return [`articles/a${index}.json`, article({ published, variants: { uk: variant(title, 'uk') } })]
    }),
  )
  const { ask } = await serveNewsroom({ files })
  const { text } = await ask('/uk/archive/2026-02/')
  expect(gzipSync(text).length).toBeLessThan(SIZE_MAX_BYTES)
  expect(text.match(/<span class="soft"><time /g)?.length).toBe(150)
  expect(text).toMatch(/: 250<\/p>/)
  expect(await sizesOf(ask, ['/uk/'])).toSatisfy((sizes: Map<string, number>) => tooLarge(sizes).length === 0)
})

const SYLLABLES = [
  'ka',
  'lo',
  'vin',
  'sha',
  'ter',
  'mu',
  'gor',
  'pe',
  'zhy',
  'ny',
  'bra',
  'ost',
  'eli',
  'dru',
  'quo',
  'fja',
]

/** `length` of `all` names, from number `from`. */
function namesOf(kind: string, all: number, from: number, length: number): string[] {
  return Array.from({ length }, (_, index) => {
    const number = (from + index) % all
    const spelled = [number, number * 7, number * 31, number * 57].map(
      (seed) => SYLLABLES[(seed >> 1) % SYLLABLES.length],
    )
    return `${kind} ${spelled.slice(0, 2 + (number % 3)).join('')} ${number}`
  })
}
