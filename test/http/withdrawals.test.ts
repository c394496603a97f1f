import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { inFormats, type Served, served } from '../support/told.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WHEN = new Date(NOW + HOUR).toISOString()

const BRIDGE = article()
const BOAT = article({ published: '2026-02-01T00:00:00Z', variants: { uk: variant('Човен', 'uk') } })
const ID = (language: string) => `tag:herald.example,2020:bridge/${language}`

const open = (site = {}) => served({ site, files: { 'articles/bridge.json': BRIDGE, 'articles/boat.json': BOAT } })
type Step = (newsroom: Served) => void
const rewritten =
  (over: object): Step =>
  ({ write }) =>
    write('articles/bridge.json', { ...BRIDGE, ...over })
const WITHDRAWN = rewritten({ status: 'withdrawn' })
const DRAFT = rewritten({ status: 'draft' })
const GONE: Step = ({ remove }) => remove('articles/bridge.json')

/** An hour later, after what an editor did, refreshed. */
async function later(newsroom: Served, step: Step, by = HOUR): Promise<void> {
  step(newsroom)
  newsroom.clock.now += by
  await newsroom.refresh()
}

const EVERYWHERE = ['/uk/', '/uk/tags/river/', '/uk/sections/city/', '/uk/tags/!ice/', '/uk,en/']

