import { describe, expect, test } from 'vitest'
import { type Child, polyfeed, WELCOME, workplace } from '../support/child.ts'
import { exchangeRaw } from '../support/raw.ts'
import { type Ask, clientOf, TOKEN } from '../support/wire.ts'

/** Hostile names. None of them exists. */
const NAMES = [
  '%00',
  'x%00.png',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fsite.yaml',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%5c%2e%2e%5csite.yaml',
  '../../../../etc/passwd',
  '.env',
  '%c0%ae%c0%ae%c0%af',
  '%c0%ae%c0%ae/',
  '%e0%80%ae',
  '%f0%80%80%ae',
  '%ed%a0%80',
  '%ed%b0%80',
  '%ff%fe',
  '%f4%90%80%80',
  '%',
  '%2',
  '%zz',
  '%u002e',
  '%25%30%30',
  '%0d%0aX-Evil:%20yes',
  '%20',
  '%e2%80%ae',
  '%ef%bf%bf',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'x'.repeat(300),
  '%D0%B0'.repeat(400),
  'x'.repeat(9000),
]

const PLACES: readonly ((name: string) => string)[] = [
  (name) => `/${name}`,
  (name) => `/${name}/`,
  (name) => `/${name}/rss.xml`,
  (name) => `/uk/${name}`,
  (name) => `/uk/tags/${name}/rss.xml`,
  (name) => `/uk/tags/${name}/`,
  (name) => `/uk/tags/river+${name}/feed.json`,
  (name) => `/uk/sections/${name}/atom.xml`,
  (name) => `/uk/authors/${name}/feed.json`,
  (name) => `/uk/headlines/${name}/`,
  (name) => `/uk/archive/${name}/rss.xml`,
  (name) => `/partners/${name}/uk/rss.xml`,
  (name) => `/${name}/feeds.opml`,
  (name) => `/${name}/news-sitemap.xml`,
  (name) => `/media/${name}`,
  (name) => `/schemas/${name}`,
  (name) => `/admin/${name}`,
  (name) => `/admin/refresh/${name}`,
]

async function start(): Promise<{ child: Child; ask: Ask; port: number }> {
  const media = { 'media/.env': 'secret', 'media/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' }
  // 29 February, so that no scheduled refresh occurs.
  const folder = workplace({ schedule: '0 0 29 2 *', partners: { msn: null } }, media)
  const child = polyfeed([], { LOG_LEVEL: 'info', POLYFEED_ADMIN_TOKEN: TOKEN }, folder)
  const [, origin = ''] = await child.said(WELCOME)
  const port = Number(new URL(origin).port)
  return { child, ask: clientOf(port), port }
}

describe('the program logs nothing', () => {
  test('for a hostile name at any place in an address', { timeout: 120_000 }, async () => {
    const { child, ask } = await start()
    expect((await ask('/media/dot.svg')).status).toBe(200)
    const before = child.stderr()
    for (const place of PLACES) {
      await Promise.all(
        NAMES.map(async (name) => {
          const path = place(name)
          const { status, headers, text } = await ask(path)
          const wanted = path.length > 8000 ? [414] : [400, 404]
          expect(wanted, `${path} is ${status}`).toContain(status)
          expect(headers['cache-control'], path).toBe('no-store')
          expect(headers['x-evil'], path).toBeUndefined()
          expect(text, path).not.toMatch(/root:|secret|Error:|node_modules|\.ts:/)
        }),
      )
    }
    expect((await ask('/uk/rss.xml')).status).toBe(200)
    expect(child.stderr()).toBe(before)
  })

  test('for malformed or incomplete requests', async () => {
    const { child, ask, port } = await start()
    const before = child.stderr()
    const BYTES: readonly string[] = [
      'BREW / HTTP/1.1\r\n\r\n',
      '\x16\x03\x01\x02\0\x01\0',
      'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n',
      `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ]
    for (const bytes of BYTES) expect(await exchangeRaw(port, bytes)).toMatch(/^HTTP\/1\.1 [45]\d\d /)
    expect((await ask('/uk/rss.xml')).status).toBe(200)
    expect(child.stderr()).toBe(before)
  })
})
