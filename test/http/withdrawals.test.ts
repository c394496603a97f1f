import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { inFormats, type Served, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WHEN = new Date(NOW + HOUR).toISOString()

const BRIDGE = article()
const BOAT = article({ published: '2026-02-01T00:00:00Z', variants: { uk: variant('Човен', 'uk') } })
const ID = (language: string) => `tag:herald.example,2020:bridge/${language}`

const open = (site = {}) =>
  serveNewsroom({ site, files: { 'articles/bridge.json': BRIDGE, 'articles/boat.json': BOAT } })
type Step = (newsroom: Served) => void
const rewrite =
  (over: object): Step =>
  ({ write }) =>
    write('articles/bridge.json', { ...BRIDGE, ...over })
const WITHDRAWN = rewrite({ status: 'withdrawn' })
const DRAFT = rewrite({ status: 'draft' })
const GONE: Step = ({ remove }) => remove('articles/bridge.json')

/** Performs a step and refreshes an hour later. */
async function refreshAfter(newsroom: Served, step: Step, by = HOUR): Promise<void> {
  step(newsroom)
  newsroom.clock.now += by
  await newsroom.refresh()
}

const EVERYWHERE = ['/uk/', '/uk/tags/river/', '/uk/sections/city/', '/uk/tags/!ice/', '/uk,en/']

describe.each([
  ['withdrawn by its status', WITHDRAWN],
  ['whose file is deleted', GONE],
  ['that is a draft again', DRAFT],
])('an article %s', (_name, step) => {
  test('leaves every feed, and Atom and JSON Feed announce it as deleted', async () => {
    const ice = article({ published: '2026-01-01T00:00:00Z', tags: ['ice'], variants: { uk: variant('Лід', 'uk') } })
    const newsroom = await serveNewsroom({
      files: { 'articles/bridge.json': BRIDGE, 'articles/boat.json': BOAT, 'articles/ice.json': ice },
    })
    const paths = EVERYWHERE.flatMap(inFormats)
    for (const path of paths) expect((await newsroom.titles(path))[0], path).toBe('Міст')
    await refreshAfter(newsroom, step)
    for (const path of paths) {
      const { items, withdrawn } = await newsroom.read(path)
      expect(
        items.map(({ title }) => title),
        path,
      ).not.toContain('Міст')
      if (!path.endsWith('rss.xml')) expect(withdrawn[ID('uk')], path).toBe(WHEN)
    }
    expect((await newsroom.read('/en/atom.xml')).withdrawn).toEqual({ [ID('en')]: WHEN })
    expect((await newsroom.ask('/uk/rss.xml')).text).not.toMatch(/deleted-entry|tombstones|bridge/)
    expect(await newsroom.titles('/uk/archive/2026-03/atom.xml')).toEqual([])
  })

  test("moves the feed's date, Last-Modified and ETag, which never go back", async () => {
    const newsroom = await open({ withdrawals: { keep: 1 } })
    for (const path of ['/uk/rss.xml', '/uk/atom.xml', '/uk/tags/river/atom.xml']) {
      expect(Date.parse(`${(await newsroom.read(path)).updated}`)).toBe(Date.parse(String(BRIDGE.published)))
    }
    const before = await newsroom.ask('/uk/rss.xml')
    await refreshAfter(newsroom, step)
    const after = await newsroom.ask('/uk/rss.xml')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + HOUR)
    expect((await newsroom.ask('/uk/rss.xml', { 'If-None-Match': `${before.headers.etag}` })).status).toBe(200)
    // The notice expires, but the dates stay.
    await refreshAfter(newsroom, () => undefined, 3 * DAY)
    for (const path of ['/uk/rss.xml', '/uk/atom.xml', '/uk/tags/river/atom.xml', '/uk,en/rss.xml']) {
      expect(Date.parse(`${(await newsroom.read(path)).updated}`), path).toBe(NOW + HOUR)
    }
  })
})

test('withdrawals are announced for `withdrawals.keep` days', async () => {
  const newsroom = await open({ withdrawals: { keep: 2 } })
  await refreshAfter(newsroom, WITHDRAWN)
  const announced = async (path: string) => Object.keys((await newsroom.read(path)).withdrawn)
  await refreshAfter(newsroom, () => undefined, 2 * DAY - 1000)
  for (const path of ['/uk/atom.xml', '/uk/feed.json']) expect(await announced(path)).toEqual([ID('uk')])
  const [rss, atom] = [await newsroom.ask('/uk/rss.xml'), await newsroom.ask('/uk/atom.xml')]
  await refreshAfter(newsroom, () => undefined, 1000)
  for (const path of ['/uk/atom.xml', '/uk/feed.json', '/uk,en/atom.xml']) expect(await announced(path)).toEqual([])
  expect((await newsroom.ask('/uk/atom.xml')).headers.etag).not.toBe(atom.headers.etag)
  // RSS has no withdrawals: nothing changes.
  const same = await newsroom.ask('/uk/rss.xml')
  expect([same.headers.etag, same.text]).toEqual([rss.headers.etag, rss.text])
})

test('withdrawals are announced for thirty days by default', async () => {
  const newsroom = await open()
  await refreshAfter(newsroom, WITHDRAWN)
  await refreshAfter(newsroom, () => undefined, 30 * DAY - 1000)
  expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({ [ID('uk')]: WHEN })
  await refreshAfter(newsroom, () => undefined, 1000)
  expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({})
})

