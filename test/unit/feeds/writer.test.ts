import { Feed, type FeedOptions, type Item } from 'feed'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { FORMATS } from '../../../src/domain/feed-key.ts'
import { protectAmpersands, writeShell } from '../../../src/feeds/writer.ts'
import { writeDocument } from '../../support/feed-items.ts'

// Each of these tests shows a quirk of `feed` 6.0.0 (or of xml-js) that src/feeds works around. If one fails, a newer
// version has fixed the quirk: delete the workaround that the title names.

const OPTIONS: FeedOptions = { id: 'tag:a:b', title: 'T', link: 'https://a.example/', updated: new Date(0) }
const ITEM: Item = { title: 'A', id: 'tag:a:1', link: 'https://a.example/1', date: new Date(0) }

function feed(options: Partial<FeedOptions> = {}): Feed {
  const writer = new Feed({ ...OPTIONS, ...options })
  writer.addItem(ITEM)
  return writer
}

describe('`feed` still', () => {
  afterEach(() => void vi.useRealTimers())

  test('dates a feed without `updated` by the clock (workaround: `updated` always comes from content)', () => {
    vi.useFakeTimers({ now: Date.UTC(2031, 4, 6, 7, 8, 9) })
    const { updated: _, ...undated } = OPTIONS
    expect(new Feed(undated).rss2()).toContain('<lastBuildDate>Tue, 06 May 2031 07:08:09 GMT</lastBuildDate>')
    expect(new Feed(undated).atom1()).toContain('<updated>2031-05-06T07:08:09.000Z</updated>')
  })

  test('loses a literal `&amp;` of a text (workaround: writer.ts, `protectAmpersands`)', () => {
    expect(feed({ title: 'write &amp; for &' }).rss2()).toContain('<title>write &amp; for &amp;</title>')
    expect(feed({ title: 'write &amp; for &' }).atom1()).toContain('<title>write &amp; for &amp;</title>')
  })

  test('has no language in Atom (workaround: atom.ts, `head`)', () => {
    expect(feed({ language: 'uk' }).atom1()).not.toContain('xml:lang')
  })

  test('writes JSON Feed 1 (workaround: json-feed.ts, field `version`)', () => {
    expect(JSON.parse(feed().json1())).toMatchObject({ version: 'https://jsonfeed.org/version/1' })
  })

  test('has no language in JSON Feed (workaround: json-feed.ts, field `language`)', () => {
    expect(JSON.parse(feed({ language: 'uk' }).json1())).not.toHaveProperty('language')
  })
})

describe('the writer', () => {
  test('preserves a literal `&amp;` of a text', () => {
    const options = { ...OPTIONS, title: protectAmpersands('write &amp; for &') }
    expect(writeShell('atom', { options, fields: {} }).head).toContain('<title>write &amp;amp; for &amp;</title>')
  })

  test.each(FORMATS)('a %s shell is the document without items', (format) => {
    const { head, tail } = writeShell(format, { options: OPTIONS, fields: { _added: { a: 1 } } })
    expect(head + tail).toBe(writeDocument(format, { options: OPTIONS, fields: { _added: { a: 1 } } }, []))
    expect(tail).not.toBe('')
  })
})
