import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { feedPaths, sample } from '../support/sample.ts'
import { served } from '../support/told.ts'
import { type Ask, wire } from '../support/wire.ts'

/** What a page comes to with its style and script, which are in it: bytes as gzip has them. */
const MOST = 15_000

async function weightsOf(ask: Ask, paths: readonly string[]): Promise<Map<string, number>> {
  const weights = new Map<string, number>()
  for (const path of paths) {
    const { status, text } = await ask(path)
    if (status !== 200) throw new Error(`${path} answers ${status}`)
    weights.set(path, gzipSync(text).length)
  }
  return weights
}
const tooHeavy = (weights: Map<string, number>) => [...weights].filter(([, weight]) => weight > MOST)

test('every page of the sample newsroom is small', async () => {
  const app = await sample()
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
  const weights = await weightsOf(ask, paths)
  await app.close()
  expect(weights.size).toBeGreaterThan(100)
  expect(tooHeavy(weights)).toEqual([])
})

test('so is every page of a newsroom with 500 tags, 300 authors and 20 years', { timeout: 60_000 }, async () => {
  const months = Array.from({ length: 240 }, (_, index) => new Date(Date.UTC(2006, 3 + index, 5)).toISOString())
  const files = Object.fromEntries(
    months.map((published, index) => [
      `articles/a${index}.json`,
      article({
        published,
        // Each tag and author is of its own length and letters: names do not compress like numbers do.
        tags: [...named('tag', 500, index * 3, 5), 'everything'],
        authors: named('author', 300, index * 2, 3).map((name) => ({ name })),
        variants: { uk: variant(`Заголовок ${index}`, 'uk'), en: variant(`Headline ${index}`, 'en') },
      }),
    ]),
  )
  const { ask } = await served({ files })
  const paths = [
    '/uk/',
    '/en/',
    '/en/tags/everything/',
    '/en/sections/city/',
    '/uk/embed/',
    '/en/search',
    '/en/search?q=a',
  ]
  const weights = await weightsOf(ask, [...paths, '/en/archive/2026-02/', '/embed/en/frame.html?count=20'])
  expect(tooHeavy(weights)).toEqual([])
})

test('so is the page of a busy month, which says how much more there is', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => {
      const title = named('Про', 9973, index * 11, 8)
        .join(' ')
        .slice(0, 70)
      const published = new Date(Date.UTC(2026, 1, 1 + (index % 28), index % 20)).toISOString()
      return [`articles/a${index}.json`, article({ published, variants: { uk: variant(title, 'uk') } })]
    }),
  )
  const { ask } = await served({ files })
  const { text } = await ask('/uk/archive/2026-02/')
  expect(gzipSync(text).length).toBeLessThan(MOST)
  expect(text.match(/<time class="soft"/g)?.length).toBe(150)
  expect(text).toMatch(/: 250<\/p>/)
  expect(await weightsOf(ask, ['/uk/'])).toSatisfy((weights: Map<string, number>) => tooHeavy(weights).length === 0)
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

/** Some of so many names, from one on. */
function named(kind: string, all: number, from: number, length: number): string[] {
  return Array.from({ length }, (_, index) => {
    const number = (from + index) % all
    const spelled = [number, number * 7, number * 31, number * 57].map((at) => SYLLABLES[(at >> 1) % SYLLABLES.length])
    return `${kind} ${spelled.slice(0, 2 + (number % 3)).join('')} ${number}`
  })
}
