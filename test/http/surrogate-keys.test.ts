import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { createApp } from '../../src/app.ts'
import { article, configOf, intake, SITE, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'
import { everyKind, KINDS } from '../support/wire.ts'

const CDN = { cdn: { header: 'Surrogate-Key' } }
const SECRET = 'a-secret-of-the-wire-42'

async function open(site: Record<string, unknown> = CDN, files: Record<string, unknown> = {}) {
  const river = {
    'articles/bridge.json': article(),
    'articles/boat.json': article({ variants: { uk: variant('Човен', 'uk') } }),
  }
  const newsroom = await serveNewsroom({ site, files: { ...river, ...files } })
  const keys = async (path: string): Promise<string[]> => {
    const { headers } = await newsroom.ask(path)
    return String(headers['surrogate-key'] ?? '')
      .split(' ')
      .filter(Boolean)
  }
  return { ...newsroom, keys }
}

test('without the setting no answer has the field, and refreshes report no changed keys', async () => {
  const { ask, app } = await everyKind()
  for (const [path] of KINDS)
    expect(JSON.stringify((await ask(path)).headers), path).not.toMatch(/surrogate|language\/uk/i)
  expect(app.newsroom.lastOutcome()).toMatchObject({ ok: true, changedKeys: [] })
})

test('the setting adds only its field', async () => {
  const plain = await everyKind()
  const keyed = await everyKind({ site: CDN })
  for (const [path, status] of KINDS) {
    const [plainAnswer, keyedAnswer] = [await plain.ask(path), await keyed.ask(path)]
    const { 'surrogate-key': keys, date: _date, ...headers } = keyedAnswer.headers
    const { date: _plain, ...expected } = plainAnswer.headers
    // Modification times and durations differ between the two.
    if (!path.startsWith('/media/') && path !== '/readyz') {
      expect([keyedAnswer.status, headers, keyedAnswer.text], path).toEqual([
        plainAnswer.status,
        expected,
        plainAnswer.text,
      ])
    }
    const hasKeys = status < 400 && !path.startsWith('/media/') && path !== '/healthz' && path !== '/readyz'
    expect(keys !== undefined, `keys of ${path}`).toBe(hasKeys)
    if (hasKeys) expect(String(keys).split(' '), path).toContain('site')
  }
})

describe('the keys of a document', () => {
  const UK = ['site', 'language/uk']
  const BOTH = ['uk/article/boat', 'uk/article/bridge']
  test.each<[string, string[]]>([
    ...inFormats('/uk/').map((path): [string, string[]] => [path, [...UK, 'uk', ...BOTH, 'uk/article/match']]),
    ['/en/tags/river/atom.xml', ['site', 'language/en', 'en/tag/river', 'en/article/bridge']],
    ['/uk/tags/river/', [...UK, 'uk/tag/river', ...BOTH]],
    ['/uk/tags/river,sport/rss.xml', [...UK, 'uk/tag/river', 'uk/tag/sport', ...BOTH, 'uk/article/match']],
    ['/uk/tags/river+!sport/rss.xml', [...UK, 'uk/tag/river', 'uk/tag/sport', ...BOTH]],
    [
      '/en,uk/rss.xml',
      ['site', 'language/en', 'language/uk', 'en', 'uk', 'en/article/bridge', 'uk/article/boat', 'uk/article/match'],
    ],
    [
      '/uk/archive/2026-03/rss.xml',
      [...UK, 'month/2026-03', 'uk/archive/2026-03', 'uk/archive', ...BOTH, 'uk/article/match'],
    ],
    [
      '/uk/tags/river,sport/archive/2026-03/rss.xml',
      [...UK, 'month/2026-03', 'uk/tag/river', 'uk/tag/sport', ...BOTH, 'uk/article/match'],
    ],
    // The page of a language has the keys of its feed and of all lists.
    ['/uk/', [...UK, 'uk', 'uk/list', 'uk/any', ...BOTH, 'uk/article/match']],
    ['/embed/uk/tags/river/headlines.json', [...UK, 'uk/tag/river', ...BOTH]],
    ['/embed/uk/tags/river/frame.html?count=1', [...UK, 'uk/tag/river', ...BOTH]],
    ['/uk/search?q=x', [...UK, 'uk/list', 'uk/any']],
    ['/uk/feeds.opml', [...UK, 'uk/list']],
    [
      '/feeds.opml',
      ['site', ...['uk', 'ru', 'en'].flatMap((language) => [`language/${language}`, `${language}/list`])],
    ],
    ['/uk/news-sitemap.xml', [...UK, 'uk', 'uk/sitemap', 'uk/article/match']],
    ['/sitemap.xml', ['site', ...['uk', 'ru', 'en'].flatMap((language) => [`${language}/any`, `${language}/sitemap`])]],
    ['/partners/open/uk/rss.xml', [...UK, 'uk/tag/river', ...BOTH]],
    ['/schemas/article.json', ['site']],
    ['/UK/rss.xml', ['site']],
    ['/', ['site']],
  ])('%s', async (path, wanted) => {
    const match = article({
      published: '2026-03-10T09:00:00Z',
      tags: ['sport'],
      variants: { uk: variant('Матч', 'uk') },
    })
    const { keys } = await open({ ...CDN, partners: { open: { tags: ['river'] } } }, { 'articles/match.json': match })
    expect((await keys(path)).sort()).toEqual([...wanted].sort())
  })

  test.each(['/uk/tags/nobody/rss.xml', '/nowhere', '/healthz', '/uk/tags/olympics/rss.xml'])(
    'are missing for %s',
    async (path) => {
      const { keys } = await open({ ...CDN, retired: { tags: ['olympics'] } })
      expect(await keys(path)).toEqual([])
    },
  )

  test('are missing for a partner with a token', async () => {
    const { ask } = await open({ ...CDN, partners: { wire: { token: SECRET } } })
    for (const path of [
      ...inFormats('/partners/wire/uk/'),
      '/partners/wire/uk/',
      '/partners/wire/uk/news-sitemap.xml',
      '/partners/wire/UK/rss.xml',
    ]) {
      const { status, headers } = await ask(`${path}?token=${SECRET}`)
      expect([status < 400, headers['surrogate-key']], path).toEqual([true, undefined])
    }
  })

  test('are in a 304 and for HEAD, too', async () => {
    const { ask } = await open()
    for (const path of ['/uk/rss.xml', '/uk/', '/uk/archive/2026-03/atom.xml', '/feeds.opml']) {
      const { headers } = await ask(path)
      const again = await ask(path, { 'If-None-Match': String(headers.etag) })
      expect([again.status, again.headers['surrogate-key']], path).toEqual([304, headers['surrogate-key']])
      expect((await ask(path, {}, 'HEAD')).headers['surrogate-key'], path).toBe(headers['surrogate-key'])
    }
  })
})

test('a 304 composes nothing', async () => {
  const { ask, app } = await open()
  const [etag, reads] = ['"of another time"', { shown: 0 }]
  expect((await ask('/uk/rss.xml', { 'If-None-Match': etag }, 'HEAD')).status).toBe(200)
  const { headers } = await ask('/uk/rss.xml', { 'If-None-Match': etag })
  await app.newsroom.refresh()
  const { snapshot } = app.store
  Object.assign(app.store, {
    snapshot: (work: (reader: object) => Promise<unknown>) =>
      snapshot((reader) =>
        work({
          ...reader,
          shown: (placed: never) => {
            reads.shown++
            return reader.shownVariants(placed)
          },
        }),
      ),
  })
  const again = await ask('/uk/rss.xml', { 'If-None-Match': String(headers.etag) })
  expect([again.status, reads.shown]).toEqual([304, 0])
})

describe('more keys than a field can hold', () => {
  const long = (index: number) => `${'довга-назва-статті-про-річку-'.repeat(2)}${index}`
  const MANY = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [
      `articles/${index}.json`,
      article({ id: long(index), published: new Date(Date.UTC(2026, 1, 20, 0, index)).toISOString() }),
    ]),
  )

  test('omit the last articles, and no key that is purged', async () => {
    const { keys, ask, write, app, clock } = await open({ ...CDN, feeds: { items: 200 } }, MANY)
    const all = await keys('/uk/rss.xml')
    expect(all.slice(0, 3)).toEqual(['site', 'language/uk', 'uk'])
    expect(all.length).toBeLessThan(60)
    expect(all.join(' ').length).toBeLessThanOrEqual(4000)
    const { headers } = await ask('/uk/rss.xml')
    write(
      'articles/0.json',
      article({ id: long(0), published: new Date(Date.UTC(2026, 1, 20)).toISOString(), section: 'world' }),
    )
    clock.now += 60_000
    await app.newsroom.refresh()
    expect((await ask('/uk/rss.xml')).headers.etag).not.toBe(headers.etag)
    const outcome = app.newsroom.lastOutcome()
    const changed = outcome?.ok ? outcome.changedKeys : []
    const article0 = changed.find((key) => key.startsWith('uk/article/'))
    expect(all).not.toContain(article0)
    expect(all.filter((key) => changed.includes(key))).toEqual(['uk'])
  })

  test("omit a partner's tags in favour of the key for any change in its language", async () => {
    const tags = Array.from({ length: 100 }, (_, index) => `a-rather-long-name-of-a-tag-${index}`)
    const { keys, refresh, write, app } = await open({ ...CDN, partners: { open: { tags: [...tags, 'river'] } } })
    const all = await keys('/partners/open/uk/rss.xml')
    expect(all).toEqual(['site', 'language/uk', 'uk/any', 'uk/article/boat', 'uk/article/bridge'])
    write('articles/bridge.json', article({ tags: ['sport'] }))
    await refresh()
    expect(app.newsroom.lastOutcome()).toMatchObject({
      changedKeys: expect.arrayContaining(['uk/any', 'uk/tag/river']),
    })
  })
})

