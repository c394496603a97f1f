import { describe, expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { inFormats, type Served, serveNewsroom } from '../support/parsed-feed.ts'
import type { Answer } from '../support/wire.ts'

// Feeds composed on request take their dates from the feeds that they are composed of.

const dateOf = ({ headers }: Answer | { headers: Answer['headers'] }) => Date.parse(`${headers['last-modified']}`)
const tagged = (published: string, title: string, tags: readonly string[], over = {}) =>
  article({ published, tags, variants: { uk: variant(title, 'uk') }, ...over })

/** Checks that ETag and Last-Modified of each path change with its bytes in a step. Returns the number of changes. */
async function compare(newsroom: Served, paths: readonly string[], step: () => void, passing: number): Promise<number> {
  const answers = () => Promise.all(paths.map((path) => newsroom.ask(path)))
  const before = await answers()
  step()
  newsroom.clock.now += passing
  await newsroom.refresh()
  let changed = 0
  for (const [index, after] of (await answers()).entries()) {
    const [path, was] = [paths[index], before[index] as Answer]
    if (was.status !== 200 || after.status !== 200) continue
    const same = after.text === was.text
    expect(after.headers.etag === was.headers.etag, `ETag of ${path}`).toBe(same)
    expect(dateOf(after), `Last-Modified of ${path}`).toBeGreaterThanOrEqual(dateOf(was) + (same ? 0 : 1000))
    if (!same) changed++
  }
  return changed
}

describe('two changes within a second', () => {
  test.each([
    '/uk/tags/boats,river/',
    '/uk,en/',
    '/partners/wire/uk/',
    '/uk,en/archive/2026-03/',
    '/uk/tags/boats,river/archive/2026-03/',
    '/uk/tags/!ice/',
  ])('of two parts of one feed give it two dates: %s', async (folder) => {
    const both = (title: string) => ({ uk: variant(title, 'uk'), en: variant(title, 'en') })
    const alone = folder.startsWith('/uk,en')
    const boat = (title: string) => tagged('2026-03-01T00:00:00Z', title, ['boats'])
    const river = (title: string) => {
      const variants = alone ? { en: variant(title, 'en') } : both(title)
      return article({ published: '2026-03-02T00:00:00Z', tags: ['river'], variants })
    }
    const newsroom = await serveNewsroom({
      site: { partners: { wire: { tags: ['boats', 'river'] } } },
      files: {
        'articles/boat.json': boat('1'),
        'articles/river.json': river('1'),
        'articles/ice.json': tagged('2026-03-01T00:00:00Z', 'i', ['ice']),
      },
    })
    const paths = [...inFormats(folder), folder]
    expect(await compare(newsroom, paths, () => newsroom.write('articles/boat.json', boat('2')), 10_000)).toBe(4)
    expect(await compare(newsroom, paths, () => newsroom.write('articles/river.json', river('2')), 10)).toBe(4)
  })
})

test('articles that move between months change their documents and dates', async () => {
  const files = {
    'articles/a.json': tagged('2026-02-05T00:00:00Z', 'a', ['boats']),
    'articles/b.json': tagged('2026-01-05T00:00:00Z', 'b', ['boats']),
    'articles/c.json': tagged('2026-03-05T00:00:00Z', 'c', ['boats']),
  }
  const newsroom = await serveNewsroom({ files })
  const folders = ['/uk/', '/uk/tags/boats/', '/uk/tags/boats+!ice/', '/uk,en/', '/uk/sections/city/']
  const months = ['', ...['2025-11', '2025-12', '2026-01', '2026-02', '2026-03'].map((month) => `archive/${month}/`)]
  newsroom.write('articles/ice.json', tagged('2026-03-01T00:00:00Z', 'i', ['ice']))
  await newsroom.refresh()
  const paths = folders.flatMap((folder) => months.flatMap((month) => inFormats(folder + month)))
  const a = (published: string, title: string, tag: string) => () =>
    newsroom.write('articles/a.json', tagged(published, title, [tag]))
  const steps = [
    a('2026-01-05T00:00:00Z', 'a', 'boats'),
    a('2025-11-05T00:00:00Z', 'a', 'boats'),
    () => newsroom.remove('articles/b.json'),
    a('2025-11-05T00:00:00Z', 'a', 'Boats'),
    () => newsroom.write('articles/c.json', tagged('2026-03-05T00:00:00Z', 'c', ['Boats'])),
    () => newsroom.write('locales/uk/tags.json', { boats: 'Човни' }),
    () => newsroom.write('articles/b.json', files['articles/b.json']),
    a('2025-11-05T00:00:00Z', 'A', 'ice'),
    () => newsroom.remove('articles/a.json'),
  ]
  for (const step of steps) expect(await compare(newsroom, paths, step, 100)).toBeGreaterThan(0)
})
