import { expect, test } from 'vitest'
import { FORMATS } from '../../../src/domain/feed-key.ts'
import { feedDesk } from '../../support/feed-desk.ts'
import { article, variant } from '../../support/newsroom.ts'
import { FILES, type Served, serveNewsroom } from '../../support/parsed-feed.ts'

const MONTHS = ['2026-01', '2026-02', '2026-03']

/** The feeds of a newsroom and their archives, by path. */
async function documentsOf({ ask }: Served, file: string): Promise<Record<string, string>> {
  const folders = ['/uk/', '/en/'].flatMap((feed) => [feed, ...MONTHS.map((month) => `${feed}archive/${month}/`)])
  const found = await Promise.all(folders.map(async (folder) => [folder + file, await ask(folder + file)] as const))
  return Object.fromEntries(
    found.flatMap(([path, { status, text }]) =>
      status === 200 ? [[path, text.replaceAll('https://feeds.example', 'ORIGIN')]] : [],
    ),
  )
}

const FILE_BY_NAME = {
  'articles/bridge.json': article({ authors: [{ name: 'Jo Doe' }], image: { url: '/media/b.jpg' } }),
  'articles/boat.json': article({
    ...{ published: '2026-02-01T00:00:00Z', updated: '2026-02-03T00:00:00Z' },
    variants: { uk: variant('Човен', 'uk'), en: variant('Boat', 'en', { guid: 'https://older.example/?p=1' }) },
    attachments: [{ url: 'https://cdn.example/a.mp3', type: 'audio/mpeg', length: 5, duration: 95 }],
  }),
  'articles/ice.json': article({ published: '2026-01-01T00:00:00Z', variants: { uk: variant('Лід', 'uk') } }),
}

test.each(FORMATS)("a newsroom's feeds are a source for another: %s", async (format) => {
  const file = FILES[format]
  const first = await serveNewsroom({
    ...{ files: FILE_BY_NAME, site: { languages: ['uk', 'en'], feeds: { items: 1 }, fallback: { en: ['uk'] } } },
  })
  const documents = await documentsOf(first, file)
  const desk = await feedDesk(documents, { uk: `/uk/${file}`, en: `/en/${file}` }, { history: true })
  expect(await desk.fetch()).toBeUndefined()

  const second = await serveNewsroom({
    site: {
      ...{ languages: ['uk', 'en'], authority: 'other.example,2026', fallback: { en: ['uk'] } },
      sources: [{ type: 'feed', name: 'old', url: { uk: `${desk.origin}/uk/`, en: `${desk.origin}/en/` } }],
    },
    overrides: { store: desk.store },
  })
  for (const path of [`/uk/${file}`, `/en/${file}`]) {
    const { items } = await second.read(path)
    expect(items.map(({ title, id }) => [title, id])).toEqual(
      path.startsWith('/uk')
        ? [
            ['Міст', 'tag:herald.example,2020:bridge/uk'],
            ['Човен', 'tag:herald.example,2020:boat/uk'],
            ['Лід', 'tag:herald.example,2020:ice/uk'],
          ]
        : [
            ['Bridge', 'tag:herald.example,2020:bridge/en'],
            ['Boat', 'https://older.example/?p=1'],
            ['Лід', 'tag:herald.example,2020:ice/uk'],
          ],
    )
  }
  expect(Object.values(await desk.articles()).sort()).toEqual([['en', 'uk'], ['en', 'uk'], ['uk']])
  const boat = (await desk.records())['uk/tag:herald.example,2020:boat/uk']
  expect(boat).toMatchObject({ published: '2026-02-01T00:00:00Z', updated: '2026-02-03T00:00:00Z' })
  if (format !== 'atom') expect(boat?.attachments).toMatchObject([{ type: 'audio/mpeg', length: 5, duration: 95 }])

  // RSS has no way to tell of deletions.
  if (format === 'rss') return
  first.write('articles/bridge.json', { ...FILE_BY_NAME['articles/bridge.json'], status: 'withdrawn' })
  first.clock.now += 3_600_000
  await first.refresh()
  for (const [path, text] of Object.entries(await documentsOf(first, file))) desk.site.set(path, text)
  expect(await desk.fetch()).toBeUndefined()
  second.clock.now += 3_600_000
  await second.refresh()
  const { items, withdrawn } = await second.read(`/en/${file}`)
  expect(items.map(({ title }) => title)).toEqual(['Boat', 'Лід'])
  expect(Object.keys(withdrawn)).toEqual(['tag:herald.example,2020:bridge/en'])
})
