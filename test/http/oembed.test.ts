import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { everyKind } from '../support/wire.ts'

// https://oembed.com: what somebody is told who wants to show an address of ours.

const about = (url: string, more = '') => `/oembed?url=${encodeURIComponent(url)}${more}`
const HOME = 'https://feeds.example'

describe('oEmbed', () => {
  test('answers about a feed’s page with a frame of it', async () => {
    const { ask } = await everyKind()
    const { status, headers, text } = await ask(about(`${HOME}/uk/tags/river/`))
    expect([status, headers['content-type'], headers['access-control-allow-origin']]).toEqual([
      200,
      'application/json; charset=utf-8',
      '*',
    ])
    const { html, height, ...rest } = JSON.parse(text)
    expect(rest).toEqual({
      version: '1.0',
      type: 'rich',
      title: expect.stringContaining('Вісник'),
      provider_name: 'Вісник',
      provider_url: 'https://herald.example/',
      cache_age: 300,
      width: 600,
    })
    expect(html).toMatch(
      new RegExp(
        `^<iframe src="${HOME}/embed/uk/tags/river/frame.html" title="[^"]+" width="600" height="${height}" [^>]*></iframe>$`,
      ),
    )
  })

  test.each([
    ['a document of it', `${HOME}/uk/rss.xml`, '/embed/uk/frame.html'],
    ['a month of it', `${HOME}/uk/archive/2026-02/`, '/embed/uk/frame.html'],
    ['with what people add', `${HOME}/uk/?utm_source=x#top`, '/embed/uk/frame.html'],
    ['in a look', `${HOME}/embed/uk/frame.html?count=2&show=images`, '/embed/uk/frame.html?count=2&amp;show=images'],
    ['tags put together', `${HOME}/uk/tags/river+новини-дня/`, '/embed/uk/tags/'],
    ['several languages', `${HOME}/uk,en/`, '/embed/uk,en/frame.html'],
  ])('knows a feed by %s', async (_name, url, frame) => {
    const { ask } = await everyKind()
    const { status, text } = await ask(about(url))
    expect([status, JSON.parse(text).html]).toEqual([200, expect.stringContaining(`src="${HOME}${frame}`)])
  })

  test('in XML says the same', async () => {
    const { ask } = await everyKind()
    const [json, xml] = await Promise.all(
      ['json', 'xml'].map((format) => ask(about(`${HOME}/uk/`, `&format=${format}`))),
    )
    expect(xml?.headers['content-type']).toBe('text/xml; charset=utf-8')
    const { oembed } = new XMLParser({ parseTagValue: false }).parse(xml?.text ?? '')
    const wanted = Object.entries(JSON.parse(json?.text ?? '')).map(([name, value]) => [name, String(value)])
    expect(oembed).toEqual(Object.fromEntries(wanted))
  })

  test.each([
    ['&maxwidth=300', 300, 5],
    ['&maxwidth=5000', 600, 5],
    ['&maxheight=300', 600, 2],
    ['&maxheight=50', 600, 1],
    ['&maxwidth=200&maxheight=400', 200, 3],
  ])('%s leaves the room that there is', async (more, width, count) => {
    const { ask } = await everyKind()
    const answer = JSON.parse((await ask(about(`${HOME}/uk/`, more))).text)
    expect(answer.width).toBe(width)
    const [, most = 'Infinity'] = /maxheight=(\d+)/.exec(more) ?? []
    expect(answer.height).toBeLessThanOrEqual(Number(most))
    expect(answer.html).toContain(`width="${width}" height="${answer.height}"`)
    expect(/count=(\d+)/.exec(answer.html)?.[1] ?? '5').toBe(String(count))
  })

  test.each([
    ['/oembed', 400, 'url'],
    ['/oembed?url=', 400, 'url'],
    [about(`${HOME}/uk/`, '&maxwidth=wide'), 400, 'maxwidth'],
    [about(`${HOME}/uk/`, '&maxheight=0'), 400, 'maxheight'],
    [about(`${HOME}/uk/`, '&format=yaml'), 501, ''],
    [about('https://other.example/uk/'), 404, ''],
    [about('https://feeds.example.evil/uk/'), 404, ''],
    [about('http://feeds.example/uk/'), 404, ''],
    [about(`${HOME}/uk/tags/nobody/`), 404, ''],
    [about(`${HOME}/xx/`), 404, ''],
    [about(`${HOME}/feeds.opml`), 404, ''],
    [about('javascript:alert(1)'), 404, ''],
    [about(`${HOME}/uk/tags/olympics/`), 410, ''],
  ])('%s is %i', async (path, status, named) => {
    const { ask } = await everyKind()
    const answer = await ask(path, { 'Accept-Language': 'en' })
    expect([answer.status, answer.headers['cache-control']]).toEqual([status, 'no-store'])
    const { detail } = JSON.parse(answer.text)
    expect(detail).toContain(named)
  })

  test('is found from every page of a feed, and answers about that page', async () => {
    const { ask } = await everyKind()
    for (const page of [
      '/uk/',
      '/en/',
      '/uk/tags/river/',
      '/zh-Hant/sections/city/',
      '/uk,en/tags/river/',
      '/uk/archive/2026-02/',
    ]) {
      const { text } = await ask(page)
      const links = [
        ...text.matchAll(/<link rel="alternate" type="([^"]+)\+oembed"[^>]* href="https:\/\/feeds\.example([^"]+)"/g),
      ]
      expect(
        links.map(([, type]) => type),
        page,
      ).toEqual(['application/json', 'text/xml'])
      for (const [, type, href = ''] of links) {
        const answer = await ask(href.replaceAll('&amp;', '&'))
        expect([answer.status, answer.headers['content-type']], page).toEqual([200, `${type}; charset=utf-8`])
        const folder = page.replace(/archive.*/, '').replace(',', '(?:,|%2C)')
        expect(answer.text).toMatch(new RegExp(`/embed${folder}frame.html`))
      }
    }
  })
})