describe('withdrawals.vanished: forget', () => {
  test.each([
    ['a deleted file', GONE],
    ['a draft', DRAFT],
    ['a deleted variant', rewrite({ variants: { en: variant('Bridge', 'en') } })],
  ])('%s leaves the feeds without a notice', async (_name, step) => {
    const newsroom = await open({ withdrawals: { vanished: 'forget' } })
    await refreshAfter(newsroom, step)
    for (const path of inFormats('/uk/')) {
      const { items, withdrawn } = await newsroom.read(path)
      expect([items.map(({ title }) => title), withdrawn]).toEqual([['Човен'], {}])
    }
    expect(Date.parse(`${(await newsroom.ask('/uk/rss.xml')).headers['last-modified']}`)).toBe(NOW + HOUR)
  })

  test('an article with status withdrawn is announced', async () => {
    const newsroom = await open({ withdrawals: { vanished: 'forget' } })
    await refreshAfter(newsroom, WITHDRAWN)
    expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({ [ID('uk')]: WHEN })
  })
})

test('a variant that is removed is withdrawn in its language alone', async () => {
  const newsroom = await open()
  await refreshAfter(newsroom, rewrite({ variants: { en: variant('Bridge', 'en') } }))
  expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({ [ID('uk')]: WHEN })
  expect(await newsroom.titles('/en/atom.xml')).toEqual(['Bridge'])
  expect((await newsroom.read('/en/atom.xml')).withdrawn).toEqual({})
  expect((await newsroom.ask('/en/atom.xml')).text).not.toContain('hreflang="uk" title="Міст"')
})

test('an article that no feed has shown is not announced', async () => {
  const files = { 'articles/boat.json': BOAT, 'articles/bridge.json': { ...BRIDGE, published: '2026-03-11T00:00:00Z' } }
  for (const step of [WITHDRAWN, GONE, DRAFT]) {
    const newsroom = await serveNewsroom({ files })
    const before = await newsroom.ask('/uk/atom.xml')
    await refreshAfter(newsroom, step)
    expect((await newsroom.ask('/uk/atom.xml')).text).toBe(before.text)
  }
})

describe('a feed in two languages announces only variants that it showed', () => {
  test.each([
    ['both are withdrawn', WITHDRAWN, { [ID('uk')]: WHEN }],
    ['the translation that it did not show is removed', rewrite({ variants: { uk: variant('Міст', 'uk') } }), {}],
    [
      'the variant that it showed is removed',
      rewrite({ variants: { en: variant('Bridge', 'en') } }),
      { [ID('uk')]: WHEN },
    ],
  ])('when %s', async (_name, step, withdrawn) => {
    const newsroom = await open()
    await refreshAfter(newsroom, step)
    expect((await newsroom.read('/uk,en/atom.xml')).withdrawn).toEqual(withdrawn)
  })
})

describe('no withdrawal is announced', () => {
  test.each([
    ['for a postponed date', { published: '2026-03-20T00:00:00Z' }],
    ['for an article that expired', { expires: '2026-03-10T12:30:00Z' }],
  ])('%s', async (_name, over) => {
    const newsroom = await open()
    await refreshAfter(newsroom, rewrite(over))
    for (const path of inFormats('/uk/')) {
      const { items, withdrawn } = await newsroom.read(path)
      expect([items.map(({ title }) => title), withdrawn]).toEqual([['Човен'], {}])
    }
    expect(Date.parse(`${(await newsroom.ask('/uk/rss.xml')).headers['last-modified']}`)).toBe(NOW + HOUR)
  })

  test('in the feed of a tag that an article no longer has', async () => {
    const newsroom = await open()
    await refreshAfter(newsroom, rewrite({ tags: ['boats'] }))
    expect((await newsroom.read('/uk/tags/river/atom.xml')).withdrawn).toEqual({})
  })
})

describe('an article that returns', () => {
  test.each([
    ['after its status was withdrawn', WITHDRAWN],
    ['after its file was deleted', GONE],
    ['after it was a draft', DRAFT],
  ])('%s has no notice, the same id and date, and is updated at its return', async (_name, step) => {
    const newsroom = await open()
    await refreshAfter(newsroom, step)
    await refreshAfter(newsroom, rewrite({}))
    for (const path of ['/uk/', '/uk/tags/river/', '/uk,en/', '/uk/archive/2026-03/'].flatMap(inFormats)) {
      const { items, withdrawn, updated } = await newsroom.read(path)
      expect(withdrawn, path).toEqual({})
      expect(items[0]?.id, path).toBe(ID('uk'))
      expect(Date.parse(`${items[0]?.published}`), path).toBe(Date.parse(String(BRIDGE.published)))
      expect(Date.parse(`${items[0]?.updated}`), path).toBe(NOW + 2 * HOUR)
      if (updated) expect(Date.parse(updated), path).toBe(NOW + 2 * HOUR)
    }
  })

  test('is withdrawn again when it leaves again', async () => {
    const newsroom = await open()
    for (const step of [WITHDRAWN, rewrite({}), GONE]) await refreshAfter(newsroom, step)
    expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({
      [ID('uk')]: new Date(NOW + 3 * HOUR).toISOString(),
    })
  })
})
