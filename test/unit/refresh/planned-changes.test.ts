import { describe, expect, test } from 'vitest'
import type { Language } from '../../../src/domain/language.ts'
import { openSqliteStore } from '../../../src/store/sqlite/store.ts'
import { desk } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'
import { changedBy, feedFacts, observeCalls, publishedPress, shownIn } from '../../support/press.ts'

const uk = variant('Міст', 'uk')
const en = variant('Bridge', 'en')
const ru = variant('Мост', 'ru')

/** Three articles in two languages, with terms of their own and one in common. */
const FILES = {
  'a.json': article({ section: 'city', tags: ['river', 'bridge'], authors: [{ name: 'Jo' }], variants: { uk, en } }),
  'b.json': article({ section: 'sport', tags: ['river', 'race'], variants: { uk, en } }),
  'c.json': article({ section: 'city', tags: ['tram'], variants: { uk, en } }),
}

describe('a changed article updates only the feeds that it is or was in, in its languages:', () => {
  const a = FILES['a.json']
  const inUk = ['uk', 'uk/author/jo', 'uk/section/city', 'uk/tag/bridge', 'uk/tag/river']
  const inEn = inUk.map((scope) => scope.replace('uk', 'en'))

  test.each<readonly [string, Record<string, unknown>, string[]]>([
    ['text in one language', { ...a, variants: { uk: { ...uk, content: '<p>Нове</p>' }, en } }, inUk],
    ['text in all', { ...a, updated: '2026-03-02T00:00:00Z' }, [...inEn, ...inUk]],
    [
      'a title, which its translations link to',
      { ...a, variants: { uk: { ...uk, title: 'Інший' }, en } },
      [...inEn, ...inUk],
    ],
    ['one more tag', { ...a, tags: ['river', 'bridge', 'tram'] }, [...inEn, ...inUk, 'en/tag/tram', 'uk/tag/tram']],
    ['one tag fewer', { ...a, tags: ['bridge'] }, [...inEn, ...inUk]],
    ['another section', { ...a, section: 'sport' }, [...inEn, ...inUk, 'en/section/sport', 'uk/section/sport']],
    ['no change except white space in the file', JSON.parse(JSON.stringify({ status: 'published', ...a })), []],
  ])('%s', async (_name, changed, feeds) => {
    const { source, newsroom } = await publishedPress({ files: FILES })
    source.write('a.json', changed)
    expect(await changedBy(newsroom)).toEqual([...feeds].sort())
  })

  /** Their feeds announce withdrawals. */
  const CORRECTIONS = ['en/corrections', 'ru/corrections', 'uk/corrections']

  test.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    ['becomes a draft', { ...a, status: 'draft' }, CORRECTIONS],
    ['is withdrawn', { ...a, status: 'withdrawn' }, CORRECTIONS],
    ['moves into the future', { ...a, published: '2099-01-01T00:00:00Z' }, []],
    ['has expired', { ...a, expires: '2026-03-02T00:00:00Z' }, []],
  ])('an article that %s leaves its feeds, and siblings stop linking to empty ones', async (_name, changed, others) => {
    const fixture = await publishedPress({ files: FILES })
    fixture.source.write('a.json', changed)
    // No other article has this tag and this author, so their feeds are empty in every language.
    const everywhere = ['author/jo', 'tag/bridge'].map((term) => `ru/${term}`)
    expect(await changedBy(fixture.newsroom)).toEqual([...everywhere, ...inEn, ...inUk, ...others].sort())
    expect(await shownIn(fixture, 'uk')).toEqual(['b uk', 'c uk'])
    expect(await shownIn(fixture, 'en/tag/bridge')).toEqual([])
  })

  test('reads only that article, and no feed that shows it in another language', async () => {
    const calls: string[] = []
    const store = observeCalls(openSqliteStore(':memory:'), (method) => void calls.push(method))
    const { source, newsroom } = await publishedPress({ files: FILES, store })
    calls.length = 0
    source.write('a.json', { ...a, variants: { uk: { ...uk, content: '<p>Нове</p>' }, en } })
    await newsroom.refresh()
    const count = (method: string) => calls.filter((call) => call === method).length
    expect([count('variantsByArticle'), count('articles'), count('shownVariants')]).toEqual([1, 0, 0])
    // The feeds of the article and their empty siblings.
    expect(count('window')).toBeLessThanOrEqual(2 * inUk.length)
  })

  test('a new term gets its feed in every language', async () => {
    const { source, newsroom } = await publishedPress({ files: FILES })
    source.write('d.json', article({ section: 'sport', tags: ['chess'], variants: { uk } }))
    expect(await changedBy(newsroom)).toEqual(
      ['en/tag/chess', 'ru/tag/chess', 'uk', 'uk/section/sport', 'uk/tag/chess'].sort(),
    )
  })

  test('a new translation updates the feeds of its siblings, which link to it', async () => {
    const fixture = await publishedPress({ files: FILES })
    fixture.source.write('a.json', { ...a, variants: { uk, en, ru } })
    const inRu = inUk.map((scope) => scope.replace('uk', 'ru'))
    const changed = await changedBy(fixture.newsroom)
    expect(changed).toEqual([...inEn, ...inRu, ...inUk].sort())
    expect(await shownIn(fixture, 'ru/tag/river')).toEqual(['a ru'])
  })

  test('a removed translation updates the same feeds, and no other', async () => {
    const { source, newsroom } = await publishedPress({ files: FILES })
    source.write('c.json', article({ section: 'city', tags: ['tram'], variants: { uk } }))
    expect(await changedBy(newsroom)).toEqual(
      [
        ...CORRECTIONS,
        'en',
        'en/section/city',
        'en/tag/tram',
        'ru/tag/tram',
        'uk',
        'uk/section/city',
        'uk/tag/tram',
      ].sort(),
    )
  })

  describe('an old article beyond a feed’s window', () => {
    const old = article({ published: '2020-01-01T00:00:00Z', tags: ['past'], section: null })
    const withOld = () => publishedPress({ site: { feeds: { items: 2 } }, files: { ...FILES, 'old.json': old } })

    test('does not change the feed when its text changes', async () => {
      const fixture = await withOld()
      fixture.source.write('old.json', { ...old, variants: { uk: { ...uk, content: '<p>Нове</p>' }, en } })
      expect(await changedBy(fixture.newsroom)).toEqual(['uk/tag/past'])
    })

    // RFC 5005 §4: the subscription document has the entries that were added or changed last.
    test('returns to the feed when it is updated, at the place of its date', async () => {
      const fixture = await withOld()
      fixture.source.write('old.json', { ...old, updated: '2026-03-09T00:00:00Z' })
      expect(await changedBy(fixture.newsroom)).toEqual(['en', 'en/tag/past', 'uk', 'uk/tag/past'])
      const shown = await fixture.store.window({ language: 'uk' as Language, kind: 'all' }, 2)
      expect(shown.map(({ article }) => article)).toEqual(['a', 'old'])
    })
  })
})

