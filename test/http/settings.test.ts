import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { createApp } from '../../src/app.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, configOf, intake, SITE, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'
import { wire } from '../support/wire.ts'

const FILES = { 'articles/bridge.json': article() }

async function open(options: Parameters<typeof serveNewsroom>[0] = {}) {
  const opened = await serveNewsroom({ files: FILES, ...options })
  return {
    ...opened,
    change: async (over: Record<string, unknown> | string) => {
      opened.write('site.yaml', typeof over === 'string' ? over : stringify({ ...SITE, ...over }))
      opened.clock.now += 60_000
      await opened.app.newsroom.refresh()
    },
  }
}

test('titles, languages, fallbacks and the length of feeds change at a refresh', async () => {
  const { ask, read, change } = await open()
  expect((await ask('/de/rss.xml')).status).toBe(404)
  await change({ title: 'Other', languages: ['en', 'de'], fallback: { de: ['en'] }, feeds: { content: 'summary' } })
  expect(await read('/de/rss.xml')).toMatchObject({ title: 'Other', items: [{ title: 'Bridge' }] })
  expect((await read('/en/feed.json')).items[0]?.html).toBe('Bridge.')
  expect((await ask('/uk/rss.xml')).status).toBe(410)
  await change({})
  expect((await ask('/uk/rss.xml')).status).toBe(200)
  expect((await ask('/de/rss.xml')).status).toBe(410)
})

test('sources, partners, cdn, limits and the address change at a refresh', async () => {
  const { ask, change, read, write } = await open()
  write('news/river.json', article({ variants: { en: variant('River', 'en') } }))
  await change({
    ...{
      sources: [{ type: 'json', path: 'news' }],
      partners: { msn: { languages: ['en'] } },
      cdn: { header: 'Cache-Tag' },
    },
    ...{ limits: { downloads: 1, exempt: [] }, proxies: ['loopback'], feedUrl: 'https://other.example/feeds' },
  })
  const { items, links } = await read('/partners/msn/en/atom.xml')
  expect(items.map(({ title }) => title)).toEqual(['River'])
  expect(links.self).toBe('/feeds/partners/msn/en/atom.xml')
  const from = { 'X-Forwarded-For': '203.0.113.7' }
  const answers = [await ask('/en/rss.xml', from), await ask('/en/atom.xml', from)]
  expect(answers.map(({ status }) => status)).toEqual([200, 429])
  expect(answers[0]?.headers['cache-tag']).toContain('en')
})

test('a broken site.yaml stops neither serving nor refreshing, and is reported', async () => {
  const { ask, app, change, read, write } = await open()
  write('articles/bridge.json', article({ variants: { en: variant('Bridge closed', 'en') } }))
  await change('languages: 7\n')
  expect((await read('/en/rss.xml')).items.map(({ title }) => title)).toEqual(['Bridge closed'])
  expect(app.newsroom.quarantine()).toMatchObject([{ file: 'site.yaml', reason: 'config_invalid' }])
  const ready = await ask('/readyz')
  expect([ready.status, ready.text.includes('site.yaml cannot be read: line 1')]).toEqual([200, true])
  await change({ title: 'Other' })
  expect((await read('/en/rss.xml')).title).toBe('Other')
  expect(app.newsroom.quarantine()).toEqual([])
})

test('ids stay as they are until a restart', async () => {
  const { app, change, read } = await open()
  const { items: before } = await read('/en/atom.xml')
  await change({ authority: 'other.example,2026' })
  expect((await read('/en/atom.xml')).items).toEqual(before)
  expect(app.newsroom.quarantine()).toMatchObject([{ place: 'authority', severity: 'warning' }])
})

test('another process that only serves takes the settings with the edition that was made with them', async () => {
  const store = openSqliteStore(':memory:')
  const { folder, clock, change, write } = await open({ overrides: { store } })
  const other = await createApp(configOf(folder, { POLYFEED_ROLE: 'serve' }), { store, intake, now: () => clock.now })
  await other.newsroom.follow()
  const ask = await wire(other.handler)
  // A commit with the old settings comes in between.
  write('site.yaml', stringify({ ...SITE, languages: ['en', 'de'], fallback: { de: ['en'] } }))
  await other.newsroom.follow()
  expect([other.newsroom.outdated(), (await ask('/uk/rss.xml')).status]).toEqual([false, 200])
  await change({ languages: ['en', 'de'], fallback: { de: ['en'] } })
  await other.newsroom.follow()
  expect([(await ask('/de/rss.xml')).status, (await ask('/uk/rss.xml')).status]).toEqual([200, 410])
})

test('requests go on while settings change', async () => {
  const { ask, app, write, clock } = await open()
  const statuses = new Set<number>()
  for (const title of ['One', 'Two', 'Three']) {
    write('site.yaml', stringify({ ...SITE, title }))
    clock.now += 60_000
    const refreshed = app.newsroom.refresh()
    for (let i = 0; i < 10; i++) statuses.add((await ask('/en/rss.xml')).status)
    await refreshed
  }
  expect([...statuses]).toEqual([200])
})
