import { expect, test } from 'vitest'
import { serveLoopback } from '../support/loopback.ts'
import { fetchIn, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000

const post = (id: number, lang: string, over: object = {}) => ({
  ...{ id, lang, translations: { en: 1, uk: 2 }, status: 'publish', link: `https://cms.example/${lang}/${id}/` },
  ...{ date_gmt: '2026-03-09T08:00:00', modified_gmt: '2026-03-09T08:00:00' },
  guid: { rendered: `https://cms.example/?post_type=post&#038;p=${id}` },
  title: { rendered: `Dykes &#038; floods ${id}` },
  content: { rendered: '<p>Text.</p>', protected: false },
  excerpt: { rendered: '' },
  ...over,
})

test('posts of WordPress are in the feeds, with their guids, until they are withdrawn', async () => {
  let posts: unknown = [post(1, 'en'), post(2, 'uk')]
  const asked: URL[] = []
  const { origin } = await serveLoopback((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://localhost'))
    const isAllowed = request.headers.authorization === `Basic ${btoa('feeds:a-secret-of-the-cms')}`
    response
      .writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' })
      .end(typeof posts === 'string' ? posts : JSON.stringify(posts))
  })
  const newsroom = await serveNewsroom({
    files: { 'wp-password': 'a-secret-of-the-cms' },
    site: {
      sources: [
        { type: 'json', path: 'articles' },
        {
          ...{ type: 'http', name: 'wordpress', preset: 'wordpress-polylang', url: origin },
          authentication: { basic: { user: 'feeds', passwordFile: 'wp-password' } },
        },
      ],
    },
  })
  const fetchAgain = () => fetchIn(newsroom, HOUR)
  await fetchAgain()
  const { items } = await newsroom.read('/en/atom.xml')
  expect(items.map(({ url, title }) => [url, title])).toEqual([['https://cms.example/en/1/', 'Dykes &amp; floods 1']])
  const rss = (await newsroom.ask('/uk/rss.xml')).text
  expect(rss).toContain('<guid isPermaLink="false">https://cms.example/?post_type=post&amp;p=2</guid>')
  expect((await newsroom.ask('/uk/atom.xml')).text).toContain('hreflang="en" title="Dykes &amp; floods 1"')
  expect(asked.map(({ searchParams }) => searchParams.get('modified_after'))).toEqual([null])

  // A login page in place of the answer changes nothing.
  posts = '<html>Log in</html>'
  await fetchAgain()
  expect(await newsroom.titles('/uk/atom.xml')).toEqual(['Dykes &amp; floods 2'])
  const { sources } = JSON.parse((await newsroom.ask('/readyz')).text)
  expect(sources).toMatchObject([{ name: 'wordpress', failures: 1, error: expect.stringContaining('is not JSON') }])

  posts = [post(2, 'uk', { status: 'trash', modified_gmt: '2026-03-10T13:30:00' })]
  await fetchAgain()
  expect(asked.at(-2)?.searchParams.get('modified_after')).toBe('2026-03-09T07:59:00Z')
  expect(asked.at(-1)?.searchParams.get('after')).toBe('2026-03-09T07:59:00Z')
  expect(await newsroom.titles('/uk/atom.xml')).toEqual([])
  expect(Object.keys((await newsroom.read('/uk/atom.xml')).withdrawn).length).toBe(1)
  expect(await newsroom.titles('/en/atom.xml')).toEqual(['Dykes &amp; floods 1'])
})
