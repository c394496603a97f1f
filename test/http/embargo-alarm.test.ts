import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { article, BROKEN_DATA, FAILABLE, NOW, newsroom, variant, WHOLE_DATA } from '../support/newsroom.ts'
import { parseDocument } from '../support/parsed-feed.ts'
import { type Ask, wire } from '../support/wire.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const iso = (instant: number) => new Date(instant).toISOString()

// Only timers and the clock are fake.
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const OPEN = { 'articles/open.json': article({ published: '2026-01-01T00:00:00Z' }) }
const SECRET = (published: number, name = 'Таємниця') =>
  article({
    ...{ published: iso(published), section: 'plans', tags: ['river', 'takeover'], authors: [{ name: 'Deep Throat' }] },
    variants: { uk: variant(name, 'uk'), en: variant('Secret', 'en') },
  })
const TELLTALE = /geheimnis|Таємниця|Secret|takeover|plans|deep.throat|%D0%A2%D0%B0%D1%94/i

/** A started server whose next scheduled refresh is months away. */
async function start(files: Record<string, unknown>, site: Record<string, unknown> = {}) {
  const lines: string[] = []
  const stream = new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) })
  const server = await newsroom({
    site: { schedule: '0 0 1 12 *', ...site },
    files: { ...OPEN, ...files },
    overrides: { now: () => Date.now(), log: pino({ level: 'info' }, stream) },
  })
  await server.app.start()
  const ask = await wire(server.app.handler)
  const pass = async (milliseconds: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds)
    await server.app.newsroom.whenSettled()
  }
  const refreshes = () => lines.filter((line) => JSON.parse(line).msg === 'refreshed').length
  const titles = async (address: string) =>
    parseDocument(address, (await ask(address)).text).items.map(({ title }) => title)
  return { ...server, ask, pass, lines, refreshes, titles }
}

const PATHS = [
  ...['uk', 'en', 'ru', 'uk,en'].flatMap((languages) =>
    [
      '',
      'tags/river/',
      'tags/!ice/',
      'headlines/top/',
      'sections/city/',
      'archive/2026-03/',
      'archive/2026-01/',
    ].flatMap((folder) => ['', 'rss.xml', 'atom.xml', 'feed.json'].map((file) => `/${languages}/${folder}${file}`)),
  ),
  ...['/uk/news-sitemap.xml', '/partners/wire/uk/news-sitemap.xml', '/partners/wire/uk/rss.xml', '/partners/wire/uk/'],
  ...['/feeds.opml', '/uk/feeds.opml', '/en/feeds.opml', '/readyz', '/uk/archive/2026-04/rss.xml'],
]
const HIDDEN = [
  ...['/uk/tags/takeover/', '/uk/tags/river+takeover/rss.xml', '/uk/tags/river,takeover/rss.xml'],
  ...['/uk/tags/river+!takeover/rss.xml', '/en/sections/plans/atom.xml', '/uk/authors/deep-throat/feed.json'],
  ...['/uk/tags/takeover/archive/2026-03/rss.xml', '/uk,en/tags/takeover/rss.xml'],
]
const SITE = { headlines: { top: ['open', 'geheimnis'] }, partners: { wire: { tags: ['river', 'takeover'] } } }

const ice = { 'articles/ice.json': article({ published: '2025-12-01T00:00:00Z', tags: ['ice'] }) }

async function answerOf(ask: Ask, path: string): Promise<string> {
  const { date: _date, ...headers } = (await ask(path)).headers
  const { status, text } = await ask(path)
  return JSON.stringify([status, headers, text])
}

