import { describe, expect, test } from 'vitest'
import { type Answer, atom, entry, type FeedArticle, feedDesk, item, rss } from '../../support/feed-desk.ts'

/** The articles of a feed by the keys of their records, or the problem. */
async function read(document: Answer): Promise<Record<string, FeedArticle | null> | string> {
  const desk = await feedDesk({ '/en': document }, { en: '/en' })
  return (await desk.fetch()) ?? (await desk.records())
}

async function readOne(document: Answer) {
  const found = await read(document)
  if (typeof found === 'string') throw new Error(found)
  const [article] = Object.values(found)
  const { variants, id, ...shared } = article as FeedArticle
  return { id, ...shared, ...variants.en }
}

const PUBLISHED = '<pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate>'

describe('documents that are no feed are problems, and articles stay', () => {
  const whole = rss(item('a') + item('b'))
  test.each([
    [
      'an HTML page',
      '<!DOCTYPE html>\n<html lang="en"><head><link rel="x"></head><body>Log in</body></html>',
      'is an HTML page',
    ],
    ['an XHTML page', '<?xml version="1.0"?><!-- x --><html xmlns="http://www.w3.org/1999/xhtml"/>', 'is an HTML page'],
    ['nothing', '', 'is empty'],
    ['white space', ' \n', 'is empty'],
    ['the first half', whole.slice(0, whole.length / 2), 'is no feed, or a part of one'],
    ['all but the end', whole.slice(0, -8), 'is no feed, or a part of one'],
    ['JSON of another shape', '{"error":"no"}', 'is no feed, or a part of one'],
    [
      'half a JSON Feed',
      '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"',
      'is no feed, or a part of one',
    ],
    ['text', 'Fatal error: Allowed memory size exhausted', 'is no feed, or a part of one'],
  ])('%s', async (_name, document, problem) => {
    const desk = await feedDesk({ '/en': rss(item('a')) }, { en: '/en' })
    await desk.fetch()
    desk.site.set('/en', document)
    expect(await desk.fetch()).toBe(`ORIGIN/en: the document ${problem}`)
    expect(Object.values(await desk.records())).toEqual([expect.objectContaining({ id: 'old-id-a' })])
  })
})

describe('charsets', () => {
  const text = (encoding: string) =>
    rss(item('a').replace('<title>a', '<title>Міст')).replace('<?xml version="1.0"', `$& encoding="${encoding}"`)
  const windows1251 = (document: string) =>
    Uint8Array.from(document, (letter) => ({ М: 0xcc, і: 0xb3, с: 0xf1, т: 0xf2 })[letter] ?? letter.charCodeAt(0))
  test.each([
    ['UTF-8', text('UTF-8'), undefined],
    ['UTF-8 that the server calls ISO-8859-1', text('UTF-8'), 'ISO-8859-1'],
    ['UTF-8 that the document calls windows-1251', text('windows-1251'), undefined],
    ['windows-1251 by the document', windows1251(text('windows-1251')), undefined],
    ['windows-1251 by the server', windows1251(text('UTF-8')), 'windows-1251'],
    ['UTF-16', Buffer.from(`\uFEFF${text('UTF-16')}`, 'utf16le'), undefined],
    ['a byte order mark', `\uFEFF${text('UTF-8')}`, 'us-ascii'],
    ['an unknown charset', text('x-none'), 'x-none'],
  ])('%s', async (_name, body, charset) => {
    const headers = { 'Content-Type': `text/xml${charset ? `; charset=${charset}` : ''}` }
    expect(await readOne({ headers, body })).toMatchObject({ title: 'Міст' })
  })

  test('one broken letter does not change the others', async () => {
    const [before, after] = text('UTF-8').split('Міст') as [string, string]
    const body = Buffer.concat([Buffer.from(`${before}Мі`), Buffer.from([0xd1]), Buffer.from(` т${after}`)])
    expect(await readOne({ body })).toMatchObject({ title: 'Мі\uFFFD т' })
  })
})

