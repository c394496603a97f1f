import { describe, expect, test } from 'vitest'
import { embedded } from '../support/embedded.ts'
import { everyKind } from '../support/wire.ts'

describe('addresses of embeds', () => {
  test.each([
    ['/embed/UK/frame.html', '/embed/uk/frame.html'],
    ['/embed/uk/tags/stream/headlines.json', '/embed/uk/tags/river/headlines.json'],
    ['/embed/uk/tags/stream/frame.html?theme=dark&count=3&x=1', '/embed/uk/tags/river/frame.html?count=3&theme=dark'],
    ['/embed/en,EN,uk/fragment.html?show=summaries,images', '/embed/en,uk/fragment.html?show=images,summaries'],
    ['/embed/partners/wire/UK/frame.html?count=2', '/embed/partners/wire/uk/frame.html?count=2'],
    ['/embed/uk/tags/trams+all/frame.html?count=2', '/embed/uk/tags/all+trams/frame.html?count=2'],
  ])('%s redirects to %s', async (path, to) => {
    const { ask } = await embedded()
    const { status, headers } = await ask(path)
    expect([status, headers.location]).toEqual([301, to])
    expect(headers['access-control-allow-origin']).toBe('*')
    expect((await ask(to)).status).toBe(200)
  })

  test.each(['headlines.json', 'fragment.html', 'frame.html?count=3'])(
    'answer 410 for retired terms: %s',
    async (file) => {
      const { ask } = await embedded()
      for (const folder of [
        '/embed/uk/tags/olympics/',
        '/embed/uk,en/tags/all+!olympics/',
        '/embed/partners/wire/uk/tags/olympics/',
      ]) {
        const { status, headers } = await ask(folder + file)
        expect([status, headers['cache-control']]).toEqual([410, 'no-store'])
      }
    },
  )

  test.each([
    ...['/embed/', '/embed/uk/uk/', '/embed/uk/rss.xml/', '/embed/xx/', '/embed/uk/tags/nobody/', '/embed/uk,xx/'],
    ...[
      '/embed/uk/headlines/none/',
      '/embed/uk/archive/2026-03/',
      '/embed/partners/nobody/uk/',
      '/embed/partners/english/uk/',
    ],
    ...[
      '/embed/partners/wire/uk/archive/2026-03/',
      '/embed/uk,en,ru,uk,en/',
      '/embed/%2e%2e/uk/',
      '/embed/uk/tags/%00/',
    ],
  ])('answer 404 for unknown feeds: %s', async (folder) => {
    const { ask } = await embedded()
    for (const file of ['headlines.json', 'fragment.html', 'frame.html', 'frame.html?count=99']) {
      const { status, headers } = await ask(folder + file)
      expect([status, headers['cache-control']], file).toEqual([404, 'no-store'])
    }
  })

  test('of a partner with a token cannot be told from those of an unknown partner', async () => {
    const { ask } = await embedded()
    const pathsOf = (partner: string) => [
      ...['/', '/tags/river/', '/tags/olympics/', '/tags/stream/', '/tags/nobody/', '/headlines/top/'].flatMap(
        (folder) =>
          ['headlines.json', 'fragment.html', 'frame.html?count=99'].map(
            (file) => `/embed/partners/${partner}/uk${folder}${file}`,
          ),
      ),
      `/oembed?url=https://feeds.example/partners/${partner}/uk/`,
      `/oembed?url=https://feeds.example/partners/${partner}/uk/tags/olympics/`,
      `/uk/embed/?feed=/uk/tags/river/&partner=${partner}`,
      `/uk/embed/?feed=/partners/${partner}/uk/`,
    ]
    const answerOf = async (path: string) => {
      const { status, headers, text } = await ask(path, { Authorization: 'Bearer a-secret-of-the-wire-42' })
      const { date: _date, 'x-request-id': _id, ...rest } = headers
      return { status, rest, text }
    }
    const nobody = pathsOf('nobody')
    for (const [index, path] of pathsOf('secret').entries()) {
      expect(await answerOf(path), path).toEqual(await answerOf(nobody[index] as string))
    }
  })
})

test('unknown and reordered query parameters give the same document, composed once', async () => {
  const { ask, app } = await everyKind()
  let reads = 0
  const { snapshot } = app.store
  app.store.snapshot = (read) => {
    reads++
    return snapshot.call(app.store, read) as ReturnType<typeof read>
  }
  const first = await ask('/embed/uk/frame.html?count=3&show=images,summaries')
  const readsOfFirst = reads
  expect(readsOfFirst).toBeGreaterThan(0)
  for (let junk = 0; junk < 50; junk++) {
    const query = `fbclid=${junk}&show=summaries&show=images&count=3&utm_source=${'x'.repeat(junk)}`
    const { text, headers } = await ask(`/embed/uk/frame.html?${query}`)
    expect([text, headers.etag]).toEqual([first.text, first.headers.etag])
    expect((await ask(`/embed/uk/headlines.json?${query}`)).status).toBe(200)
  }
  expect(reads).toBe(readsOfFirst + 1)
})
