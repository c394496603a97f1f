import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { embedded } from '../support/embedded.ts'
import type { Ask } from '../support/wire.ts'

// Sections are those of https://oembed.com.

const FEEDS = 'https://feeds.example'
const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true })

const askOEmbed = (ask: Ask, url: string, more: Readonly<Record<string, string>> = {}) =>
  ask(`/oembed?${new URLSearchParams({ url, ...more })}`)

describe('an oEmbed request', () => {
  test('has the same answer in XML and JSON: §2.3.1', async () => {
    const { ask } = await embedded()
    const url = `${FEEDS}/uk/tags/river/`
    const [none, json, xml] = [
      ...[
        await askOEmbed(ask, url),
        await askOEmbed(ask, url, { format: 'json' }),
        await askOEmbed(ask, url, { format: 'xml' }),
      ],
    ]
    expect([none?.headers['content-type'], none?.text]).toEqual(['application/json; charset=utf-8', json?.text])
    expect(xml?.headers['content-type']).toBe('text/xml; charset=utf-8')
    const properties = Object.entries(JSON.parse(json?.text ?? '')).map(([name, value]) => [name, String(value)])
    expect(Object.entries(parser.parse(xml?.text ?? '').oembed)).toEqual(properties)
  })

  test.each(['yaml', 'JSON', 'json,xml', 'rss'])('for format %s answers 501: §2.3.3', async (format) => {
    const { ask } = await embedded()
    const { status, headers, text } = await askOEmbed(ask, `${FEEDS}/uk/`, { format })
    expect([status, headers['cache-control'], headers['content-type']]).toEqual([
      ...[501, 'no-store', 'application/problem+json; charset=utf-8'],
    ])
    expect(JSON.parse(text)).toMatchObject({ status: 501 })
    expect(headers['x-request-id']).toBeUndefined()
  })

  test.each([
    ['url', ''],
    ['url', '?format=json'],
    ['url', '?url='],
    ...['0', '-5', 'wide', '1.5', '1e3', ' 5'].map((width) => [
      ...['maxwidth', `?url=https://feeds.example/uk/&maxwidth=${encodeURIComponent(width)}`],
    ]),
    ['maxheight', '?url=https://feeds.example/uk/&maxheight=none'],
  ])('with an invalid or missing %s answers 400: %j', async (parameter, query) => {
    const { ask } = await embedded()
    const { status, text, headers } = await ask(`/oembed${query}`)
    expect([status, headers['cache-control']]).toEqual([400, 'no-store'])
    expect(JSON.parse(text).detail).toContain(parameter)
  })

  test.each([
    ...[
      'https://herald.example/uk/',
      'https://feeds.example.evil.example/uk/',
      'https://evil.example/?https://feeds.example/uk/',
    ],
    ...[
      'http://feeds.example/uk/',
      'https://feeds.example@evil.example/uk/',
      'https://feeds.example:444/uk/',
      '/uk/',
      'uk',
      '%',
    ],
    ...[
      'https://feeds.example',
      'https://feeds.example/',
      'https://feeds.example/xx/',
      'https://feeds.example/uk/tags/nobody/',
    ],
    ...[
      'https://feeds.example/uk/article.html',
      'https://feeds.example/feeds.opml',
      'https://feeds.example/media/dot.svg',
    ],
    ...[
      'https://feeds.example/admin/',
      'https://feeds.example/uk/embed/',
      'https://feeds.example//uk/',
      'https://feeds.example/uk/../uk/',
    ],
    ...[
      'https://feeds.example/oembed?url=https://feeds.example/uk/',
      'javascript:alert(1)',
      'https://feeds.example/%zz/',
    ],
  ])('for foreign or unknown addresses answers 404: %s', async (url) => {
    const { ask } = await embedded()
    const { status, headers } = await askOEmbed(ask, url)
    expect([status, headers['cache-control']]).toEqual([404, 'no-store'])
  })

  test('for retired terms answers 410', async () => {
    const { ask } = await embedded()
    for (const path of ['/uk/tags/olympics/', '/uk/tags/olympics/rss.xml', '/embed/en/tags/olympics/frame.html']) {
      expect((await askOEmbed(ask, FEEDS + path)).status).toBe(410)
    }
  })
})