describe('items that lack something', () => {
  test('a guid: the link identifies it', async () => {
    expect(await readOne(rss(item('a').replace(/<guid.*<\/guid>/, '')))).toMatchObject({
      guid: 'https://old.example/a/',
    })
  })

  test('a link: the permalink, or the site', async () => {
    const bare = (guid: string) => rss(`<item><title>a</title>${guid}${PUBLISHED}</item>`)
    expect(await readOne(bare('<guid>https://old.example/?p=1</guid>'))).toMatchObject({
      url: 'https://old.example/?p=1',
    })
    expect(await readOne(bare('<guid isPermaLink="false">7</guid>'))).toMatchObject({ url: 'https://old.example/' })
  })

  test('a guid and a link: the title identifies them on the page of the site, as in some podcasts', async () => {
    const items = (link: string) =>
      ['One', 'Two'].map((title) => `<item><title>${title}</title>${link}${PUBLISHED}</item>`)
    for (const link of ['', '<link>https://old.example/</link>']) {
      expect(Object.values(await read(rss(items(link).join(''))))).toMatchObject([
        { variants: { en: { guid: 'https://old.example/#One', url: 'https://old.example/' } } },
        { variants: { en: { guid: 'https://old.example/#Two', url: 'https://old.example/' } } },
      ])
    }
  })

  test('a title: the beginning of the text, or the day', async () => {
    const bare = (more: string) => rss(`<item><link>https://old.example/a</link>${PUBLISHED}${more}</item>`)
    expect(await readOne(bare('<description>The bridge is open.</description>'))).toMatchObject({
      title: 'The bridge is open.',
    })
    const escaped =
      '<title>&lt;img src="x"&gt;</title><description>&lt;p&gt;Q&amp;amp;A about &amp;lt;br&amp;gt;&lt;/p&gt;</description>'
    expect(await readOne(bare(escaped))).toMatchObject({ title: 'Q&amp;A about &lt;br>' })
    expect(await readOne(bare(''))).toMatchObject({ title: '2026-03-01' })
  })

  test.each([
    ['no date', '', '<language>en</language>', '2026-03-10T13:00:00.000Z'],
    [
      'an empty date',
      '<pubDate/>',
      '<lastBuildDate>Mon, 09 Mar 2026 08:00:00 GMT</lastBuildDate>',
      '2026-03-09T08:00:00Z',
    ],
    [
      'a date that is none',
      '<pubDate>yesterday</pubDate>',
      '<lastBuildDate>Mon, 09 Mar 2027 08:00:00 GMT</lastBuildDate>',
      '2026-03-10T13:00:00.000Z',
    ],
  ])('%s: it keeps the date of when it was first seen', async (_name, date, channel, expected) => {
    const document = rss(item('a').replace(/<pubDate.*<\/pubDate>/, date), channel)
    const desk = await feedDesk({ '/en': document }, { en: '/en' })
    await desk.fetch()
    desk.site.set('/en', document.replace('<title>a', '<title>b'))
    await desk.fetch()
    expect(Object.values(await desk.records())).toMatchObject([
      { published: expected, variants: { en: { title: 'b' } } },
    ])
  })
})

test('a date in the future stays: the article appears then', async () => {
  expect(await readOne(rss(item('a').replace('2026', '2027')))).toMatchObject({ published: '2027-03-01T08:00:00Z' })
})

describe('repeated guids', () => {
  const written = (guid: string, slug: string, hour: string) =>
    `<entry><id>${guid}</id><title>${slug}</title><link href="https://old.example/${slug}"/><published>2026-03-01T00:00:00Z</published><updated>2026-03-01T${hour}:00:00Z</updated></entry>`

  test('of one page: the entry that was changed last counts', async () => {
    const twice = written('1', 'a', '10').replace('<title>a', '<title>old') + written('1', 'a', '11')
    expect(await readOne(atom(twice))).toMatchObject({ title: 'a', updated: '2026-03-01T11:00:00Z' })
  })

  test('of several pages: the addresses identify them', async () => {
    const found = await read(atom(written('1', 'a', '10') + written('1', 'b', '10')))
    expect(Object.keys(found)).toEqual(['en/old.example/a', 'en/old.example/b'])
  })
})

