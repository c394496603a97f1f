import { describe, expect, test } from 'vitest'
import { article, publishNewsroom } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

test('behind a proxy that adds a path, every link and redirect has it', async () => {
  const { app } = await publishNewsroom({
    site: { feedUrl: 'https://news.example/feeds' },
    files: { 'articles/a.json': article() },
  })
  const ask = await wire(app.handler)
  for (const path of ['/uk/', '/uk/tags/river/']) {
    const { text } = await ask(path)
    const own = [...text.matchAll(/ href="(\/[^"]*)"/g)].map(([, href]) => href)
    expect(own.length, path).toBeGreaterThan(3)
    expect(
      own.filter((href) => !href?.startsWith('/feeds/')),
      path,
    ).toEqual([])
  }
  expect((await ask('/')).headers.location).toBe('/feeds/uk/')
  expect((await ask('/UK/rss.xml')).headers.location).toBe('/feeds/uk/rss.xml')
  expect((await ask('/nope', { Accept: 'text/html' })).text).toContain('href="/feeds/uk/"')
})

describe('a proxy that keeps the path of feedUrl', () => {
  const mounted = async (feedUrl: string, site: Record<string, unknown> = {}) => {
    const { app } = await publishNewsroom({
      site: { feedUrl, ...site },
      files: { 'articles/a.json': article(), 'media/a.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' },
      environment: { POLYFEED_ADMIN_TOKEN: 'a-token-of-this-test' },
    })
    return await wire(app.handler)
  }

  test('gets the same answers as one that strips it, without a redirect', async () => {
    const ask = await mounted('https://news.example/feeds')
    const paths = [
      '/uk/rss.xml',
      '/uk/',
      '/uk/search?q=river',
      '/embed/uk/frame.html',
      '/media/a.svg',
      '/admin/',
      '/nope',
    ]
    for (const path of [...paths, '/', '/?a=b', '/UK/rss.xml', '/api/openapi.json']) {
      const [stripped, kept] = [await ask(path), await ask(`/feeds${path}`)]
      expect([kept.status, kept.text, withoutDate(kept.headers)], path).toEqual([
        stripped.status,
        stripped.text,
        withoutDate(stripped.headers),
      ])
    }
    expect((await ask('/feeds/uk/rss.xml')).status).toBe(200)
    expect((await ask('http://news.example/feeds/uk/rss.xml')).status).toBe(200)
    expect((await ask('/feeds')).headers.location).toBe('/feeds/uk/')
    expect((await ask('/feedsuk/rss.xml')).status).toBe(404)
    expect((await ask('/feeds/feeds/uk/rss.xml')).status).toBe(404)
  })

  test('gets a 404 if the path also begins an address of this server', async () => {
    for (const folder of ['uk', 'partners', 'old']) {
      const redirects = { paths: { '/old/rss/{tag}': '/uk/tags/{tag}/rss.xml' } }
      const ask = await mounted(`https://news.example/${folder}`, { redirects })
      expect((await ask('/uk/rss.xml')).status, folder).toBe(200)
      expect((await ask(`/${folder}/uk/rss.xml`)).status, folder).toBe(404)
    }
  })
})

function withoutDate(headers: object): object {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'date'))
}
