import { Writable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { inFormats, parseDocument, type Served, serveNewsroom } from '../support/parsed-feed.ts'

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
  return { ...(await serveNewsroom(options)), lines }
}

describe('a partner with a token', () => {
  test.each(KINDS)('is invisible without the token: %s', async (path) => {
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

  test.each(KINDS)('is not cached by shared caches and not readable by scripts of other origins: %s', async (path) => {
    const { ask } = await open({ token: SECRET })
    const allowed = { Authorization: `Bearer ${SECRET}` }
    const { headers } = await ask(path, allowed)
    expect(headers['cache-control']).toMatch(/^private, max-age=300/)
    const fresh = await ask(path, { ...allowed, 'If-None-Match': `${headers.etag}` })
    expect([fresh.status, fresh.headers['cache-control']]).toEqual([304, headers['cache-control']])
    for (const answer of [headers, fresh.headers, (await ask(path, allowed, 'HEAD')).headers]) {
      expect(Object.keys(answer).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
    // Preflight requests get a 404, too.
    const preflight = await ask(
      path,
      { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'GET' },
      'OPTIONS',
    )
    expect(preflight.status).toBe(404)
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test('with the token in the address gets it in all addresses of its own feeds', async () => {
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
    // Encoded and conditional answers are the same.
    const encoded = await ask(`${WIRE}rss.xml?token=${SECRET}`, { 'Accept-Encoding': 'gzip' })
    expect(gunzipSync(encoded.body).toString()).toBe((await ask(`${WIRE}rss.xml?token=${SECRET}`)).text)
    const again = await ask(`${WIRE}rss.xml?token=${SECRET}`, { 'If-None-Match': `${encoded.headers.etag}` })
    expect(again.status).toBe(304)
  })

  test('is never exposed by its token in a document, field, log or error that was not requested with it', async () => {
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
          // A GET with the token in its address gets it in the addresses of its own feeds.
          const exposed = (answer.text + JSON.stringify(answer.headers)).replaceAll(
            /(\/partners\/wire\/[^"'<>\s?]*)\?token=a-[\w-]+/g,
            address.includes('?') && method === 'GET' ? '$1' : '$&',
          )
          expect(exposed, `${method} ${path}`).not.toContain(SECRET)
        }
      }
    }
    await refresh()
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.join('')).not.toContain(SECRET)
  })

  test('is redirected from other spellings with its token, and others get a 404', async () => {
    const { ask } = await open({ token: SECRET })
    expect((await ask('/partners/wire/UK/rss.xml')).status).toBe(404)
    const answer = await ask(`/partners/wire/UK/rss.xml?token=${SECRET}`)
    expect([answer.status, answer.headers.location]).toEqual([301, `${WIRE}rss.xml?token=${SECRET}`])
    expect(answer.headers['cache-control']).toMatch(/^private,/)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    const bearer = await ask('/partners/wire/UK/rss.xml', { Authorization: `Bearer ${SECRET}` })
    expect([bearer.status, bearer.headers.location]).toEqual([301, `${WIRE}rss.xml`])
  })

  test('appears on no page and in no list', async () => {
    const { ask } = await open({ token: SECRET })
    for (const path of ['/uk/', '/feeds.opml', '/uk/feeds.opml', '/uk/rss.xml', '/readyz']) {
      expect((await ask(path)).text, path).not.toContain('partners')
    }
  })

  test('can have its token in a file beside the settings', async () => {
    const { ask } = await open({ tokenFile: 'wire.token' }, { 'wire.token': `${SECRET}\n` })
    expect((await ask(`${WIRE}rss.xml?token=${SECRET}`)).status).toBe(200)
    expect((await ask(`${WIRE}rss.xml`)).status).toBe(404)
  })
})

test.each([
  [
    'that is missing',
    { tokenFile: 'none' },
    /site\.yaml: line \d+: partners\.wire\.tokenFile names none, which cannot be read/,
  ],
  ['that is empty', { tokenFile: 'empty' }, /tokenFile names empty, which has fewer than 16 characters/],
  ['together with a token', { tokenFile: 'empty', token: SECRET }, /tokenFile is set together with token/],
])('a token file %s stops the start and is named in the error', async (_name, wire, message) => {
  await expect(open(wire, { empty: '\n' })).rejects.toThrow(message)
})

describe('a partner with maxBytes', () => {
  test.each(inFormats(WIRE))('gets fewer, complete items, and the log says so once: %s', async (path) => {
    const { ask, lines } = await open({ maxBytes: 20_000 })
    const answer = await ask(path)
    expect(answer.body.byteLength).toBeLessThanOrEqual(20_000)
    const { items } = parseDocument(path, answer.text)
    const titles = items.map(({ title }) => title)
    expect(titles).toEqual(Array.from({ length: titles.length }, (_, index) => `№${index}`))
    for (const { html } of items) expect(html).toBe(LONG)
    // One more item would exceed the limit.
    const whole = await (await open({})).ask(path)
    expect(titles.length).toBe(
      Math.floor((20_000 - (whole.body.byteLength - 9 * sizeOf(whole.text))) / sizeOf(whole.text)),
    )
    const cuts = () => lines.map((line) => JSON.parse(line)).filter(({ dropped }) => dropped !== undefined)
    expect(cuts()).toMatchObject([{ path, dropped: 9 - titles.length, maxBytes: 20_000, level: 30 }])
    for (const encoding of ['identity', 'br', 'gzip']) await ask(path, { 'Accept-Encoding': encoding })
    expect(cuts()).toHaveLength(1)
  })

  /** Bytes of an item; all have the same length. */
  function sizeOf(text: string): number {
    const marks = [...text.matchAll(/№\d/g)].filter(
      (_, index, all) => all.length % 9 === 0 && index % (all.length / 9) === 0,
    )
    const [first, second] = marks as [RegExpExecArray, RegExpExecArray]
    return Buffer.byteLength(text.slice(first.index, second.index))
  }

  test('gets no items if none fits, and all if all fit', async () => {
    const long = { 'articles/a0.json': article({ variants: { uk: variant('№0', 'uk', { content: LONG.repeat(5) }) } }) }
    const few = await serveNewsroom({ site: { partners: { wire: { maxBytes: 10_000 } } }, files: long })
    expect(await few.titles(`${WIRE}rss.xml`)).toEqual([])
    expect(await (await open({ maxBytes: 1_000_000 })).titles(`${WIRE}rss.xml`)).toHaveLength(9)
  })
})