describe.each([
  ['withdrawn by its status', WITHDRAWN],
  ['whose file has vanished', GONE],
  ['that is a draft again', DRAFT],
])('an article %s', (_name, step) => {
  test('leaves every feed and is told as deleted by Atom and JSON Feed', async () => {
    const ice = article({ published: '2026-01-01T00:00:00Z', tags: ['ice'], variants: { uk: variant('Лід', 'uk') } })
    const newsroom = await served({
      files: { 'articles/bridge.json': BRIDGE, 'articles/boat.json': BOAT, 'articles/ice.json': ice },
    })
    const paths = EVERYWHERE.flatMap(inFormats)
    for (const path of paths) expect((await newsroom.titles(path))[0], path).toBe('Міст')
    await later(newsroom, step)
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

  test("moves the feed's date, its Last-Modified and its ETag, and nothing ever goes back", async () => {
    const newsroom = await open({ withdrawals: { keep: 1 } })
    for (const path of ['/uk/rss.xml', '/uk/atom.xml', '/uk/tags/river/atom.xml']) {
      expect(Date.parse(`${(await newsroom.read(path)).updated}`)).toBe(Date.parse(String(BRIDGE.published)))
    }
    const before = await newsroom.ask('/uk/rss.xml')
    await later(newsroom, step)
    const after = await newsroom.ask('/uk/rss.xml')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + HOUR)
    expect((await newsroom.ask('/uk/rss.xml', { 'If-None-Match': `${before.headers.etag}` })).status).toBe(200)
    // Told no more, and remembered all the same.
    await later(newsroom, () => undefined, 3 * DAY)
    for (const path of ['/uk/rss.xml', '/uk/atom.xml', '/uk/tags/river/atom.xml', '/uk,en/rss.xml']) {
      expect(Date.parse(`${(await newsroom.read(path)).updated}`), path).toBe(NOW + HOUR)
    }
  })
})

test('what is withdrawn is told for as many days as the site says, and not a refresh longer', async () => {
  const newsroom = await open({ withdrawals: { keep: 2 } })
  await later(newsroom, WITHDRAWN)
  const told = async (path: string) => Object.keys((await newsroom.read(path)).withdrawn)
  await later(newsroom, () => undefined, 2 * DAY - 1000)
  for (const path of ['/uk/atom.xml', '/uk/feed.json']) expect(await told(path)).toEqual([ID('uk')])
  const [rss, atom] = [await newsroom.ask('/uk/rss.xml'), await newsroom.ask('/uk/atom.xml')]
  await later(newsroom, () => undefined, 1000)
  for (const path of ['/uk/atom.xml', '/uk/feed.json', '/uk,en/atom.xml']) expect(await told(path)).toEqual([])
  expect((await newsroom.ask('/uk/atom.xml')).headers.etag).not.toBe(atom.headers.etag)
  // RSS has no word for it: not a byte of it is another.
  const same = await newsroom.ask('/uk/rss.xml')
  expect([same.headers.etag, same.text]).toEqual([rss.headers.etag, rss.text])
})

test('by default that is thirty days', async () => {
  const newsroom = await open()
  await later(newsroom, WITHDRAWN)
  await later(newsroom, () => undefined, 30 * DAY - 1000)
  expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({ [ID('uk')]: WHEN })
  await later(newsroom, () => undefined, 1000)
  expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({})
})

describe('where the site forgets what has vanished', () => {
  test.each([
    ['a file that is gone', GONE],
    ['a draft', DRAFT],
    ['a variant that is gone', rewritten({ variants: { en: variant('Bridge', 'en') } })],
  ])('%s leaves the feeds without a word', async (_name, step) => {
    const newsroom = await open({ withdrawals: { vanished: 'forget' } })
    await later(newsroom, step)
    for (const path of inFormats('/uk/')) {
      const { items, withdrawn } = await newsroom.read(path)
      expect([items.map(({ title }) => title), withdrawn]).toEqual([['Човен'], {}])
    }
    expect(Date.parse(`${(await newsroom.ask('/uk/rss.xml')).headers['last-modified']}`)).toBe(NOW + HOUR)
  })

  test('what an editor withdraws is told all the same', async () => {
    const newsroom = await open({ withdrawals: { vanished: 'forget' } })
    await later(newsroom, WITHDRAWN)
    expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({ [ID('uk')]: WHEN })
  })
})

test('a variant that is removed is withdrawn in its language alone', async () => {
  const newsroom = await open()
  await later(newsroom, rewritten({ variants: { en: variant('Bridge', 'en') } }))
  expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({ [ID('uk')]: WHEN })
  expect(await newsroom.titles('/en/atom.xml')).toEqual(['Bridge'])
  expect((await newsroom.read('/en/atom.xml')).withdrawn).toEqual({})
  expect((await newsroom.ask('/en/atom.xml')).text).not.toContain('hreflang="uk" title="Міст"')
})

test('what no feed has shown is not told when it goes', async () => {
  const files = { 'articles/boat.json': BOAT, 'articles/bridge.json': { ...BRIDGE, published: '2026-03-11T00:00:00Z' } }
  for (const step of [WITHDRAWN, GONE, DRAFT]) {
    const newsroom = await served({ files })
    const before = await newsroom.ask('/uk/atom.xml')
    await later(newsroom, step)
    expect((await newsroom.ask('/uk/atom.xml')).text).toBe(before.text)
  }
})

describe('a bilingual feed tells of what it showed, and not of the translation that it did not', () => {
  test.each([
    ['both are withdrawn', WITHDRAWN, { [ID('uk')]: WHEN }],
    ['the translation goes', rewritten({ variants: { uk: variant('Міст', 'uk') } }), {}],
    ['what it showed goes', rewritten({ variants: { en: variant('Bridge', 'en') } }), { [ID('uk')]: WHEN }],
  ])('when %s', async (_name, step, withdrawn) => {
    const newsroom = await open()
    await later(newsroom, step)
    expect((await newsroom.read('/uk,en/atom.xml')).withdrawn).toEqual(withdrawn)
  })
})

describe('nothing is withdrawn', () => {
  test.each([
    ['by a date that is put off', { published: '2026-03-20T00:00:00Z' }],
    ['by an end that has come', { expires: '2026-03-10T12:30:00Z' }],
  ])('%s', async (_name, over) => {
    const newsroom = await open()
    await later(newsroom, rewritten(over))
    for (const path of inFormats('/uk/')) {
      const { items, withdrawn } = await newsroom.read(path)
      expect([items.map(({ title }) => title), withdrawn]).toEqual([['Човен'], {}])
    }
    expect(Date.parse(`${(await newsroom.ask('/uk/rss.xml')).headers['last-modified']}`)).toBe(NOW + HOUR)
  })

  test('from the feed of a tag that an article no longer has', async () => {
    const newsroom = await open()
    await later(newsroom, rewritten({ tags: ['boats'] }))
    expect((await newsroom.read('/uk/tags/river/atom.xml')).withdrawn).toEqual({})
  })
})

describe('an article that comes back', () => {
  test.each([
    ['after its status said so', WITHDRAWN],
    ['after its file was gone', GONE],
    ['after it was a draft', DRAFT],
  ])('%s is told anew: no tombstone, the same id and date, updated at its return', async (_name, step) => {
    const newsroom = await open()
    await later(newsroom, step)
    await later(newsroom, rewritten({}))
    for (const path of ['/uk/', '/uk/tags/river/', '/uk,en/', '/uk/archive/2026-03/'].flatMap(inFormats)) {
      const { items, withdrawn, updated } = await newsroom.read(path)
      expect(withdrawn, path).toEqual({})
      expect(items[0]?.id, path).toBe(ID('uk'))
      expect(Date.parse(`${items[0]?.published}`), path).toBe(Date.parse(String(BRIDGE.published)))
      expect(Date.parse(`${items[0]?.updated}`), path).toBe(NOW + 2 * HOUR)
      if (updated) expect(Date.parse(updated), path).toBe(NOW + 2 * HOUR)
    }
  })

  test('and goes again is withdrawn again, later', async () => {
    const newsroom = await open()
    for (const step of [WITHDRAWN, rewritten({}), GONE]) await later(newsroom, step)
    expect((await newsroom.read('/uk/atom.xml')).withdrawn).toEqual({
      [ID('uk')]: new Date(NOW + 3 * HOUR).toISOString(),
    })
  })
})