describe('the keys that a refresh purges', () => {
  const changedBy = ({ app }: Pick<Awaited<ReturnType<typeof open>>, 'app'>): readonly string[] => {
    const outcome = app.newsroom.lastOutcome()
    return outcome?.ok ? [...outcome.changedKeys].sort() : []
  }

  test('are `site` at the first edition and when everything is rendered again', async () => {
    expect(changedBy(await open())).toEqual(['site'])
  })

  test('are `site` after a change of settings, except those of caches', async () => {
    const room = await open()
    const refreshWith = async (site: Record<string, unknown>) => {
      room.write('site.yaml', stringify({ ...SITE, ...CDN, ...site }))
      room.clock.now += 60_000
      const app = await createApp(configOf(room.folder), { intake, store: room.app.store, now: () => room.clock.now })
      await app.newsroom.refresh()
      return changedBy({ app })
    }
    expect(
      await refreshWith({
        cdn: { header: 'Cache-Tag', purge: { url: 'https://cdn.example', secretFile: 'site.yaml' } },
      }),
    ).toEqual([])
    expect(await refreshWith({ title: 'Another' })).toEqual(['site'])
  })

  test('are none without changes', async () => {
    const room = await open()
    await room.refresh()
    expect(changedBy(room)).toEqual([])
  })

  test("are those of the article's scopes in the edited language", async () => {
    const room = await open()
    const uk = variant('Міст', 'uk', { content: '<p>Міст відкрито.</p>' })
    room.write('articles/bridge.json', article({ variants: { uk, en: variant('Bridge', 'en') } }))
    room.clock.now += 60_000
    await room.refresh()
    const scopes = ['uk', 'uk/section/city', 'uk/tag/river']
    const months = scopes.map((scope) => `${scope}/archive/2026-03`)
    expect(changedBy(room)).toEqual([...scopes, ...months, 'uk/any', 'uk/article/bridge'].sort())
    for (const path of [
      '/en/rss.xml',
      '/en/tags/river/atom.xml',
      '/ru/rss.xml',
      '/uk/feeds.opml',
      '/en/',
      '/feeds.opml',
    ]) {
      const keys = await room.keys(path)
      expect(
        keys.filter((key) => changedBy(room).includes(key)),
        path,
      ).toEqual([])
    }
  })

  test('include the lists when a feed is new', async () => {
    const room = await open()
    room.write('articles/match.json', article({ tags: ['sport'], variants: { en: variant('Match', 'en') } }))
    await room.refresh()
    expect(changedBy(room)).toEqual(expect.arrayContaining(['en/list', 'en/tag/sport', 'uk/tag/sport', 'ru/tag/sport']))
  })

  test('include the month that ended', async () => {
    const room = await open()
    room.clock.now = Date.UTC(2026, 3, 2)
    await room.refresh()
    expect(changedBy(room)).toEqual(['month/2026-03', 'month/2026-04'])
  })

  test('include the sitemap that an article left by age', async () => {
    const match = article({ published: '2026-03-10T09:00:00Z', variants: { uk: variant('Матч', 'uk') } })
    const room = await open(CDN, { 'articles/match.json': match })
    room.clock.now = Date.UTC(2026, 2, 12, 9)
    await room.refresh()
    expect(changedBy(room)).toEqual(['uk/sitemap'])
  })

  test('include the partner’s feed that an article left by age', async () => {
    const match = article({ published: '2026-03-01T09:00:00Z', variants: { uk: variant('Матч', 'uk') } })
    const partners = { wire: { maxAgeDays: 10, languages: ['uk'] }, other: null }
    const room = await open({ ...CDN, partners }, { 'articles/match.json': match })
    expect(await room.keys('/partners/wire/uk/rss.xml')).toContain('uk/partner/wire')
    expect(await room.keys('/partners/other/uk/rss.xml')).not.toContain('uk/partner/other')
    room.clock.now = Date.UTC(2026, 2, 11, 9)
    await room.refresh()
    expect(changedBy(room)).toEqual(['uk/partner/wire'])
  })
})

