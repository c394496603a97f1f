import { expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const MINUTE = 60_000

const story = (id: string, published: string, over: Record<string, unknown> = {}) => ({
  [`articles/${id}.json`]: article({ published, variants: { en: variant(id, 'en') }, ...over }),
})

const open = () =>
  serveNewsroom({
    site: { headlines: { top: ['listed'], other: [] } },
    files: {
      ...story('listed', '2026-03-01T09:00:00Z'),
      ...story('older', '2026-03-02T09:00:00Z', { headline: 'top' }),
      ...story('newer', '2026-03-03T09:00:00Z', { headline: 'top' }),
      ...story('plain', '2026-03-04T09:00:00Z'),
      ...story('unknown', '2026-03-05T09:00:00Z', { headline: 'no-such-block' }),
      ...story('draft', '2026-03-06T09:00:00Z', { headline: 'top', status: 'draft' }),
    },
  })

const TOP = '/en/headlines/top/rss.xml'

test('articles that name a block are in it from the first edition, after those that site.yaml lists', async () => {
  const newsroom = await open()
  expect(await newsroom.titles(TOP)).toEqual(['listed', 'newer', 'older'])
  expect(await newsroom.titles('/en/headlines/other/rss.xml')).toEqual([])
  expect((await newsroom.ask('/en/headlines/no-such-block/rss.xml')).status).toBe(404)
  expect(newsroom.app.newsroom.quarantine()).toEqual([])
})

test('the refresh that reads the change changes the block', async () => {
  const newsroom = await open()
  newsroom.write('articles/plain.json', Object.values(story('plain', '2026-03-04T09:00:00Z', { headline: 'top' }))[0])
  newsroom.write('articles/older.json', Object.values(story('older', '2026-03-02T09:00:00Z'))[0])
  newsroom.clock.now += MINUTE
  await newsroom.refresh()
  expect(await newsroom.titles(TOP)).toEqual(['listed', 'plain', 'newer'])
  newsroom.remove('articles/plain.json')
  newsroom.clock.now += MINUTE
  await newsroom.refresh()
  expect(await newsroom.titles(TOP)).toEqual(['listed', 'newer'])
})

test('a later refresh without a change leaves the block as it is', async () => {
  const newsroom = await open()
  const before = await newsroom.ask(TOP)
  newsroom.clock.now += MINUTE
  await newsroom.refresh()
  const { headers, text } = await newsroom.ask(TOP)
  expect([headers.etag, text]).toEqual([before.headers.etag, before.text])
})
