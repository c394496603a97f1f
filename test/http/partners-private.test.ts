import { Writable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { inFormats, type Served, served, told } from '../support/told.ts'

const SECRET = 'a-secret-of-the-wire-42'
const WIRE = '/partners/wire/uk/'
const KINDS = [...inFormats(WIRE), WIRE, `${WIRE}news-sitemap.xml`]

const LONG = `<p>${'довгий текст '.repeat(150)}</p>`
const many = Object.fromEntries(
  Array.from({ length: 9 }, (_, index) => [
    `articles/a${index}.json`,
    article({
      ...{ published: `2026-03-0${9 - index}T00:00:00Z` },
      variants: { uk: variant(`№${index}`, 'uk', { content: LONG, summary: 's' }) },
    }),
  ]),
)

type Logged = Served & { readonly lines: string[] }
async function open(wire: object, files: Record<string, unknown> = {}): Promise<Logged> {
  const lines: string[] = []
  const stream = new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) })
  const log = pino({ level: 'trace' }, stream)
  const options = { site: { partners: { wire } }, files: { ...many, ...files }, overrides: { log } }
  return { ...(await served(options)), lines }
}

describe('a partner with a token', () => {
  test.each(KINDS)('gets what nobody else does: %s', async (path) => {
    const { ask } = await open({ token: SECRET })
    const nothing = await ask('/partners/nobody/uk/rss.xml')
    expect(nothing.status).toBe(404)
    const wrong = [
      ...[ask(path), ask(`${path}?token=`), ask(`${path}?token=${SECRET}x`), ask(`${path}?Token=${SECRET}`)],
      ...[ask(`${path}?token=wrong&token=${SECRET}`), ask(`${path}#token=${SECRET}`)],
      ask(path, { Authorization: 'Bearer wrong' }),
      ask(path, { Authorization: `Basic ${SECRET}` }),
      ask(path, { Authorization: `Basic ${Buffer.from(`x:${SECRET}`).toString('base64')}` }),
      ask(path, { Cookie: `token=${SECRET}` }),
      ask(path, { 'If-None-Match': '*' }),
      ask(path, {}, 'POST'),
    ]
    const hidden = ({ date: _date, ...headers }: Record<string, unknown>) => headers
    for (const answer of await Promise.all(wrong)) {
      expect([answer.status, answer.text]).toEqual([404, nothing.text])
      expect(hidden(answer.headers)).toEqual(hidden(nothing.headers))
    }
    for (const answer of [
      await ask(`${path}?token=${SECRET}`),
      await ask(`${path}?a=b&token=${encodeURIComponent(SECRET)}#x`),
      await ask(path, { Authorization: `Bearer ${SECRET}` }),
      await ask(path, { authorization: `bearer ${SECRET}` }),
    ]) {
      expect(answer.status).toBe(200)
    }
  })

  test.each(KINDS)('has it in no cache that is shared, and open to no other page: %s', async (path) => {
    const { ask } = await open({ token: SECRET })
    const allowed = { Authorization: `Bearer ${SECRET}` }
    const { headers } = await ask(path, allowed)
    expect(headers['cache-control']).toMatch(/^private, max-age=300/)
    const fresh = await ask(path, { ...allowed, 'If-None-Match': `${headers.etag}` })
    expect([fresh.status, fresh.headers['cache-control']]).toEqual([304, headers['cache-control']])
    for (const answer of [headers, fresh.headers, (await ask(path, allowed, 'HEAD')).headers]) {
      expect(Object.keys(answer).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
    // Nor is anybody told beforehand that they may ask.
    const preflight = await ask(
      path,
      { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'GET' },
      'OPTIONS',
    )
    expect(preflight.status).toBe(404)
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test('that comes with its token in the address is led on with it, by everything that leads to its own feeds', async () => {
    const { ask } = await open({ token: SECRET })
    const self = (file: string) => `https://feeds.example${WIRE}${file}?token=${SECRET}`
    for (const path of ['rss.xml', 'atom.xml']) {
      const { text, headers } = await ask(`${WIRE}${path}?token=${SECRET}`)
      expect(text).toContain(`href="${self(path)}"`)
      expect(headers.link).toContain(`<${self(path)}>; rel="self"`)
      expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', 'referrer-policy': 'no-referrer' })
    }
    const feed = JSON.parse((await ask(`${WIRE}feed.json?token=${SECRET}`)).text)
    expect(feed.feed_url).toBe(self('feed.json'))
    const page = await ask(`${WIRE}?token=${SECRET}`)
    expect(page.headers['referrer-policy']).toBe('no-referrer')
    const own = [...page.text.matchAll(/"((?:https:\/\/feeds\.example)?(\/partners\/wire\/[^"]*))"/g)]
    expect(own.length).toBeGreaterThan(3)
    for (const [, , path = ''] of own) {
      expect(path).toContain(`?token=${SECRET}`)
      expect((await ask(path)).status, path).toBe(200)
    }
    // Encoded, and asked again, it is the same.
    const encoded = await ask(`${WIRE}rss.xml?token=${SECRET}`, { 'Accept-Encoding': 'gzip' })
    expect(gunzipSync(encoded.body).toString()).toBe((await ask(`${WIRE}rss.xml?token=${SECRET}`)).text)
    const again = await ask(`${WIRE}rss.xml?token=${SECRET}`, { 'If-None-Match': `${encoded.headers.etag}` })
    expect(again.status).toBe(304)
  })

  test('finds its token nowhere that it was not sent: in no document, no field, no log and no error', async () => {
    const { ask, lines, refresh } = await open({ token: SECRET, maxBytes: 10_000 })
    const paths = [...KINDS, '/partners/wire/xx/rss.xml', '/partners/wire/uk/nothing']
    for (const path of [...paths, '/uk/', '/feeds.opml', '/readyz', '/nowhere']) {
      for (const [address, headers] of [
        [`${path}?token=${SECRET}`, {}],
        [path, { Authorization: `Bearer ${SECRET}` }],
        [`${path}?token=${SECRET}`, { Accept: 'text/html' }],
      ] as const) {
        for (const method of ['GET', 'POST']) {
          const answer = await ask(address, headers, method)
          // Addresses of its own feeds apart, for a request whose own address has it.
          const said = (answer.text + JSON.stringify(answer.headers)).replaceAll(
            /(\/partners\/wire\/[^"'<>\s?]*)\?token=a-[\w-]+/g,
            address.includes('?') && method === 'GET' ? '$1' : '$&',
          )
          expect(said, `${method} ${path}`).not.toContain(SECRET)
        }
      }
    }
    await refresh()
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.join('')).not.toContain(SECRET)
  })

  test('is led on from another spelling as it came, and nobody else is, nor hears of it', async () => {
    const { ask } = await open({ token: SECRET })
    expect((await ask('/partners/wire/UK/rss.xml')).status).toBe(404)
    const asked = await ask(`/partners/wire/UK/rss.xml?token=${SECRET}`)
    expect([asked.status, asked.headers.location]).toEqual([301, `${WIRE}rss.xml?token=${SECRET}`])
    expect(asked.headers['cache-control']).toMatch(/^private,/)
    expect(asked.headers).not.toHaveProperty('access-control-allow-origin')
    const bearer = await ask('/partners/wire/UK/rss.xml', { Authorization: `Bearer ${SECRET}` })
    expect([bearer.status, bearer.headers.location]).toEqual([301, `${WIRE}rss.xml`])
  })

  test('is named on no page and in no list', async () => {
    const { ask } = await open({ token: SECRET })
    for (const path of ['/uk/', '/feeds.opml', '/uk/feeds.opml', '/uk/rss.xml', '/readyz']) {
      expect((await ask(path)).text, path).not.toContain('partners')
    }
  })

  test('may have it in a file beside the settings', async () => {
    const { ask } = await open({ tokenFile: 'wire.token' }, { 'wire.token': `${SECRET}\n` })
    expect((await ask(`${WIRE}rss.xml?token=${SECRET}`)).status).toBe(200)
    expect((await ask(`${WIRE}rss.xml`)).status).toBe(404)
  })
})

test.each([
  [
    'that is not there',
    { tokenFile: 'none' },
    /site\.yaml: line \d+: partners\.wire\.tokenFile names none, which cannot be read/,
  ],
  ['that is empty', { tokenFile: 'empty' }, /tokenFile names empty, which has fewer than 16 characters/],
  ['beside another token', { tokenFile: 'empty', token: SECRET }, /tokenFile is set together with token/],
])('a file of a token %s stops the start, with a word about where', async (_name, wire, message) => {
  await expect(open(wire, { empty: '\n' })).rejects.toThrow(message)
})

describe('a partner with a limit', () => {
  test.each(inFormats(WIRE))('gets whole items, fewer of them, and the log says so once: %s', async (path) => {
    const { ask, lines } = await open({ maxBytes: 20_000 })
    const answer = await ask(path)
    expect(answer.body.byteLength).toBeLessThanOrEqual(20_000)
    const { items } = told(path, answer.text)
    const kept = items.map(({ title }) => title)
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => `№${index}`))
    for (const { html } of items) expect(html).toBe(LONG)
    // One more would have been too much.
    const whole = await (await open({})).ask(path)
    expect(kept.length).toBe(
      Math.floor((20_000 - (whole.body.byteLength - 9 * sizeOf(whole.text))) / sizeOf(whole.text)),
    )
    const cuts = () => lines.map((line) => JSON.parse(line)).filter(({ dropped }) => dropped !== undefined)
    expect(cuts()).toMatchObject([{ path, dropped: 9 - kept.length, maxBytes: 20_000, level: 30 }])
    for (const encoding of ['identity', 'br', 'gzip']) await ask(path, { 'Accept-Encoding': encoding })
    expect(cuts()).toHaveLength(1)
  })

  /** Bytes of an item; all are of the same length. */
  function sizeOf(text: string): number {
    const marks = [...text.matchAll(/№\d/g)].filter(
      (_, index, all) => all.length % 9 === 0 && index % (all.length / 9) === 0,
    )
    const [first, second] = marks as [RegExpExecArray, RegExpExecArray]
    return Buffer.byteLength(text.slice(first.index, second.index))
  }

  test('that nothing fits in gets none, and one that all fits in gets all', async () => {
    const long = { 'articles/a0.json': article({ variants: { uk: variant('№0', 'uk', { content: LONG.repeat(5) }) } }) }
    const few = await served({ site: { partners: { wire: { maxBytes: 10_000 } } }, files: long })
    expect(await few.titles(`${WIRE}rss.xml`)).toEqual([])
    expect(await (await open({ maxBytes: 1_000_000 })).titles(`${WIRE}rss.xml`)).toHaveLength(9)
  })
})