describe.each([
  ['Cache-Tag', 'site,language/uk,uk,uk/article/boat,uk/article/bridge'],
  ['Edge-Cache-Tag', 'site,language|uk,uk,uk|article|boat,uk|article|bridge'],
  ['xkey', 'site language/uk uk uk/article/boat uk/article/bridge'],
])('with header %s', (header, value) => {
  test('keys are spelled as its readers require', async () => {
    const { ask } = await open({ cdn: { header } })
    expect((await ask('/uk/rss.xml')).headers[header.toLowerCase()]).toBe(value)
  })
})

test.each([
  [{ header: 'Cache Tag' }, /cdn\.header is not the name of a header field/],
  [{ header: 'ETag' }, /cdn\.header is a header field that has another meaning/],
  [{ purge: { url: 'ftp://cdn.example', secretFile: 's' } }, /cdn\.purge\.url is not an absolute http or https URL/],
  [{ purge: { url: 'https://a:b@cdn.example', secretFile: 's' } }, /cdn\.purge\.url has a user name or a password/],
  [{ purge: { url: 'https://cdn.example' } }, /cdn\.purge\.secretFile/],
  [
    { purge: { url: 'https://cdn.example', secretFile: 'none' } },
    /cdn\.purge\.secretFile names none, which cannot be read/,
  ],
  [{ headers: 'xkey' }, /cdn\.headers.*header/],
])('%j stops the start with an error that names the setting', async (cdn, message) => {
  await expect(open({ cdn })).rejects.toThrow(message)
})