test('only a change makes a new revision', async () => {
  const { source, newsroom } = await publishedPress({ files: FILES })
  expect(newsroom.current()?.edition.revision).toBe(1)
  await newsroom.refresh()
  source.touch('a.json')
  await newsroom.refresh()
  expect(newsroom.current()?.edition.revision).toBe(1)
  source.remove('a.json')
  await newsroom.refresh()
  expect(newsroom.current()?.edition.revision).toBe(2)
})

test('a refresh does not modify the previous edition', async () => {
  const { source, newsroom } = await publishedPress({ files: FILES })
  const before = newsroom.current()?.edition
  const copy = structuredClone([...(before?.feeds ?? [])])
  source.remove('a.json')
  await newsroom.refresh()
  expect([...(before?.feeds ?? [])]).toEqual(copy)
  expect(newsroom.current()?.edition).not.toBe(before)
})

describe('other settings', () => {
  test('another baseUrl updates every feed', async () => {
    const fixture = await publishedPress({ files: FILES })
    const before = feedFacts(fixture.newsroom, 'version')
    const next = fixture.restart({ site: { baseUrl: 'https://other.example' } })
    await next.refresh()
    const [shown] = await fixture.store.shownVariants(
      await fixture.store.window({ language: 'uk' as Language, kind: 'all' }, 1),
    )
    expect(shown?.variant.url).toMatch(/^https:\/\/other\.example\/uk\/news\//)
    const after = feedFacts(next, 'version')
    for (const scope of Object.keys(before)) expect(after[scope], scope).not.toBe(before[scope])
  })

  test('another schedule updates every feed without reading a file', async () => {
    const fixture = await publishedPress({ files: FILES })
    const before = feedFacts(fixture.newsroom, 'version')
    fixture.source.reads.length = 0
    const next = fixture.restart({ site: { interval: 3600 } })
    await next.refresh()
    const after = feedFacts(next, 'version')
    for (const scope of Object.keys(before)) expect(after[scope], scope).not.toBe(before[scope])
    expect(fixture.source.reads).toEqual([])
  })

  test('other rate limits, networks or jitter update no feed', async () => {
    const fixture = await publishedPress({ files: FILES })
    const before = await fixture.store.head()
    const next = fixture.restart({
      site: {
        jitter: 0,
        proxies: ['loopback'],
        readers: { trusted: ['10.0.0.0/8'] },
        limits: { downloads: 5, visits: 5, seconds: 5, exempt: [] },
      },
    })
    await next.refresh()
    const after = await fixture.store.head()
    expect([after?.revision, after?.fingerprints]).toEqual([before?.revision, before?.fingerprints])
  })

  test('another label updates only the feeds that show it', async () => {
    const { catalog } = desk({}, { uk: { tags: { tram: 'Трамвай' } } })
    const fixture = await publishedPress({ files: FILES })
    const before = feedFacts(fixture.newsroom, 'version')
    const next = fixture.restart({ catalog })
    await next.refresh()
    const after = feedFacts(next, 'version')
    expect(Object.keys(before).filter((scope) => after[scope] !== before[scope])).toEqual(
      expect.arrayContaining(['uk', 'uk/section/city', 'uk/tag/tram']),
    )
    expect(after['en/tag/tram']).toBe(before['en/tag/tram'])
    expect(after['uk/tag/race']).toBe(before['uk/tag/race'])
  })

  test('a language that is removed and added again gets up-to-date feeds', async () => {
    const site = { withdrawals: { vanished: 'forget' } }
    const fixture = await publishedPress({ files: FILES, site })
    const languages = ['uk' as Language] as const
    const fewer = fixture.restart({ site: { languages } })
    await fewer.refresh()
    expect(Object.keys(feedFacts(fewer, 'version')).every((scope) => scope.startsWith('uk'))).toBe(true)
    fixture.source.remove('b.json')
    await fewer.refresh()
    const more = fixture.restart()
    await more.refresh()
    const fresh = await publishedPress({ files: { 'a.json': FILES['a.json'], 'c.json': FILES['c.json'] }, site })
    const expected = feedFacts(fresh.newsroom, 'version')
    for (const [scope, version] of Object.entries(expected)) {
      expect(feedFacts(more, 'version')[scope], scope).toBe(version)
    }
  })
})

test('a refresh sees the changes of another process to the same store', async () => {
  const { source, newsroom, restart, store } = await publishedPress({ files: FILES })
  const other = restart()
  await other.refresh()
  source.write('a.json', article({ tags: ['bridge'], variants: { uk: variant('Інший', 'uk') } }))
  await other.refresh()
  await newsroom.refresh()
  expect(feedFacts(newsroom, 'version')).toEqual(feedFacts(other, 'version'))
  expect(await shownIn({ store, newsroom } as never, 'en/tag/bridge')).toEqual([])
})
