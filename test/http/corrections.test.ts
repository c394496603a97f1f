import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { inFormats, type Served, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000
const iso = (instant: number) => new Date(instant).toISOString()
const AT = iso(NOW + HOUR / 2)
const PUBLISHED = '2026-01-05T08:00:00.000Z'

const story = (over = {}, en = {}) =>
  article({
    published: PUBLISHED,
    variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en', en) },
    ...over,
  })
const newer = Object.fromEntries(
  [1, 2, 3].map((day) => [
    `articles/n${day}.json`,
    article({
      published: `2026-03-0${day}T00:00:00Z`,
      variants: { uk: variant(`н${day}`, 'uk'), en: variant(`n${day}`, 'en') },
    }),
  ]),
)

/** Rewrites the old article an hour later. */
async function rewrite(newsroom: Served, over: object, en: object = {}): Promise<void> {
  newsroom.write('articles/old.json', story(over, en))
  newsroom.clock.now += HOUR
  await newsroom.refresh()
}
const open = (site = {}) => serveNewsroom({ site, files: { 'articles/old.json': story() } })
const firstItem = async ({ read }: Served, path: string) => (await read(path)).items[0]

describe('a correction', () => {
  test.each(inFormats('/uk/'))(
    "is the first paragraph, labelled in the article's language, and sets the date: %s",
    async (path) => {
      const newsroom = await open()
      expect((await firstItem(newsroom, path))?.html).toBe('<p>Міст</p>')
      await rewrite(newsroom, { correction: { note: 'Міст <довший>.', at: AT } })
      const item = await firstItem(newsroom, path)
      expect(item?.html).toBe('<p><strong>Виправлення:</strong> Міст &lt;довший&gt;.</p>\n<p>Міст</p>')
      expect([item?.updated, item?.id]).toEqual([AT, 'tag:herald.example,2020:old/uk'])
      expect(Date.parse(`${item?.published}`)).toBe(Date.parse(PUBLISHED))
      const { updated } = await newsroom.read(path)
      if (updated) expect(Date.parse(updated)).toBe(Date.parse(AT))
    },
  )

  test('is shown in each language, and in another language where it has no translation', async () => {
    const newsroom = await open()
    await rewrite(newsroom, { correction: { note: { en: 'Longer.' }, at: AT } })
    expect((await firstItem(newsroom, '/en/rss.xml'))?.html).toContain('<p><strong>Correction:</strong> Longer.</p>')
    expect((await firstItem(newsroom, '/uk/rss.xml'))?.html).toContain(
      '<p lang="en" dir="ltr"><strong>Correction:</strong> Longer.</p>',
    )
    await rewrite(newsroom, { correction: { note: { en: 'Longer.', uk: 'Довший.' }, at: AT } })
    expect((await firstItem(newsroom, '/uk/rss.xml'))?.html).toContain('<p><strong>Виправлення:</strong> Довший.</p>')
  })

  test('of one variant changes only that variant', async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/uk/atom.xml')
    await rewrite(newsroom, {}, { correction: { note: 'A slip of the translator.', at: AT } })
    expect((await firstItem(newsroom, '/en/atom.xml'))?.html).toContain('A slip of the translator.')
    expect((await firstItem(newsroom, '/en/atom.xml'))?.updated).toBe(AT)
    expect((await newsroom.ask('/uk/atom.xml')).headers.etag).toBe(before.headers.etag)
  })

  test('is shown in feeds of summaries', async () => {
    const newsroom = await open({ feeds: { content: 'summary' } })
    await rewrite(newsroom, { correction: { note: 'Довший.', at: AT } })
    for (const path of inFormats('/uk/')) {
      expect((await firstItem(newsroom, path))?.html).toBe('<p><strong>Виправлення:</strong> Довший.</p>\n<p>Міст.</p>')
    }
  })

  test.each(inFormats('/uk/'))('moves an old article back into the subscription document: %s', async (path) => {
    const newsroom = await serveNewsroom({
      site: { feeds: { items: 2 } },
      files: { ...newer, 'articles/old.json': story() },
    })
    expect(await newsroom.titles(path)).toEqual(['н3', 'н2'])
    await rewrite(newsroom, { correction: { note: 'Довший.', at: AT } })
    expect(await newsroom.titles(path)).toEqual(['н3', 'Міст'])
    expect(await newsroom.titles(path.replace('/uk/', '/uk/tags/river/'))).toEqual(['н3', 'Міст'])
    expect(await newsroom.titles(path.replace('/uk/', '/uk,en/'))).toEqual(['н3', 'Міст'])
  })

  test('dated in the future changes no byte and no field until then', async () => {
    const newsroom = await open()
    const paths = [
      ...inFormats('/uk/'),
      ...inFormats('/uk/archive/2026-01/'),
      '/uk/news-sitemap.xml',
      '/uk/archive/2026-01/',
    ]
    const before = await Promise.all(paths.map((path) => newsroom.ask(path)))
    await rewrite(newsroom, { correction: { note: 'Довший.', at: iso(NOW + 3 * HOUR) } })
    for (const [index, path] of paths.entries()) {
      const { text, headers } = await newsroom.ask(path)
      expect(text, path).toBe(before[index]?.text)
      expect(headers.etag, path).toBe(before[index]?.headers.etag)
      expect(headers['last-modified'], path).toBe(before[index]?.headers['last-modified'])
    }
    newsroom.clock.now = NOW + 3 * HOUR
    await newsroom.refresh()
    for (const path of inFormats('/uk/')) {
      expect((await firstItem(newsroom, path))?.html).toContain('Довший.')
      expect((await firstItem(newsroom, path))?.updated).toBe(iso(NOW + 3 * HOUR))
    }
  })

  test('that is removed disappears from the feed', async () => {
    const newsroom = await open()
    await rewrite(newsroom, { correction: { note: 'Довший.', at: AT } })
    const { headers } = await newsroom.ask('/uk/atom.xml')
    await rewrite(newsroom, {})
    const after = await newsroom.ask('/uk/atom.xml')
    expect(after.text).not.toContain('Довший.')
    const moved = Date.parse(`${after.headers['last-modified']}`) - Date.parse(`${headers['last-modified']}`)
    expect(moved).toBe(HOUR)
  })
})

