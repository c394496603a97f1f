import { describe, expect, test } from 'vitest'
import { article, NOW, publishNewsroom } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

const CHANNEL = { icon: '/media/icon.png', editor: { email: 'desk@herald.example' } }

const served = async (site: Record<string, unknown> = { channel: CHANNEL }) => {
  const made = await publishNewsroom({ site, files: { 'articles/a.json': article() } })
  return { ...made, ask: await wire(made.app.handler) }
}

describe('files that programs look for', () => {
  test('robots.txt permits everything and names the sitemaps of all languages', async () => {
    const { ask } = await served()
    const robots = await ask('/robots.txt')
    expect([robots.headers['content-type'], robots.text]).toEqual([
      'text/plain; charset=utf-8',
      'User-agent: *\nAllow: /\n\nSitemap: https://feeds.example/sitemap.xml\n',
    ])
    const index = await ask('/sitemap.xml')
    const addresses = [...index.text.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address = '']) => address)
    expect(addresses).toEqual(['uk', 'ru', 'en'].map((tag) => `https://feeds.example/${tag}/news-sitemap.xml`))
    for (const address of addresses) expect((await ask(new URL(address).pathname)).status).toBe(200)
    expect((await ask('/sitemap.xml', { 'If-None-Match': index.headers.etag as string })).status).toBe(304)
  })

  test('favicon.ico leads to the icon; without one, there is none', async () => {
    const { status, headers } = await (await served()).ask('/favicon.ico')
    expect([status, headers.location]).toEqual([302, 'https://feeds.example/media/icon.png'])
    expect((await (await served({})).ask('/favicon.ico')).status).toBe(404)
  })

  test('security.txt names the contact, and expires within a year of the edition', async () => {
    const { ask, app, clock } = await served()
    const address = '/.well-known/security.txt'
    expect((await ask(address)).text).toBe(
      `Contact: mailto:desk@herald.example\nExpires: 2027-03-01T00:00:00.000Z\nCanonical: https://feeds.example${address}\n`,
    )
    clock.now = NOW + 31 * 24 * 60 * 60 * 1000
    await app.newsroom.refresh()
    expect((await ask(address)).text).toContain('Expires: 2027-04-01T')
    const both = { channel: { ...CHANNEL, webmaster: { email: 'it@herald.example' } } }
    expect((await (await served(both)).ask(address)).text).toContain('mailto:it@herald.example')
    expect((await (await served({})).ask(address)).status).toBe(404)
  })

  test('the page of a language names its OpenSearch description, whose address finds feeds', async () => {
    const { ask } = await served()
    const [, link] =
      /<link rel="search" type="([^"]+)" title="Вісник" href="([^"]+)">/.exec((await ask('/uk/')).text) ?? []
    const { headers, text } = await ask('/uk/opensearch.xml')
    expect(headers['content-type']).toBe(`${link}; charset=utf-8`)
    expect(text).toContain('<ShortName>Вісник</ShortName>')
    const templates = text.matchAll(/<Url type="([^"]+)" template="https:\/\/feeds.example([^"]+)\{searchTerms\}"/g)
    const types: unknown[] = []
    for (const [, type, template] of templates) {
      const answer = await ask(`${template}river`)
      expect(answer.text).toContain('/uk/tags/river/')
      types.push(answer.headers['content-type'] === `${type}; charset=utf-8` && type)
    }
    expect(types).toEqual(['text/html', 'application/x-suggestions+json'])
    expect((await ask('/de/opensearch.xml')).status).toBe(404)
  })

  test('a page that does not exist offers the search', async () => {
    const { ask } = await served()
    for (const path of ['/en/tags/nope/', '/en/nope']) {
      const { status, text } = await ask(path, { Accept: 'text/html' })
      expect([status, text], path).toEqual([
        404,
        expect.stringContaining('<form class="search" role="search" action="/en/search">'),
      ])
    }
  })
})
