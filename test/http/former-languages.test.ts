import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { article, publishNewsroom, SITE } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

const PATHS = [
  ...['/en/rss.xml', '/en/', '/en/tags/river/atom.xml', '/EN/feed.json', '/uk,en/rss.xml', '/en/feeds.opml'],
  ...['/en/news-sitemap.xml', '/embed/en/headlines.json', '/en/archive/2026-03/rss.xml', '/partners/wire/en/rss.xml'],
]

test('a language that is taken away answers 410, is one warning, and comes back', async () => {
  const { app, write, clock } = await publishNewsroom({
    site: { partners: { wire: null } },
    files: { 'articles/a.json': article(), 'articles/b.json': article({ tags: ['sea'] }) },
  })
  const statuses = async (paths: readonly string[]) => {
    const ask = await wire(app.handler)
    return Promise.all(paths.map(async (path) => (await ask(path)).status))
  }
  const publish = async (site: Record<string, unknown>) => {
    write('site.yaml', stringify({ ...SITE, partners: { wire: null }, ...site }))
    clock.now += 60_000
    return await app.newsroom.refresh()
  }
  const before = await statuses(PATHS)
  expect(before).not.toContain(410)
  expect(await publish({ languages: ['uk', 'ru'] })).toMatchObject({ quarantined: 0 })
  expect(await statuses(PATHS)).toEqual(PATHS.map(() => 410))
  expect(await statuses(['/de/rss.xml', '/partners/nobody/en/rss.xml', '/uk/rss.xml'])).toEqual([404, 404, 200])
  expect(app.newsroom.quarantine()).toEqual([
    {
      ...{ file: 'site.yaml', place: 'languages', reason: 'language_removed', severity: 'warning' },
      message: expect.stringMatching(/^2 articles have variants in en, which was removed from languages: .* 410\./),
    },
  ])
  // A change of other settings keeps it.
  await publish({ languages: ['uk', 'ru'], title: 'Other' })
  expect(await statuses(['/en/rss.xml'])).toEqual([410])
  await publish({})
  expect([await statuses(PATHS), app.newsroom.quarantine()]).toEqual([before, []])
})
