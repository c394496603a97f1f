import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { article, publishNewsroom, SITE, type TestNewsroom, type TestOptions, variant } from './newsroom.ts'

/** A response without any decoding. The path of the request is sent unchanged. */
export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export type Ask = (
  path: string,
  headers?: Readonly<Record<string, string>>,
  method?: string,
  body?: string,
) => Promise<Answer>

/** Starts a server for a handler. It closes after the test. @returns a function that sends requests to it */
export async function wire(handler: App['handler']): Promise<Ask> {
  return clientOf(await portOf(handler))
}

/** Starts a server on a free port. It closes after the test. */
export async function portOf(handler: App['handler']): Promise<number> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Sends requests to a port of this machine. */
export function clientOf(port: number): Ask {
  return (path, headers = {}, method = 'GET', body = undefined) =>
    new Promise((resolve, reject) => {
      const question = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const body = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString() })
        })
      })
      question.on('error', reject)
      question.end(body)
    })
}

export const TOKEN = 'a-token-of-the-tests-0123'

/** A newsroom with paths of every kind. */
export async function everyKind(options: TestOptions = {}): Promise<TestNewsroom & { readonly ask: Ask }> {
  const { site, files, environment, ...others } = options
  const made = await publishNewsroom({
    site: {
      ...{ languages: ['uk', 'ru', 'en', 'zh-Hant', 'pt-BR'], title: { ...SITE.title, ru: 'Вестник' } },
      ...{ retired: { tags: ['olympics'] }, moved: { tags: { stream: 'river' } } },
      ...site,
    },
    files: {
      'articles/a.json': article({
        tags: ['river', 'Новини дня'],
        authors: [{ name: 'Jo Doe' }],
        variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en'), 'zh-Hant': variant('橋', 'zh-Hant') },
      }),
      'articles/b.json': article({ published: '2026-02-01T00:00:00Z', variants: { uk: variant('Човен', 'uk') } }),
      'articles/broken.json': '{ "published": ',
      'media/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      'media/.hidden': 'hidden',
      'media/folder/note.txt': 'note',
      ...files,
    },
    environment: { POLYFEED_ADMIN_TOKEN: TOKEN, ...environment },
    ...others,
  })
  return { ...made, ask: await wire(made.app.handler) }
}

/** Paths of every kind, and the status of a GET without further fields. */
export const KINDS: readonly (readonly [string, number])[] = [
  ['/', 302],
  ['/uk/rss.xml', 200],
  ['/en/atom.xml', 200],
  ['/zh-Hant/feed.json', 200],
  ['/ru/rss.xml', 200],
  ['/uk/tags/river/rss.xml', 200],
  ['/uk/sections/city/atom.xml', 200],
  ['/uk/authors/jo-doe/feed.json', 200],
  ['/uk/', 200],
  ['/uk/tags/river/', 200],
  ['/ru/tags/river/', 200],
  ['/uk/feeds.opml', 200],
  ['/feeds.opml', 200],
  ['/embed/uk/headlines.json', 200],
  ['/embed/uk,en/tags/river/fragment.html', 200],
  ['/embed/en/sections/city/frame.html', 200],
  ['/embed/polyfeed-headlines.js', 200],
  ['/uk/embed/', 200],
  ['/uk/search', 200],
  ['/schemas/article.json', 200],
  ['/media/dot.svg', 200],
  ['/healthz', 200],
  ['/readyz', 200],
  ['/UK/rss.xml', 301],
  ['/uk', 301],
  ['/uk/tags/stream/rss.xml', 301],
  ['/embed/uk/tags/stream/frame.html', 301],
  ['/oembed', 400],
  ['/admin/refresh', 401],
  ['/nowhere', 404],
  ['/uk/nowhere', 404],
  ['/uk/tags/nobody/rss.xml', 404],
  ['/xx/rss.xml', 404],
  ['/media/none.png', 404],
  ['/embed/uk/tags/nobody/headlines.json', 404],
  ['/uk/tags/olympics/rss.xml', 410],
  ['/embed/uk/tags/olympics/fragment.html', 410],
]
