import { Feed, type FeedOptions, type Item } from 'feed'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { FORMATS } from '../../../src/domain/feed-key.ts'
import { cdata, extension, plain, write, writeItem, writeShell } from '../../../src/feeds/writer.ts'

// Each of these holds a quirk of `feed` 6.0.0 (or of xml-js below it) that src/feeds works around. One that fails
// says that a newer version has mended it: delete the workaround that it names.

const OPTIONS: FeedOptions = { id: 'tag:a:b', title: 'T', link: 'https://a.example/', updated: new Date(0) }
const ITEM: Item = { title: 'A', id: 'tag:a:1', link: 'https://a.example/1', date: new Date(0) }

function feed(item: Partial<Item> = {}, options: Partial<FeedOptions> = {}): Feed {
  const made = new Feed({ ...OPTIONS, ...options })
  made.addItem({ ...ITEM, ...item })
  return made
}

describe('`feed` still', () => {
  afterEach(() => void vi.useRealTimers())

  test('dates a feed without `updated` by the clock (workaround: `updated` always comes from content)', () => {
    vi.useFakeTimers({ now: Date.UTC(2031, 4, 6, 7, 8, 9) })
    const { updated: _, ...undated } = OPTIONS
    expect(new Feed(undated).rss2()).toContain('<lastBuildDate>Tue, 06 May 2031 07:08:09 GMT</lastBuildDate>')
    expect(new Feed(undated).atom1()).toContain('<updated>2031-05-06T07:08:09.000Z</updated>')
  })

  test('mends only the first `]]>` of a text (workaround: writer.ts, `cdata`)', () => {
    expect(feed({ title: 'a]]>b]]>c' }).rss2()).toContain('<![CDATA[a]]]]><![CDATA[>b]]>c]]>')
    expect(feed({ content: 'a]]>b]]>c' }).atom1()).toContain('<![CDATA[a]]]]><![CDATA[>b]]>c]]>')
  })

  test('loses a literal `&amp;` of a text (workaround: writer.ts, `plain`)', () => {
    expect(feed({}, { title: 'write &amp; for &' }).rss2()).toContain('<title>write &amp; for &amp;</title>')
    expect(feed({}, { title: 'write &amp; for &' }).atom1()).toContain('<title>write &amp; for &amp;</title>')
  })

  test('lets control characters pass (workaround: intake/text.ts, `wellFormed`)', () => {
    expect(feed({ title: 'a\u0008b\uFFFEc' }).rss2()).toContain('a\u0008b\uFFFEc')
    expect(feed({ title: 'a\u0008b\uFFFEc' }).atom1()).toContain('a\u0008b\uFFFEc')
  })

  test('lets lone surrogates pass (workaround: intake/text.ts, `wellFormed`)', () => {
    expect(feed({ title: 'a\uD83Db' }).rss2().isWellFormed()).toBe(false)
  })

  test('refuses an Atom id that is no URL (workaround: ids.ts, `tag:` ids)', () => {
    expect(() => feed({ id: 'bridge/uk' }).atom1()).toThrow('Invalid URL')
  })

  test('writes every Atom title as HTML (workaround: atom.ts, `escapeText` around titles)', () => {
    expect(feed({ title: 'a < b' }).atom1()).toContain('<title type="html"><![CDATA[a < b]]></title>')
  })

  test('has no language in Atom (workaround: atom.ts, `head` and `fragment`)', () => {
    expect(feed({}, { language: 'uk' }).atom1()).not.toContain('xml:lang')
  })

  test('guesses the type of an Atom enclosure, and drops the one given (workaround: atom.ts, `linksOf`)', () => {
    const enclosure = { url: 'https://a.example/i.jpg', type: 'image/jpeg', length: 9 }
    expect(feed({ enclosure }).atom1()).toContain('type="image/jpg" length="9"')
    const audio = { url: 'https://a.example/talk.mp3', type: 'audio/mpeg', length: 9 }
    expect(feed({ audio }).atom1()).toContain('type="audio/mp3"')
  })

  test('takes no extensions in Atom entries (workaround: the completions of compose.ts)', () => {
    const extensions = [extension('media:title', 'A picture')]
    expect(feed({ extensions }).atom1()).not.toContain('media:title')
    expect(feed({ extensions }).rss2()).toContain('media:title')
  })

  test('leaves `<` in the attributes of an Atom category (workaround: atom.ts, `categoriesOf`)', () => {
    const category = [{ name: 'a < b', term: 'a', scheme: 'tag:a:tags' }]
    expect(feed({ category }).atom1()).toContain('label="a < b"')
  })

  test('leaves `&` and `<` in the attributes of an RSS category (workaround: `domain` is an id of ids.ts)', () => {
    expect(feed({ category: [{ name: 'a', domain: 'a&b<c' }] }).rss2()).toContain('domain="a&b<c"')
  })

  test('leaves `&` in the type of an RSS enclosure (workaround: rss.ts, `escapeText` around it)', () => {
    const enclosure = { url: 'https://a.example/i', type: 'image/a&b', length: 9 }
    expect(feed({ enclosure }).rss2()).toContain('type="image/a&b"')
  })

  test('writes the bare name of an RSS author (workaround: rss.ts, `dc:creator`)', () => {
    expect(feed({ author: [{ name: 'Iryna' }] }).rss2()).toContain('<author>Iryna</author>')
  })

  test('lets a picture take the place of an RSS enclosure (workaround: rss.ts, `media:content`)', () => {
    const enclosure = { url: 'https://a.example/talk.mp3', type: 'audio/mpeg', length: 9 }
    const written = feed({ enclosure, image: 'https://a.example/i.png' }).rss2()
    expect(written).not.toContain('talk.mp3')
    expect(written.match(/<enclosure /g)).toHaveLength(1)
  })

  test('declares `dc` wherever there is content, used or not (workaround: rss.ts, `head`)', () => {
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

  test('names one author of a JSON item, under the old key (workaround: json-feed.ts, extension `authors`)', () => {
    const [item] = JSON.parse(feed({ author: [{ name: 'Iryna' }, { name: 'Taras' }] }).json1()).items
    expect(item.author).toEqual({ name: 'Iryna' })
    expect(item).not.toHaveProperty('authors')
  })

  test('drops the enclosure of a JSON item (workaround: json-feed.ts, extension `attachments`)', () => {
    const enclosure = { url: 'https://a.example/talk.mp3', type: 'audio/mpeg', length: 9 }
    expect(JSON.parse(feed({ enclosure }).json1()).items[0]).not.toHaveProperty('attachments')
  })

  test('takes the plain description of a JSON item for HTML (workaround: json-feed.ts, `content`)', () => {
    expect(JSON.parse(feed({ description: 'a < b' }).json1()).items[0].content_html).toBe('a < b')
  })
})

describe('the writer', () => {
  test('keeps every `]]>` of a text', () => {
    const written = write('rss', { options: OPTIONS, extensions: [] }, [{ ...ITEM, title: cdata(']]>a]]>]]>') }])
    expect(written).toContain('<title><![CDATA[]]]]><![CDATA[>a]]]]><![CDATA[>]]]]><![CDATA[>]]></title>')
  })

  test('keeps a literal `&amp;` of a text', () => {
    const options = { ...OPTIONS, title: plain('write &amp; for &') }
    expect(write('atom', { options, extensions: [] }, [])).toContain('<title>write &amp;amp; for &amp;</title>')
  })

  test.each(FORMATS)('cuts a %s item out of its document at the seams', (format) => {
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

  test.each(['rss', 'atom'] as const)('puts a completion last in an %s item', (format) => {
    const written = writeItem(format, { ...ITEM, title: cdata('</item></entry>') }, '<last/>')
    expect(written).toMatch(/<last\/>\n +<\/(item|entry)>$/)
  })
})
