import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { inFormats, type Served, served } from '../support/told.ts'

const HOUR = 3_600_000
const iso = (instant: number) => new Date(instant).toISOString()
const AT = iso(NOW + HOUR / 2)
const PUBLISHED = '2026-01-05T08:00:00.000Z'

const old = (over = {}, en = {}) =>
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

/** An hour later, with the article written anew. */
async function rewritten(newsroom: Served, over: object, en: object = {}): Promise<void> {
  newsroom.write('articles/old.json', old(over, en))
  newsroom.clock.now += HOUR
  await newsroom.refresh()
}
const open = (site = {}) => served({ site, files: { 'articles/old.json': old() } })
const first = async ({ read }: Served, path: string) => (await read(path)).items[0]

describe('a correction', () => {
  test.each(inFormats('/uk/'))(
    "leads the text with its label in the article's language, and moves its date: %s",
    async (path) => {
      const newsroom = await open()
      expect((await first(newsroom, path))?.html).toBe('<p>Міст</p>')
      await rewritten(newsroom, { correction: { note: 'Міст <довший>.', at: AT } })
      const item = await first(newsroom, path)
      expect(item?.html).toBe('<p><strong>Виправлення:</strong> Міст &lt;довший&gt;.</p>\n<p>Міст</p>')
      expect([item?.updated, item?.id]).toEqual([AT, 'tag:herald.example,2020:old/uk'])
      expect(Date.parse(`${item?.published}`)).toBe(Date.parse(PUBLISHED))
      const { updated } = await newsroom.read(path)
      if (updated) expect(Date.parse(updated)).toBe(Date.parse(AT))
    },
  )

  test('is said in each language, and in another where it has none of its own', async () => {
    const newsroom = await open()
    await rewritten(newsroom, { correction: { note: { en: 'Longer.' }, at: AT } })
    expect((await first(newsroom, '/en/rss.xml'))?.html).toContain('<p><strong>Correction:</strong> Longer.</p>')
    expect((await first(newsroom, '/uk/rss.xml'))?.html).toContain(
      '<p lang="en" dir="ltr"><strong>Correction:</strong> Longer.</p>',
    )
    await rewritten(newsroom, { correction: { note: { en: 'Longer.', uk: 'Довший.' }, at: AT } })
    expect((await first(newsroom, '/uk/rss.xml'))?.html).toContain('<p><strong>Виправлення:</strong> Довший.</p>')
  })

  test("of a variant is that variant's alone", async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/uk/atom.xml')
    await rewritten(newsroom, {}, { correction: { note: 'A slip of the translator.', at: AT } })
    expect((await first(newsroom, '/en/atom.xml'))?.html).toContain('A slip of the translator.')
    expect((await first(newsroom, '/en/atom.xml'))?.updated).toBe(AT)
    expect((await newsroom.ask('/uk/atom.xml')).headers.etag).toBe(before.headers.etag)
  })

  test('is written in summaries where a feed has no more', async () => {
    const newsroom = await open({ feeds: { content: 'summary' } })
    await rewritten(newsroom, { correction: { note: 'Довший.', at: AT } })
    for (const path of inFormats('/uk/')) {
      expect((await first(newsroom, path))?.html).toBe('<p><strong>Виправлення:</strong> Довший.</p>\n<p>Міст.</p>')
    }
  })

  test.each(inFormats('/uk/'))('brings an old article into the subscription document again: %s', async (path) => {
    const newsroom = await served({ site: { feeds: { items: 2 } }, files: { ...newer, 'articles/old.json': old() } })
    expect(await newsroom.titles(path)).toEqual(['н3', 'н2'])
    await rewritten(newsroom, { correction: { note: 'Довший.', at: AT } })
    expect(await newsroom.titles(path)).toEqual(['н3', 'Міст'])
    expect(await newsroom.titles(path.replace('/uk/', '/uk/tags/river/'))).toEqual(['н3', 'Міст'])
    expect(await newsroom.titles(path.replace('/uk/', '/uk,en/'))).toEqual(['н3', 'Міст'])
  })

  test('that is dated in the future waits: no byte, no field tells of it', async () => {
    const newsroom = await open()
    const paths = [
      ...inFormats('/uk/'),
      ...inFormats('/uk/archive/2026-01/'),
      '/uk/news-sitemap.xml',
      '/uk/archive/2026-01/',
    ]
    const before = await Promise.all(paths.map((path) => newsroom.ask(path)))
    await rewritten(newsroom, { correction: { note: 'Довший.', at: iso(NOW + 3 * HOUR) } })
    for (const [index, path] of paths.entries()) {
      const { text, headers } = await newsroom.ask(path)
      expect(text, path).toBe(before[index]?.text)
      expect(headers.etag, path).toBe(before[index]?.headers.etag)
      expect(headers['last-modified'], path).toBe(before[index]?.headers['last-modified'])
    }
    newsroom.clock.now = NOW + 3 * HOUR
    await newsroom.refresh()
    for (const path of inFormats('/uk/')) {
      expect((await first(newsroom, path))?.html).toContain('Довший.')
      expect((await first(newsroom, path))?.updated).toBe(iso(NOW + 3 * HOUR))
    }
  })

  test('that is taken back takes its note along', async () => {
    const newsroom = await open()
    await rewritten(newsroom, { correction: { note: 'Довший.', at: AT } })
    const { headers } = await newsroom.ask('/uk/atom.xml')
    await rewritten(newsroom, {})
    const after = await newsroom.ask('/uk/atom.xml')
    expect(after.text).not.toContain('Довший.')
    const moved = Date.parse(`${after.headers['last-modified']}`) - Date.parse(`${headers['last-modified']}`)
    expect(moved).toBe(HOUR)
  })
})

describe('a change of the text', () => {
  const content = '<p>Міст через річку</p>'
  const edited = { variants: { uk: variant('Міст', 'uk', { content }), en: variant('Bridge', 'en') } }

  test.each(inFormats('/uk/'))('that nobody dated is there, with another ETag and no other date: %s', async (path) => {
    const newsroom = await open()
    const before = await newsroom.ask(path)
    const read = await newsroom.read(path)
    await rewritten(newsroom, edited)
    const after = await newsroom.ask(path)
    expect(after.text).toBe(before.text.replace('<p>Міст</p>', content))
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(NOW + HOUR)
    expect((await newsroom.read(path)).updated).toBe(read.updated)
    expect((await first(newsroom, path))?.updated).toBe(read.items[0]?.updated)
  })

  test('that is dated moves the date of the article and of its feeds', async () => {
    const newsroom = await open()
    await rewritten(newsroom, { ...edited, updated: AT })
    for (const path of inFormats('/uk/')) expect((await first(newsroom, path))?.updated, path).toBe(AT)
    expect((await newsroom.read('/uk/atom.xml')).updated).toBe(AT)
  })

  test('that nobody dated does not bring an old article back', async () => {
    const newsroom = await served({ site: { feeds: { items: 2 } }, files: { ...newer, 'articles/old.json': old() } })
    const before = await newsroom.ask('/uk/rss.xml')
    await rewritten(newsroom, edited)
    expect((await newsroom.ask('/uk/rss.xml')).headers.etag).toBe(before.headers.etag)
  })
})
