import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { largestBeyond } from '../../src/editions/sizes.ts'
import { article, variant } from '../support/newsroom.ts'
import { FILES, inFormats, parseDocument, serveNewsroom } from '../support/parsed-feed.ts'

/** A content that a format must escape, of about this many bytes. */
const content = (bytes: number): string => `<p>${'"Ріка" &amp; міст '.repeat(Math.ceil(bytes / 27))}</p>`

const story = (bytes: number, over: Record<string, unknown> = {}) =>
  article({
    variants: { uk: variant('Міст', 'uk', { content: content(bytes) }), en: variant('Bridge', 'en', over) },
  })

const LINK =
  '<p>Міст.</p>\n<p><a href="https://herald.example/uk/news/%D0%9C%D1%96%D1%81%D1%82/">Читати статтю повністю</a></p>'

describe('an item above feeds.maxItemBytes', () => {
  const open = (over: Record<string, unknown> = {}) =>
    serveNewsroom({
      site: { feeds: { maxItemBytes: 20_000, tags: { content: 'summary' } }, ...over },
      files: { 'articles/large.json': story(30_000), 'articles/small.json': story(10_000) },
    })

  test.each(inFormats('/uk/'))('shows its summary and a link to read on, in %s', async (path) => {
    const { items } = await (await open()).read(path)
    const [large, small] = [items.find(({ id }) => id.includes('large')), items.find(({ id }) => id.includes('small'))]
    expect(large?.html).toBe(LINK)
    expect(small?.html).toContain('Ріка')
  })

  test('is one warning per article', async () => {
    const { app } = await open()
    expect(app.newsroom.quarantine()).toMatchObject([
      { file: 'articles/large.json', reason: 'content_too_large', severity: 'warning' },
    ])
    expect(app.newsroom.quarantine()[0]?.message).toMatch(/^The content in uk has \d+ bytes\. Above 20000/)
  })

  test('keeps its version while only the part that no document shows changes', async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/uk/atom.xml')
    newsroom.write('articles/large.json', story(31_000))
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    const after = await newsroom.ask('/uk/atom.xml')
    expect([after.headers.etag, after.text]).toEqual([before.headers.etag, before.text])
  })

  test.each(inFormats('/uk/tags/river/'))('has no link in a feed of summaries: %s', async (path) => {
    const { items } = await (await open()).read(path)
    expect(items.map(({ html }) => html)).toEqual(['Міст.', 'Міст.'])
  })

  test("links to a partner's address of the article", async () => {
    const partner = { partners: { msn: { languages: ['uk'], utm: { source: 'msn' } } } }
    const { items } = await (await open(partner)).read('/partners/msn/uk/feed.json')
    expect(items.find(({ id }) => id.includes('large'))?.html).toContain('?utm_source=msn">Читати')
  })
})

describe('a document above feeds.maxDocumentBytes', () => {
  const LIMIT = 60_000
  const SIZES = [9000, 3000, 12_000, 5000, 12_000, 7000, 20_000, 1000, 15_000, 8000]
  const files = Object.fromEntries(SIZES.map((bytes, index) => [`articles/a${index}.json`, story(bytes)]))
  const site = { feeds: { maxDocumentBytes: LIMIT } }
  const shortened = (path: string, text: string) =>
    parseDocument(path, text).items.flatMap(({ id, html }) => (html === LINK ? (/:(a\d)\//.exec(id)?.[1] ?? id) : []))

  test('has the largest contents shortened, the same in all formats', async () => {
    const { ask } = await serveNewsroom({ site, files })
    for (const path of inFormats('/uk/')) {
      const { text } = await ask(path)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT)
      expect(shortened(path, text).sort()).toEqual(['a4', 'a6', 'a8'])
      expect(parseDocument(path, text).items).toHaveLength(SIZES.length)
    }
  })

  test('fits even if its contents grow by escaping', async () => {
    const quotes = article({ variants: { uk: variant('Міст', 'uk', { content: `<p>${'"'.repeat(8000)}</p>` }) } })
    const many = Object.fromEntries(SIZES.map((_, index) => [`articles/a${index}.json`, quotes]))
    const { ask } = await serveNewsroom({ site, files: many })
    for (const path of inFormats('/uk/')) expect(Buffer.byteLength((await ask(path)).text)).toBeLessThanOrEqual(LIMIT)
  })

  test('has a version of its own for each limit, and keeps it when it is composed again', async () => {
    const tags = []
    for (const maxDocumentBytes of [LIMIT, LIMIT, 2 * LIMIT]) {
      const { ask } = await serveNewsroom({ site: { feeds: { maxDocumentBytes } }, files })
      tags.push(String((await ask('/uk/atom.xml')).headers.etag))
    }
    expect(tags[1]).toBe(tags[0])
    expect(tags[2]).not.toBe(tags[0])
  })

  test('a delta shows an item as the whole document does', async () => {
    const newsroom = await serveNewsroom({ site, files })
    const path = `/uk/${FILES.atom}`
    const before = await newsroom.ask(path)
    newsroom.write('articles/a6.json', story(21_000, { title: 'Bridge again' }))
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    const delta = await newsroom.ask(path, { 'A-IM': 'feed', 'If-None-Match': String(before.headers.etag) })
    expect(delta.status).toBe(226)
    expect(shortened(path, delta.text)).toEqual(['a6'])
  })
})

test('the largest contents go first, and no more of them than needed', () => {
  const sizes = fc.array(fc.nat(1000), { maxLength: 30 })
  fc.assert(
    fc.property(sizes, fc.nat(10_000), (bytes, limit) => {
      const beyond = largestBeyond(bytes, limit)
      const [gone, kept] = [bytes.filter((_, i) => beyond.has(i)), bytes.filter((_, i) => !beyond.has(i))]
      const sum = kept.reduce((total, size) => total + size, 0)
      expect(sum).toBeLessThanOrEqual(limit)
      expect(Math.min(...gone, 1000)).toBeGreaterThanOrEqual(Math.max(...kept.filter(() => gone.length > 0), 0))
      if (gone.length > 0) expect(sum + Math.min(...gone)).toBeGreaterThan(limit)
    }),
  )
})
