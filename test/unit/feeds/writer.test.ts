import { Feed, type FeedOptions, type Item } from 'feed'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { FORMATS } from '../../../src/domain/feed-key.ts'
import {
  extension,
  protectAmpersands,
  protectCdataEnds,
  write,
  writeItem,
  writeShell,
} from '../../../src/feeds/writer.ts'

// Each of these tests shows a quirk of `feed` 6.0.0 (or of xml-js) that src/feeds works around. If one fails, a newer
// version has fixed the quirk: delete the workaround that the title names.

const OPTIONS: FeedOptions = { id: 'tag:a:b', title: 'T', link: 'https://a.example/', updated: new Date(0) }
const ITEM: Item = { title: 'A', id: 'tag:a:1', link: 'https://a.example/1', date: new Date(0) }

function feed(item: Partial<Item> = {}, options: Partial<FeedOptions> = {}): Feed {
  const writer = new Feed({ ...OPTIONS, ...options })
  writer.addItem({ ...ITEM, ...item })
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

  test('escapes only the first `]]>` of a text (workaround: writer.ts, `cdata`)', () => {
    expect(feed({ title: 'a]]>b]]>c' }).rss2()).toContain('<![CDATA[a]]]]><![CDATA[>b]]>c]]>')
    expect(feed({ content: 'a]]>b]]>c' }).atom1()).toContain('<![CDATA[a]]]]><![CDATA[>b]]>c]]>')
  })

  test('loses a literal `&amp;` of a text (workaround: writer.ts, `plain`)', () => {
    expect(feed({}, { title: 'write &amp; for &' }).rss2()).toContain('<title>write &amp; for &amp;</title>')
    expect(feed({}, { title: 'write &amp; for &' }).atom1()).toContain('<title>write &amp; for &amp;</title>')
  })

  test('does not remove control characters (workaround: intake/text.ts, `wellFormed`)', () => {
    expect(feed({ title: 'a\u0008b\uFFFEc' }).rss2()).toContain('a\u0008b\uFFFEc')
    expect(feed({ title: 'a\u0008b\uFFFEc' }).atom1()).toContain('a\u0008b\uFFFEc')
  })

  test('does not remove lone surrogates (workaround: intake/text.ts, `wellFormed`)', () => {
    expect(feed({ title: 'a\uD83Db' }).rss2().isWellFormed()).toBe(false)
  })

  test('refuses an Atom id that is not a URL (workaround: ids.ts, `tag:` ids)', () => {
    expect(() => feed({ id: 'bridge/uk' }).atom1()).toThrow('Invalid URL')
  })

  test('writes every Atom title as HTML (workaround: atom.ts, `escapeText` around titles)', () => {
    expect(feed({ title: 'a < b' }).atom1()).toContain('<title type="html"><![CDATA[a < b]]></title>')
  })

  test('has no language in Atom (workaround: atom.ts, `head` and `fragment`)', () => {
    expect(feed({}, { language: 'uk' }).atom1()).not.toContain('xml:lang')
  })

  test('guesses the type of an Atom enclosure and drops the given type (workaround: atom.ts, `linksOf`)', () => {
    const enclosure = { url: 'https://a.example/i.jpg', type: 'image/jpeg', length: 9 }
    expect(feed({ enclosure }).atom1()).toContain('type="image/jpg" length="9"')
    const audio = { url: 'https://a.example/talk.mp3', type: 'audio/mpeg', length: 9 }
    expect(feed({ audio }).atom1()).toContain('type="audio/mp3"')
  })

  test('ignores extensions in Atom entries (workaround: the completions of compose.ts)', () => {
    const extensions = [extension('media:title', 'A picture')]
    expect(feed({ extensions }).atom1()).not.toContain('media:title')
    expect(feed({ extensions }).rss2()).toContain('media:title')
  })

  test('does not escape `<` in the attributes of an Atom category (workaround: atom.ts, `categoriesOf`)', () => {
    const category = [{ name: 'a < b', term: 'a', scheme: 'tag:a:tags' }]
    expect(feed({ category }).atom1()).toContain('label="a < b"')
  })

  test('does not escape `&` and `<` in the attributes of an RSS category (workaround: `domain` is an id of ids.ts)', () => {
    expect(feed({ category: [{ name: 'a', domain: 'a&b<c' }] }).rss2()).toContain('domain="a&b<c"')
  })

  test('does not escape `&` in the type of an RSS enclosure (workaround: rss.ts, `escapeText` around it)', () => {
    const enclosure = { url: 'https://a.example/i', type: 'image/a&b', length: 9 }
    expect(feed({ enclosure }).rss2()).toContain('type="image/a&b"')
  })

  test('writes the bare name of an RSS author (workaround: rss.ts, `dc:creator`)', () => {
    expect(feed({ author: [{ name: 'Iryna' }] }).rss2()).toContain('<author>Iryna</author>')
  })

  test('replaces an RSS enclosure by the picture (workaround: rss.ts, `media:content`)', () => {
    const enclosure = { url: 'https://a.example/talk.mp3', type: 'audio/mpeg', length: 9 }
    const written = feed({ enclosure, image: 'https://a.example/i.png' }).rss2()
    expect(written).not.toContain('talk.mp3')
    expect(written.match(/<enclosure /g)).toHaveLength(1)
  })

  test('declares `dc` whenever there is content, used or not (workaround: rss.ts, `head`)', () => {
    expect(feed({ content: '<p>A</p>' }).rss2()).toContain('xmlns:dc="http://purl.org/dc/elements/1.1/"')
  })

  test('declares no namespace that extensions use (workaround: rss.ts, `head`)', () => {
    const written = feed({ extensions: [extension('dc:creator', 'Iryna')] }).rss2()
    expect(written).toContain('<dc:creator>Iryna</dc:creator>')
    expect(written).not.toContain('xmlns:dc')
  })

  test('writes JSON Feed 1 (workaround: json-feed.ts, extension `version`)', () => {
    expect(JSON.parse(feed().json1())).toMatchObject({ version: 'https://jsonfeed.org/version/1' })
  })

  test('has no language in JSON Feed (workaround: json-feed.ts, extension `language`)', () => {
    expect(JSON.parse(feed({}, { language: 'uk' }).json1())).not.toHaveProperty('language')
  })

  test('writes only one author of a JSON item, under the old key (workaround: json-feed.ts, extension `authors`)', () => {
    const [item] = JSON.parse(feed({ author: [{ name: 'Iryna' }, { name: 'Taras' }] }).json1()).items
    expect(item.author).toEqual({ name: 'Iryna' })
    expect(item).not.toHaveProperty('authors')
  })

  test('drops the enclosure of a JSON item (workaround: json-feed.ts, extension `attachments`)', () => {
    const enclosure = { url: 'https://a.example/talk.mp3', type: 'audio/mpeg', length: 9 }
    expect(JSON.parse(feed({ enclosure }).json1()).items[0]).not.toHaveProperty('attachments')
  })

  test('treats the plain description of a JSON item as HTML (workaround: json-feed.ts, `content`)', () => {
    expect(JSON.parse(feed({ description: 'a < b' }).json1()).items[0].content_html).toBe('a < b')
  })
})