describe('formats', () => {
  test('RDF', async () => {
    const document = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://old.example/"><title>c</title><link>https://old.example/</link><description>d</description></channel>
      <item rdf:about="https://old.example/1#x"><title>one</title><link>https://old.example/one</link><dc:date>2026-03-01T09:00:00+09:00</dc:date><dc:creator>Jo</dc:creator></item></rdf:RDF>`
    expect(await readOne(document)).toMatchObject({
      ...{
        guid: 'https://old.example/1#x',
        title: 'one',
        published: '2026-03-01T00:00:00Z',
        authors: [{ name: 'Jo' }],
      },
    })
  })

  test('RSS 0.91 without dates and guids', async () => {
    const document = `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
      <rss version="0.91"><channel><title>c</title><link>https://old.example/</link><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate>
      <item><title>one</title><link>https://old.example/one</link><description>d</description></item></channel></rss>`
    expect(await readOne(document)).toMatchObject({ published: '2026-03-01T08:00:00Z', content: 'd' })
  })

  test('Atom: texts by their type, and addresses by xml:base', async () => {
    const document = atom(
      `<entry xml:base="2026/"><id>urn:1</id><title>a &lt; b</title><link href="bridge"/><published>2026-03-01T08:00:00Z</published><updated>2026-03-02T08:00:00Z</updated>
       <link rel="enclosure" href="../a.mp3" type="audio/mpeg" length="5"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p></div></content><summary type="html">&lt;b&gt;x&lt;/b&gt;</summary></entry>`,
      'xml:base="https://old.example/news/"',
    )
    expect(await readOne(document)).toMatchObject({
      ...{ title: 'a &lt; b', url: 'https://old.example/news/2026/bridge', updated: '2026-03-02T08:00:00Z' },
      ...{ content: '<p>Long.</p>', summary: '<b>x</b>' },
      attachments: [{ url: 'https://old.example/news/a.mp3', type: 'audio/mpeg', length: 5 }],
    })
  })

  test('relative links are those of the document', async () => {
    expect(await readOne(atom(entry('a').replace('https://old.example/', '/'), ''))).toMatchObject({ url: 'ORIGIN/a/' })
  })

  test('CDATA, and text that is escaped', async () => {
    const more =
      '<description>A &lt;b&gt;summary&lt;/b&gt;</description><content:encoded><![CDATA[<p>1 &lt; 2 &amp; 3</p>]]></content:encoded>'
    const document = rss(item('a', more).replace('<title>a', '<title><![CDATA[Q&amp;A <b>here</b>]]>'))
    expect(await readOne(document)).toMatchObject({
      ...{ title: 'Q&amp;A <b>here</b>', summary: 'A <b>summary</b>', content: '<p>1 &lt; 2 &amp; 3</p>' },
    })
  })

  test('a podcast: recording, duration, cover', async () => {
    const more =
      '<enclosure url="https://cdn.example/1.mp3?a=1&amp;b=2" length="1234" type="audio/mpeg"/><itunes:duration>1:02:03</itunes:duration><itunes:image href="https://cdn.example/1.jpg"/><itunes:author>Jo</itunes:author>'
    expect(await readOne(rss(item('a', more)))).toMatchObject({
      image: { url: 'https://cdn.example/1.jpg' },
      attachments: [{ url: 'https://cdn.example/1.mp3?a=1&b=2', type: 'audio/mpeg', length: 1234, duration: 3723 }],
    })
  })

  test('JSON Feed', async () => {
    const document = JSON.stringify({
      ...{ version: 'https://jsonfeed.org/version/1.1', title: 'Old', home_page_url: 'https://old.example/' },
      items: [
        {
          ...{
            id: 7,
            url: '/a',
            title: 'a <b>',
            content_text: 'a < b\nc',
            date_published: '2026-03-01T08:00:00.5+02:00',
          },
          attachments: [{ url: '/a.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5, duration_in_seconds: 9 }],
        },
      ],
    })
    expect(await readOne(document)).toMatchObject({
      ...{
        guid: '7',
        url: 'ORIGIN/a',
        title: 'a &lt;b>',
        content: 'a &lt; b<br>\nc',
        published: '2026-03-01T06:00:00Z',
      },
      attachments: [{ url: 'ORIGIN/a.mp3', type: 'audio/mpeg', length: 5, duration: 9 }],
    })
  })
})
