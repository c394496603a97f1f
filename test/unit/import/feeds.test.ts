import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedExport } from '../../../src/import/feeds.ts'
import type { ImportSettings } from '../../../src/import/post.ts'
import { createOutbound } from '../../../src/outbound/client.ts'
import { articlesById, folderWith, recordingSettings } from '../../support/importing.ts'

async function imported(inputs: readonly string[], all = false, changes: Partial<ImportSettings> = {}) {
  const { settings, reports } = recordingSettings(changes)
  const outbound = createOutbound({ allow: ['127.0.0.1'], feedUrl: undefined })
  const posts = await feedExport(inputs, all, outbound, settings)
  await outbound.close()
  return { articles: articlesById(posts, settings.report), reports }
}

async function importedText(text: string, changes: Partial<ImportSettings> = {}) {
  const folder = folderWith({ feed: text })
  const { articles, reports } = await imported([path.join(folder, 'feed')], false, changes)
  return { articles, reports: reports.map((line) => line.replace(`${folder}/`, '')) }
}

function rss(items: string, channel = '<language>uk</language>'): string {
  const namespaces =
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
  return `<?xml version="1.0"?><rss version="2.0" ${namespaces}><channel><title>Old</title><link>https://old.example/</link>${channel}${items}</channel></rss>`
}

function item(slug: string): string {
  return `<item><title>${slug}</title><link>https://old.example/${slug}/</link><guid isPermaLink="false">id ${slug}</guid><pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate></item>`
}

describe('RSS 2.0', () => {
  test('an item with all that an article has', async () => {
    const { articles, reports } = await importedText(
      rss(`<item><title>Bridge &amp;amp; river</title><link>https://old.example/2024/bridge.html</link><guid isPermaLink="false">https://old.example/?p=1</guid>
        <pubDate>Wed, 01 May 2024 11:00:00 +0300</pubDate><dc:creator>Jo Doe</dc:creator><category>River</category>
        <description>Short.</description><content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>
        <enclosure url="https://old.example/a.mp3" type="audio/mpeg" length="5"/><enclosure url="https://old.example/a.jpg" type="image/jpeg" length="6"/></item>`),
    )
    expect(reports).toEqual([])
    expect(articles).toEqual({
      bridge: {
        ...{ id: 'bridge', published: '2024-05-01T08:00:00Z', authors: [{ name: 'Jo Doe' }], tags: ['River'] },
        image: { url: 'https://old.example/a.jpg' },
        attachments: [{ url: 'https://old.example/a.mp3', type: 'audio/mpeg', length: 5 }],
        variants: {
          uk: {
            ...{ title: 'Bridge &amp; river', summary: 'Short.', content: '<p>Long.</p>' },
            ...{ url: 'https://old.example/2024/bridge.html', guid: 'https://old.example/?p=1' },
          },
        },
      },
    })
  })

  test('without a guid, the link is the guid; without a link, the address is that of the site', async () => {
    const { articles } = await importedText(
      rss(
        '<item><link>https://old.example/a/</link><description>a</description><pubDate>1 May 2024 08:00:00 GMT</pubDate></item><item><guid isPermaLink="false">b</guid><title>b</title><pubDate>1 May 2024 08:00:00 GMT</pubDate></item>',
      ),
    )
    expect(Object.values(articles).map(({ variants }) => [variants.uk?.guid, variants.uk?.url])).toEqual([
      ['https://old.example/a/', 'https://old.example/a/'],
      ['b', 'https://old.example/'],
    ])
  })

  test('RSS 0.91: items have the date of the feed, which is reported', async () => {
    const text = rss(
      item('a').replace(/<pubDate>.*<\/pubDate>/, ''),
      '<language>uk</language><pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate>',
    )
    const { articles, reports } = await importedText(text.replace('version="2.0"', 'version="0.91"'))
    expect(articles.a?.published).toBe('2024-05-01T08:00:00Z')
    expect(reports).toEqual(['changed: feed: id a: An entry without a date has the date of its feed'])
    expect((await importedText(text.replace(/<language>uk.*?<\/pubDate>/, '<language>uk</language>'))).reports).toEqual(
      ['failed: feed: id a: has no date'],
    )
  })

  test('the language of the option replaces that of the feed', async () => {
    expect(Object.keys((await importedText(rss(item('a')), { language: 'en' })).articles.a?.variants ?? {})).toEqual([
      'en',
    ])
  })
})

test('Atom: texts by their type, the language of the entry, the author of the feed', async () => {
  const { articles } = await importedText(
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk"><id>f</id><title>Old</title><author><name>Old</name><uri>https://old.example/</uri></author>
     <entry xml:lang="en"><id>urn:1</id><title>a &lt; b</title><link href="https://old.example/en/a"/><published>2024-05-01T08:00:00Z</published><updated>2024-05-02T08:00:00Z</updated>
     <category term="river" label="River"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p></div></content><summary>x &amp; y</summary></entry></feed>`,
  )
  expect(articles.a).toEqual({
    ...{ id: 'a', published: '2024-05-01T08:00:00Z', updated: '2024-05-02T08:00:00Z' },
    ...{ authors: [{ name: 'Old', url: 'https://old.example/' }], tags: ['River'] },
    variants: {
      en: {
        title: 'a &lt; b',
        summary: 'x &amp; y',
        content: '<p>Long.</p>',
        url: 'https://old.example/en/a',
        guid: 'urn:1',
      },
    },
  })
})

test('RDF: rdf:about of an item is its guid', async () => {
  const { articles } = await importedText(
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
     <channel rdf:about="https://old.example/"><title>c</title><link>https://old.example/</link><description>d</description><dc:language>ja</dc:language></channel>
     <item rdf:about="https://old.example/1#x"><title>one</title><link>https://old.example/one</link><dc:date>2024-05-01T09:00:00+09:00</dc:date><dc:subject>s</dc:subject></item></rdf:RDF>`,
  )
  expect(articles.one).toMatchObject({
    published: '2024-05-01T00:00:00Z',
    tags: ['s'],
    variants: { ja: { guid: 'https://old.example/1#x' } },
  })
})

