import { Agent, createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FORMATS } from '../../src/domain/feed-key.ts'
import { FEED_FILES } from '../../src/domain/feed-path.ts'
import { ENCODINGS, type Encoding } from '../../src/editions/encodings.ts'
import { scrape } from '../support/metrics.ts'
import { article, publishNewsroom, type TestNewsroom, variant } from '../support/newsroom.ts'
import { inFormats, parseDocument } from '../support/parsed-feed.ts'
import { type Answer, everyKind } from '../support/wire.ts'

const DECODERS: Record<Encoding, (body: Buffer) => Buffer> = {
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  gzip: gunzipSync,
  identity: (body) => body,
}

describe('200 simultaneous requests', () => {
  test.each(FORMATS)('for a cold feed cause one composition, and one compression per encoding (%s)', async (format) => {
    const { ask } = await everyKind()
    const path = `/uk/${FEED_FILES[format]}`
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        ask(path, { 'Accept-Encoding': ENCODINGS[index % ENCODINGS.length] as Encoding }),
      ),
    )
    const seen = await scrape(ask)
    expect(seen.all('polyfeed_compositions_total')).toEqual(
      FORMATS.map((each) => [{ format: each }, each === format ? 1 : 0]),
    )
    expect(seen.all('polyfeed_compressions_total')).toEqual(
      ENCODINGS.filter((encoding) => encoding !== 'identity').map((encoding) => [{ encoding }, 1]),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const bodies = answers.map(({ headers, body }) => DECODERS[encodingOf(headers)](body).toString())
    expect(new Set(bodies).size).toBe(1)
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(ENCODINGS.length)
  })

  test.each(['/uk/', '/uk/tags/river/', '/feeds.opml', '/schemas/article.json'])(
    'for %s cause one compression per encoding',
    async (path) => {
      const { ask } = await everyKind()
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          ask(path, { 'Accept-Encoding': ENCODINGS[index % ENCODINGS.length] as Encoding }),
        ),
      )
      const compressions = (await scrape(ask)).all('polyfeed_compressions_total')
      expect(compressions.map(([, count]) => count)).toEqual(ENCODINGS.slice(1).map(() => 1))
    },
  )
})

/** An edition whose number is in every item's title. */
function filesOfEdition(number: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `articles/${String(index).padStart(2, '0')}.json`,
      article({
        published: new Date(Date.UTC(2026, 2, 1, index)).toISOString(),
        updated: new Date(Date.UTC(2026, 2, 9, 0, number)).toISOString(),
        variants: { uk: variant(`${index} №${number}`, 'uk', { content: `<p>${'слово '.repeat(200)}</p>` }) },
      }),
    ]),
  )
}

describe('during repeated refreshes', () => {
  test("every answer is one edition's document: items, ETag and Last-Modified match", async () => {
    const site = await publishNewsroom({ files: filesOfEdition(0) })
    const clients = await connectClient(site)
    const seen = new Map<string, Set<string>>()
    const note = (name: string, fact: string): void => void seen.set(name, (seen.get(name) ?? new Set()).add(fact))
    let over = false
    let answered = 0
    const reading = Array.from({ length: 16 }, async (_, client) => {
      const paths = inFormats(client % 2 ? '/uk/' : '/uk/tags/river/')
      for (let turn = client; !over; turn++) {
        const path = paths[turn % paths.length] as string
        const encoding = ENCODINGS[turn % ENCODINGS.length] as Encoding
        const answer = await clients(path, { 'Accept-Encoding': encoding })
        answered++
        expect(answer.status).toBe(200)
        expect(Number(answer.headers['content-length'])).toBe(answer.body.byteLength)
        const text = DECODERS[encodingOf(answer.headers)](answer.body).toString()
        const numbers = new Set(parseDocument(path, text).items.map(({ title }) => title.split('№')[1]))
        // A mixed document would have items of two editions.
        expect(numbers.size).toBe(1)
        expect(parseDocument(path, text).items).toHaveLength(12)
        const version = `${answer.headers.etag}`.replace(/-\w+"$/, '"')
        const date = answer.headers['last-modified']
        note(`${path} ${version}`, JSON.stringify([text, date, [...numbers]]))
        note(`${path} ${[...numbers]}`, version)
      }
    })
    for (let number = 1; number <= 15; number++) {
      site.clock.now += 60_000
      for (const [file, content] of Object.entries(filesOfEdition(number))) site.write(file, content)
      await site.app.newsroom.refresh()
      const enough = answered + 40
      while (answered < enough) await new Promise((resolve) => setImmediate(resolve))
    }
    over = true
    await Promise.all(reading)
    // One ETag per document in all encodings, and one ETag per edition.
    expect([...seen].filter(([, facts]) => facts.size !== 1).map(([name]) => name)).toEqual([])
    expect(seen.size).toBeGreaterThan(2 * 15)
  }, 240_000)
})

/** A client that keeps its connections alive. */
async function connectClient({ app }: TestNewsroom) {
  const server = createServer(app.handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => {
    agent.destroy()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return (path: string, headers: Readonly<Record<string, string>>): Promise<Omit<Answer, 'text'>> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        )
      })
        .on('error', reject)
        .end()
    })
}

function encodingOf(headers: IncomingHttpHeaders): Encoding {
  return (headers['content-encoding'] ?? 'identity') as Encoding
}
