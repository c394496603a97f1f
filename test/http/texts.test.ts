import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { observeCalls } from '../support/press.ts'
import { wire } from '../support/wire.ts'

const FILES = { 'articles/a.json': article() }
const LABELS = 'locales/uk/tags.json'

describe("the newsroom's own texts", () => {
  test('name its tags everywhere from the next refresh on', async () => {
    const { app, write, clock } = await publishNewsroom({ files: FILES })
    const ask = await wire(app.handler)
    const paths = ['/uk/tags/river/rss.xml', '/uk/tags/river/', '/uk/', '/uk/feeds.opml', '/uk/rss.xml']
    const before = await Promise.all(paths.map((path) => ask(path)))
    clock.now += 60_000
    write(LABELS, { river: 'Ріка Дніпро' })
    await app.newsroom.refresh()
    for (const [index, path] of paths.entries()) {
      const { text, headers } = await ask(path)
      expect(before[index]?.text, path).not.toContain('Ріка Дніпро')
      expect(text, path).toContain('Ріка Дніпро')
      expect(headers.etag, path).not.toBe(before[index]?.headers.etag)
      expect(headers['last-modified'], path).not.toBe(before[index]?.headers['last-modified'])
    }
    expect((await ask('/en/tags/river/rss.xml')).text).not.toContain('Ріка Дніпро')
  })

  test('are reported and kept as they were if the new ones are broken, and do not delay articles', async () => {
    const { app, write } = await publishNewsroom({ files: { ...FILES, [LABELS]: { river: 'Ріка' } } })
    const ask = await wire(app.handler)
    write(LABELS, '{ "river": ')
    write('articles/b.json', article({ variants: { uk: variant('Новий', 'uk') } }))
    await app.newsroom.refresh()
    expect((await ask('/uk/tags/river/rss.xml')).text).toContain('Ріка')
    expect((await ask('/uk/rss.xml')).text).toContain('Новий')
    expect(JSON.parse((await ask('/readyz')).text)).toMatchObject({
      quarantine: [{ file: LABELS, reason: 'locale_invalid' }],
    })
    write(LABELS, { river: 'Річка' })
    await app.newsroom.refresh()
    expect((await ask('/uk/tags/river/rss.xml')).text).toContain('Річка')
    expect(app.newsroom.quarantine()).toEqual([])
  })

  test.each(['*/*', 'text/html'])('show no stack trace in an error if broken (Accept: %s)', async (accept) => {
    const { app, write, folder } = await publishNewsroom({ files: FILES })
    const ask = await wire(app.handler)
    write(LABELS, '{ "river": ')
    const { status, text, headers } = await ask('/nowhere', { Accept: accept })
    expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts/)
    expect(text).not.toContain(folder)
    expect(status).toBe(404)
    expect(headers['cache-control']).toBe('no-store')
  })
})

test('fifty simultaneous requests for a feed compose it once and get the same', async () => {
  let windows = 0
  const store = observeCalls(openSqliteStore(':memory:'), (method) => {
    if (method === 'window') windows += 1
  })
  const { app } = await publishNewsroom({ files: FILES, overrides: { store } })
  const ask = await wire(app.handler)
  windows = 0
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => ask('/uk/rss.xml', index % 2 ? { 'Accept-Encoding': 'gzip' } : {})),
  )
  expect(windows).toBe(1)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ headers, body }) => headers.etag + body.toString('base64'))).size).toBe(2)
})

test('a 304 composes nothing', async () => {
  let windows = 0
  const store = observeCalls(openSqliteStore(':memory:'), (method) => {
    if (method === 'window') windows += 1
  })
  const { app } = await publishNewsroom({ files: FILES, overrides: { store } })
  const ask = await wire(app.handler)
  windows = 0
  const version = app.newsroom.current()?.edition.feeds.get('uk')?.version
  expect((await ask('/uk/rss.xml', { 'If-None-Match': `"${version}"` })).status).toBe(304)
  expect(windows).toBe(0)
})

test('requests during a refresh get the old or the new edition, and no errors', async () => {
  const { app, write } = await publishNewsroom({ files: FILES })
  const ask = await wire(app.handler)
  for (let round = 0; round < 10; round++) {
    write(`articles/n${round}.json`, article({ tags: ['river', `tag-${round}`] }))
    const refreshing = app.newsroom.refresh()
    const paths = ['/uk/rss.xml', '/en/atom.xml', '/uk/tags/river/feed.json', '/uk/sections/city/', '/feeds.opml']
    const answers = await Promise.all(paths.flatMap((path) => [ask(path), ask(path, { 'Accept-Encoding': 'br' })]))
    for (const { status } of answers) expect(status).toBe(200)
    await refreshing
  }
})