describe('a change of the text', () => {
  const content = '<p>Міст через річку</p>'
  const edited = { variants: { uk: variant('Міст', 'uk', { content }), en: variant('Bridge', 'en') } }

  test.each(inFormats('/uk/'))('without `updated` changes the validators but no date in feeds: %s', async (path) => {
    const newsroom = await open()
    const before = await newsroom.ask(path)
    const read = await newsroom.read(path)
    await rewrite(newsroom, edited)
    const after = await newsroom.ask(path)
    expect(after.text).toBe(before.text.replace('<p>Міст</p>', content))
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + HOUR)
    expect((await newsroom.read(path)).updated).toBe(read.updated)
    expect((await firstItem(newsroom, path))?.updated).toBe(read.items[0]?.updated)
  })

  test('with `updated` changes the date of the article and of its feeds', async () => {
    const newsroom = await open()
    await rewrite(newsroom, { ...edited, updated: AT })
    for (const path of inFormats('/uk/')) expect((await firstItem(newsroom, path))?.updated, path).toBe(AT)
    expect((await newsroom.read('/uk/atom.xml')).updated).toBe(AT)
  })

  test('without `updated` does not move an old article back into the feed', async () => {
    const newsroom = await serveNewsroom({
      site: { feeds: { items: 2 } },
      files: { ...newer, 'articles/old.json': story() },
    })
    const before = await newsroom.ask('/uk/rss.xml')
    await rewrite(newsroom, edited)
    expect((await newsroom.ask('/uk/rss.xml')).headers.etag).toBe(before.headers.etag)
  })
})
