import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { Overrides } from '../../src/overrides.ts'
import { article, NOW, publishNewsroom, type TestNewsroom, variant } from '../support/newsroom.ts'
import { TOKEN, wire } from '../support/wire.ts'

const HOUR = 3_600_000
const AT = new Date(NOW + HOUR).toISOString()

const OPEN = { 'articles/open.json': article({ variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en') } }) }
const SECRET = {
  'articles/geheimnis.json': article({
    ...{ published: AT, section: 'plans', tags: ['river', 'takeover'], authors: [{ name: 'Deep Throat' }] },
    variants: { uk: variant('Таємниця', 'uk'), en: variant('Secret', 'en') },
  }),
  // A translation of a published article, under embargo.
  'articles/open.json': article({
    variants: {
      ...{ uk: variant('Міст', 'uk'), en: variant('Bridge', 'en') },
      ru: variant('Мост-тайна', 'ru', { published: AT }),
    },
  }),
}

const TELLTALE =
  /geheimnis|Таємниця|Secret|takeover|plans|Deep Throat|deep-throat|тайна|%D1%82%D0%B0%D0%B9%D0%BD%D0%B0/i

const PATHS = [
  ...['uk', 'ru', 'en'].flatMap((language) =>
    ['', 'tags/river/', 'sections/city/'].flatMap((folder) =>
      ['rss.xml', 'atom.xml', 'feed.json', ''].map((file) => `/${language}/${folder}${file}`),
    ),
  ),
  ...['/feeds.opml', '/uk/feeds.opml', '/en/feeds.opml', '/readyz'],
  ...['uk', 'ru', 'en', 'uk,ru,en'].flatMap((languages) =>
    ['headlines.json', 'fragment.html?show=summaries', 'frame.html?count=20'].flatMap((file) =>
      ['', 'tags/river/', 'tags/!olympics/'].map((folder) => `/embed/${languages}/${folder}${file}`),
    ),
  ),
  ...[
    '/uk/embed/',
    '/uk/embed/?feed=/en/tags/river/',
    '/uk/search?q=',
    '/ru/search?q=e',
    '/embed/uk/tags/takeover/frame.html',
  ],
  ...['/oembed?url=https://feeds.example/uk/tags/river/', '/oembed?url=https://feeds.example/uk/tags/takeover/'],
]
const HIDDEN = [
  '/uk/tags/takeover/',
  '/uk/tags/takeover/rss.xml',
  '/en/sections/plans/atom.xml',
  '/uk/authors/deep-throat/',
  '/embed/uk/tags/takeover/headlines.json',
  '/embed/uk,en/sections/plans/frame.html?count=3',
  '/oembed?url=https://feeds.example/uk/tags/takeover/',
]

async function serve(
  files: Record<string, unknown>,
  overrides: Overrides = {},
): Promise<TestNewsroom & { ask: Awaited<ReturnType<typeof wire>> }> {
  const site = await publishNewsroom({ files, environment: { POLYFEED_ADMIN_TOKEN: TOKEN }, overrides })
  return { ...site, ask: await wire(site.app.handler) }
}

describe('an article under embargo', () => {
  test.each(PATHS)('is in no byte and no field of %s', async (path) => {
    const { ask } = await serve(SECRET)
    const without = await serve(OPEN)
    const [answer, plain] = [await ask(path), await without.ask(path)]
    expect(answer.text).not.toMatch(TELLTALE)
    expect(JSON.stringify(answer.headers)).not.toMatch(TELLTALE)
    expect(answer.status).toBe(plain.status)
    if (path === '/readyz') return
    expect(answer.text).toBe(plain.text)
    for (const name of ['etag', 'last-modified', 'link'] as const)
      expect(answer.headers[name]).toBe(plain.headers[name])
  })

  test.each(HIDDEN)('has no address of its own: %s', async (path) => {
    const { ask } = await serve(SECRET)
    const { status, text } = await ask(path)
    expect(status).toBe(404)
    const language = path.includes('/en/') ? 'en' : 'uk'
    expect(text).toBe((await ask(`/${language}/tags/nobody/`)).text)
  })

  test('is in no document a second before its time, even after a refresh', async () => {
    const { ask, clock, app } = await serve(SECRET)
    const before = await ask('/uk/rss.xml')
    clock.now = NOW + HOUR - 1000
    await app.newsroom.refresh()
    const after = await ask('/uk/rss.xml')
    expect([after.text, after.headers.etag]).toEqual([before.text, before.headers.etag])
  })
})

test('after its time an article appears everywhere at the next refresh', async () => {
  const { ask, clock, app } = await serve(SECRET)
  clock.now = NOW + HOUR
  for (const path of PATHS) expect((await ask(path)).text, path).not.toMatch(TELLTALE)
  await app.newsroom.refresh()
  for (const path of HIDDEN) expect((await ask(path)).status, path).toBe(200)
  for (const path of [
    '/uk/rss.xml',
    '/en/feed.json',
    '/uk/tags/river/atom.xml',
    '/uk/',
    '/feeds.opml',
    '/uk/tags/river/',
  ]) {
    expect((await ask(path)).text, path).toMatch(TELLTALE)
  }
  expect((await ask('/ru/rss.xml')).text).toContain('Мост-тайна')
  expect((await ask('/uk/rss.xml')).text).toContain('hreflang="ru"')
})

test.each([
  ['a draft', { status: 'draft' }],
  ['withdrawn', { status: 'withdrawn' }],
  ['expired', { expires: '2026-03-05T00:00:00Z' }],
])('an article that becomes %s disappears everywhere, but its empty feeds stay', async (_name, over) => {
  const files = { 'articles/a.json': article({ tags: ['takeover'], variants: { uk: variant('Таємниця', 'uk') } }) }
  const { ask, write, app } = await serve(files)
  expect((await ask('/uk/tags/takeover/rss.xml')).text).toContain('Таємниця')
  write('articles/a.json', article({ tags: ['takeover'], variants: { uk: variant('Таємниця', 'uk') }, ...over }))
  await app.newsroom.refresh()
  for (const path of ['/uk/rss.xml', '/uk/', '/feeds.opml', '/uk/tags/takeover/', '/uk/tags/takeover/rss.xml']) {
    const { status, text } = await ask(path)
    expect(status, path).toBe(200)
    expect(text, path).not.toContain('Таємниця')
  }
  expect((await ask('/uk/')).text).not.toContain('/uk/tags/takeover/')
})

test('a problem in a file under embargo is neither in /readyz nor in the log', async () => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
  const unlisted = { uk: variant('Таємниця', 'uk'), de: variant('Geheimnis', 'de') }
  const files = {
    'articles/takeover.json': article({ published: '2026-03-10T13:00:00Z', variants: unlisted }),
    'articles/open.json': article({ variants: unlisted }),
  }
  const { app, ask } = await serve(files, { log })
  const { quarantine } = JSON.parse((await ask('/readyz')).text)
  expect(quarantine.map(({ file }: { file: string }) => file)).toEqual(['articles/open.json'])
  expect(lines.join('')).toContain('articles/open.json')
  expect(lines.join('')).not.toMatch(/takeover|Geheimnis/)
  expect(app.newsroom.quarantine()).toHaveLength(2)
})