test('JSON Feed: plain text is escaped', async () => {
  const { articles } = await importedText(
    JSON.stringify({
      ...{ version: 'https://jsonfeed.org/version/1.1', title: 'Old', language: 'uk' },
      items: [
        {
          ...{
            id: '7',
            url: 'https://old.example/a',
            title: 'a <b>',
            content_text: 'a < b\nc',
            date_published: '2024-05-01T08:00:00Z',
          },
          ...{ image: 'https://old.example/a.jpg', tags: ['River'], authors: [{ name: 'Jo' }] },
          attachments: [{ url: 'https://old.example/a.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5 }],
        },
      ],
    }),
  )
  expect(articles.a).toMatchObject({
    ...{
      image: { url: 'https://old.example/a.jpg' },
      attachments: [{ url: 'https://old.example/a.mp3', type: 'audio/mpeg', length: 5 }],
    },
    variants: { uk: { title: 'a &lt;b>', content: 'a &lt; b<br>\nc', guid: '7' } },
  })
})

test('a feed in windows-1251 is read', async () => {
  const { writeFileSync } = await import('node:fs')
  const file = path.join(folderWith({}), 'feed.xml')
  const text = rss(item('a').replace('<title>a', '<title>@@')).replace(
    'version="1.0"',
    'version="1.0" encoding="windows-1251"',
  )
  writeFileSync(
    file,
    Buffer.concat([
      Buffer.from(text.split('@@')[0] ?? ''),
      Buffer.from([0xcc, 0xb3, 0xf1, 0xf2]),
      Buffer.from(text.split('@@')[1] ?? ''),
    ]),
  )
  expect((await imported([file])).articles.a?.variants.uk?.title).toBe('Міст')
})

test('a file that is no feed is reported, and others are imported', async () => {
  const folder = folderWith({ bad: '<html></html>', good: rss(item('a')) })
  const { articles, reports } = await imported([path.join(folder, 'bad'), path.join(folder, 'good')])
  expect(Object.keys(articles)).toEqual(['a'])
  expect(reports).toEqual([`failed: ${path.join(folder, 'bad')}: the document is an HTML page`])
})

describe('addresses', () => {
  const answers = new Map<string, string | number>()
  const server = createServer((request, response) => {
    const answer = answers.get(request.url ?? '') ?? 404
    response.statusCode = typeof answer === 'number' ? answer : 200
    response.end(typeof answer === 'string' ? answer : '')
  })
  let origin = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  test('older documents are read: RFC 5005, also relative, and each once', async () => {
    const link = (href: string) => `<language>uk</language><atom:link rel="prev-archive" href="${href}"/>`
    answers.set('/rss', rss(item('a') + item('b'), link('/old')))
    answers.set('/old', rss(item('b') + item('c'), link('/rss')))
    const { articles, reports } = await imported([`${origin}/rss`])
    expect([Object.keys(articles), reports]).toEqual([['a', 'b', 'c'], []])
  })

  test('with --all, pages of WordPress are read until there is no further one', async () => {
    answers.set('/feed/', rss(item('a')))
    answers.set('/feed/?paged=2', rss(item('b')))
    expect(Object.keys((await imported([`${origin}/feed/`])).articles)).toEqual(['a'])
    const { articles, reports } = await imported([`${origin}/feed/`], true)
    expect([Object.keys(articles), reports]).toEqual([['a', 'b'], []])
  })

  test('a site that answers every page with the newest one gets one more request', async () => {
    answers.set('/same', rss(item('a')))
    answers.set('/same?paged=2', rss(item('a')))
    answers.set('/same?paged=3', 500)
    expect((await imported([`${origin}/same`], true)).reports).toEqual([])
  })

  test('with --all, a page that cannot be read is reported', async () => {
    answers.set('/busy', rss(item('a')))
    answers.set('/busy?paged=2', 503)
    expect((await imported([`${origin}/busy`], true)).reports).toEqual([
      `failed: ${origin}/busy?paged=2: the server answered 503`,
    ])
  })

  test('translations link to each other, in any order of the feeds', async () => {
    const english = item('en').replace(
      '</item>',
      '<atom:link rel="alternate" hreflang="uk" href="https://old.example/uk/"/></item>',
    )
    answers.set('/en', rss(english, '<language>en</language>'))
    answers.set('/uk', rss(item('uk')))
    const { articles } = await imported([`${origin}/en`, `${origin}/uk`])
    expect(Object.values(articles).map(({ variants }) => Object.keys(variants))).toEqual([['en', 'uk']])
  })

  test('network errors are reported with their address', async () => {
    answers.set('/gone', 410)
    answers.set('/large', 'x'.repeat(33 * 1024 * 1024))
    const { reports } = await imported([`${origin}/gone`, `${origin}/large`, 'http://127.0.0.1:9/'])
    expect(reports).toEqual([
      `failed: ${origin}/gone: the server answered 410: the feed is gone for good`,
      `failed: ${origin}/large: ${origin.slice(7)}: the body has more than 33554432 bytes`,
      'failed: http://127.0.0.1:9/: 127.0.0.1:9: connect ECONNREFUSED 127.0.0.1:9',
    ])
  })
})