describe('the writer', () => {
  test('preserves every `]]>` of a text', () => {
    const written = write('rss', { options: OPTIONS, extensions: [] }, [
      { ...ITEM, title: protectCdataEnds(']]>a]]>]]>') },
    ])
    expect(written).toContain('<title><![CDATA[]]]]><![CDATA[>a]]]]><![CDATA[>]]]]><![CDATA[>]]></title>')
  })

  test('preserves a literal `&amp;` of a text', () => {
    const options = { ...OPTIONS, title: protectAmpersands('write &amp; for &') }
    expect(write('atom', { options, extensions: [] }, [])).toContain('<title>write &amp;amp; for &amp;</title>')
  })

  test.each(FORMATS)('writes a %s item as it is in its document', (format) => {
    const document = write(format, { options: OPTIONS, extensions: [] }, [ITEM])
    const written = writeItem(format, ITEM)
    const { head, tail } = writeShell(format, { options: OPTIONS, extensions: [] })
    expect(written.trim()).toMatch(/^(<item>[\s\S]*<\/item>|<entry>[\s\S]*<\/entry>|\{[\s\S]*\})$/)
    expect(document).toBe(head + written + (format === 'json' ? '\n    ' : '') + tail)
  })

  test.each(FORMATS)('a %s shell is the document without items', (format) => {
    const { head, tail } = writeShell(format, { options: OPTIONS, extensions: [] })
    expect(head + tail).toBe(write(format, { options: OPTIONS, extensions: [] }, []))
    expect(tail).not.toBe('')
  })

  test.each(['rss', 'atom'] as const)('writes the completion at the end of an %s item', (format) => {
    const written = writeItem(format, { ...ITEM, title: protectCdataEnds('</item></entry>') }, '<last/>')
    expect(written).toMatch(/<last\/>\n +<\/(item|entry)>$/)
  })
})