describe('an embargo', () => {
  test('ends on time without a scheduled refresh', async () => {
    const { pass, titles, refreshes } = await start({ 'articles/geheimnis.json': SECRET(NOW + HOUR) })
    await pass(HOUR - 1)
    expect([await titles('/uk/rss.xml'), refreshes()]).toEqual([['Міст'], 1])
    await pass(1)
    expect([await titles('/uk/rss.xml'), refreshes()]).toEqual([['Таємниця', 'Міст'], 2])
    expect(await titles('/en/tags/takeover/atom.xml')).toEqual(['Secret'])
    await pass(30 * DAY)
    expect(refreshes()).toBe(2)
  })

  test('exposes nothing before: no document, field, address, probe or log line', async () => {
    const { ask, pass, lines } = await start({ ...ice, 'articles/geheimnis.json': SECRET(NOW + HOUR) }, SITE)
    const without = await start({ ...ice }, { ...SITE, headlines: { top: ['open'] } })
    for (const wait of [0, HOUR - 1]) {
      await pass(wait)
      for (const path of PATHS) {
        const answer = await answerOf(ask, path)
        expect(answer, path).not.toMatch(TELLTALE)
        if (path !== '/readyz') expect(answer, path).toBe(await answerOf(without.ask, path))
      }
      for (const path of HIDDEN) {
        const { status, text } = await ask(path)
        expect([status, text], path).toEqual([404, (await ask(`${path.slice(0, 3)}/tags/nobody/`)).text])
      }
    }
    expect(lines.join('')).not.toMatch(TELLTALE)
    await pass(1)
    for (const path of HIDDEN) expect((await ask(path)).status, path).toBe(200)
    for (const path of [
      '/uk,en/headlines/top/feed.json',
      '/uk/archive/2026-03/',
      '/uk/news-sitemap.xml',
      '/feeds.opml',
    ]) {
      expect((await ask(path)).text, path).toMatch(TELLTALE)
    }
    expect(await (await ask('/partners/wire/uk/rss.xml')).text).toContain('Таємниця')
    // The log has the number of changed feeds, not their names.
    expect(lines.join('')).not.toMatch(TELLTALE)
  })

  test('ends on time after another one ended', async () => {
    const { pass, titles } = await start({
      'articles/a.json': SECRET(NOW + HOUR, 'перша'),
      'articles/b.json': SECRET(NOW + 2 * HOUR, 'друга'),
      'articles/c.json': SECRET(NOW + 2 * HOUR + 1000, 'третя'),
    })
    await pass(HOUR)
    expect(await titles('/uk/rss.xml')).toEqual(['перша', 'Міст'])
    await pass(HOUR)
    expect(await titles('/uk/rss.xml')).toEqual(['друга', 'перша', 'Міст'])
    await pass(1000)
    expect(await titles('/uk/rss.xml')).toEqual(['третя', 'друга', 'перша', 'Міст'])
  })

  test('that is moved ends at its new time', async () => {
    const { app, pass, titles, write, refreshes } = await start({ 'articles/a.json': SECRET(NOW + 5 * HOUR) })
    write('articles/a.json', SECRET(NOW + 2 * HOUR))
    await app.newsroom.refresh()
    await pass(2 * HOUR)
    expect(await titles('/uk/rss.xml')).toEqual(['Таємниця', 'Міст'])
    await pass(4 * HOUR)
    expect(refreshes()).toBe(3)
  })

  test('of months ends on time, although timers cannot last so long', async () => {
    const { pass, titles, refreshes } = await start({ 'articles/a.json': SECRET(NOW + 60 * DAY) })
    await pass(60 * DAY - 1)
    expect([await titles('/uk/rss.xml'), refreshes()]).toEqual([['Міст'], 1])
    await pass(1)
    expect([await titles('/uk/rss.xml'), refreshes()]).toEqual([['Таємниця', 'Міст'], 2])
  })
})

test.each([
  ['an end', { expires: iso(NOW + HOUR) }, (text: string) => !text.includes('Міст')],
  ['a change', { updated: iso(NOW + HOUR) }, (text: string) => text.includes(`<updated>${iso(NOW + HOUR)}`)],
  [
    'a correction',
    { correction: { note: 'Довший.', at: iso(NOW + HOUR) } },
    (text: string) => text.includes('Довший.'),
  ],
  [
    'a correction before a change',
    { correction: { note: 'Довший.', at: iso(NOW + HOUR) }, updated: iso(NOW + 2 * HOUR) },
    (text: string) => text.includes('Довший.'),
  ],
])('%s takes effect on time', async (_name, over, applied) => {
  const { pass, ask } = await start({ 'articles/open.json': article({ published: '2026-01-01T00:00:00Z', ...over }) })
  await pass(HOUR - 1)
  expect(applied((await ask('/uk/atom.xml')).text)).toBe(false)
  await pass(1)
  expect(applied((await ask('/uk/atom.xml')).text)).toBe(true)
})

test('drafts and withdrawn articles cause no refresh', async () => {
  const { pass, refreshes } = await start({
    'articles/draft.json': { ...SECRET(NOW + HOUR), status: 'draft' },
    'articles/gone.json': { ...SECRET(NOW + HOUR), status: 'withdrawn' },
  })
  await pass(2 * HOUR)
  expect(refreshes()).toBe(1)
})

test('a refresh that fails at the end of an embargo is retried a minute later', async () => {
  const { pass, ask, write } = await start({ 'articles/a.json': SECRET(NOW + HOUR) }, FAILABLE)
  write(...BROKEN_DATA)
  await pass(HOUR)
  expect((await ask('/uk/atom.xml')).text).not.toMatch(TELLTALE)
  write(...WHOLE_DATA)
  await pass(60_000)
  expect((await ask('/uk/atom.xml')).text).toMatch(TELLTALE)
})

test('a closed app starts no refresh', async () => {
  const { app, pass, refreshes } = await start({ 'articles/a.json': SECRET(NOW + HOUR) })
  await app.close()
  await pass(2 * HOUR)
  expect([refreshes(), vi.getTimerCount()]).toEqual([1, 0])
})
