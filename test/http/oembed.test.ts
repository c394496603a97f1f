import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { frameHeight } from '../../src/embed/frame.ts'
import type { OEmbed } from '../../src/embed/oembed.ts'
import { embedded } from '../support/embedded.ts'
import type { Ask } from '../support/wire.ts'

// Sections are those of https://oembed.com.

const FEEDS = 'https://feeds.example'
const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true })
const unescaped = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')

const askOEmbed = (ask: Ask, url: string, more: Readonly<Record<string, string>> = {}) =>
  ask(`/oembed?${new URLSearchParams({ url, ...more })}`)

async function embedOf(ask: Ask, url: string, more: Readonly<Record<string, string>> = {}) {
  const { status, text } = await askOEmbed(ask, url, more)
  expect(status, url).toBe(200)
  const answer = JSON.parse(text) as OEmbed
  const attribute = (name: string) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(answer.html)?.[1] ?? '')
  return { answer, attribute, frame: attribute('src') }
}

describe('an own address', () => {
  test.each([
    ['a page', '/uk/tags/river/', '/uk/tags/river/frame.html'],
    ['the page of a language', '/en/', '/en/frame.html'],
    ['with a query and a fragment', '/uk/?utm_source=x&token=y#top', '/uk/frame.html'],
    ['a feed', '/uk/headlines/top/rss.xml', '/uk/headlines/top/frame.html'],
    ['a feed as JSON', '/uk,en/feed.json?x', '/uk,en/frame.html'],
    ['a month', '/uk/tags/river/archive/2026-03/', '/uk/tags/river/frame.html'],
    ['a combination', '/en/tags/all+!river/atom.xml', '/en/tags/all+!river/frame.html'],
    ['an embed', '/embed/uk/tags/river/headlines.json', '/uk/tags/river/frame.html'],
    [
      'an embed with a look',
      '/embed/uk/frame.html?theme=dark&count=2&show=images#a',
      '/uk/frame.html?count=2&show=images&theme=dark',
    ],
    ['an embed with an invalid look', '/embed/uk/frame.html?count=99', '/uk/frame.html?count=20'],
    ['a moved tag', '/uk/tags/stream/', '/uk/tags/river/frame.html'],
    ['another spelling', '/UK/tags/%72iver/', '/uk/tags/river/frame.html'],
    ["a partner's feed", '/partners/wire/uk/rss.xml', '/partners/wire/uk/frame.html'],
    [
      'an embed for a partner',
      '/embed/partners/wire/uk/sections/city/fragment.html',
      '/partners/wire/uk/sections/city/frame.html',
    ],
  ])('has an answer: %s, %s', async (_name, path, frame) => {
    const { ask } = await embedded()
    expect((await embedOf(ask, FEEDS + path)).frame).toBe(`${FEEDS}/embed${frame}`)
    expect((await ask(`/embed${frame}`)).status).toBe(200)
  })

  test('has the properties that §2.3.4.4 requires of rich content', async () => {
    const { ask } = await embedded()
    const { answer, attribute } = await embedOf(ask, `${FEEDS}/en/tags/river/`)
    const { html: _html, ...facts } = answer
    expect(facts).toEqual({
      ...{ version: '1.0', type: 'rich', title: 'Herald: river', provider_name: 'Herald' },
      ...{ provider_url: 'https://herald.example/', cache_age: 300, width: 600 },
      height: frameHeight({ count: 5, show: [] }),
    })
    expect([attribute('title'), attribute('width'), attribute('height')]).toEqual([
      ...[answer.title, String(answer.width), String(answer.height)],
    ])
    // §3: no script on the consumer's page.
    expect(answer.html).toMatch(/^<iframe [^<>]+><\/iframe>$/)
  })

  test.each([
    ['maxwidth', { maxwidth: '320' }, 320, 600],
    ['a larger maxwidth', { maxwidth: '1200' }, 600, 600],
    ['an ample maxheight', { maxheight: '5000' }, 600, 600],
    ['maxheight', { maxheight: '250' }, 600, 250],
    ['a maxheight too small for one headline', { maxwidth: '100', maxheight: '40' }, 100, 40],
    ['empty limits', { maxwidth: '', maxheight: '' }, 600, 600],
  ])('respects maxwidth and maxheight: %s', async (_name, most, width, height) => {
    const { ask } = await embedded()
    const { answer, attribute, frame } = await embedOf(ask, `${FEEDS}/embed/uk/frame.html?count=20&show=images`, most)
    expect(answer.width).toBe(width)
    expect(answer.height).toBeLessThanOrEqual('maxheight' in most && most.maxheight ? Number(most.maxheight) : 5000)
    expect([Number(attribute('width')), Number(attribute('height'))]).toEqual([answer.width, answer.height])
    // The frame has as many headlines as fit, and at least one.
    const count = Number(/count=(\d+)/.exec(frame)?.[1] ?? 5)
    const look = { count, show: ['images'] } as const
    if (count > 1) expect(frameHeight(look)).toBeLessThanOrEqual(answer.height)
    if (height < 600 && count < 20) expect(frameHeight({ ...look, count: count + 1 })).toBeGreaterThan(height)
    expect(count).toBe(height === 600 ? 20 : 1)
  })
})

describe('discovery: §4', () => {
  test.each([
    ...['/uk/', '/en/tags/river/', '/uk/sections/city/', '/en/authors/jo-doe/', '/uk/headlines/top/', '/uk,en/'],
    ...['/en/tags/all+!river/', '/partners/wire/uk/', '/uk/archive/2026-03/', '/ru/tags/trams/'],
  ])('%s links to the answer about itself', async (path) => {
    const { ask } = await embedded()
    const links = Array.from(
      (await ask(path)).text.matchAll(/<link rel="alternate" type="([^"]+\+oembed)" title="([^"]*)" href="([^"]+)">/g),
      ([, type, title, href = '']) => ({ type, title, href: unescaped(href) }),
    )
    expect(links.map(({ type }) => type)).toEqual(['application/json+oembed', 'text/xml+oembed'])
    for (const { href, title, type } of links) {
      expect(href).toMatch(/^https:\/\/feeds\.example\/oembed\?/)
      const { status, text, headers } = await ask(href.slice(FEEDS.length))
      expect([status, headers['content-type']]).toEqual([200, `${type?.replace('+oembed', '')}; charset=utf-8`])
      const answer: OEmbed = type?.startsWith('text/xml') ? parser.parse(text).oembed : JSON.parse(text)
      expect(answer.title).toBe(title)
      const folder = path.replace(/archive\/.*/, '')
      expect(unescaped(answer.html)).toContain(`src="${FEEDS}/embed${folder}frame.html"`)
    }
  })

  test('is not offered on the page of a partner with a token', async () => {
    const { ask } = await embedded()
    const { status, text } = await ask('/partners/secret/uk/?token=a-secret-of-the-wire-42')
    expect(status).toBe(200)
    expect(text).not.toMatch(/oembed|\/embed\//)
  })
})
