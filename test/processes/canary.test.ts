import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { freePort } from '../support/free-port.ts'
import { article, BROKEN_DATA, FAILABLE, variant } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'
import { until } from '../support/until.ts'
import { type Answer, clientOf } from '../support/wire.ts'

/** One distinctive secret for every place that can hold one, so that a search finds it in any output. */
const SECRETS = {
  admin: 'canary-admin-7f3a9c51',
  partner: 'canary-partner-2b8e6d40',
  cdn: 'canary-cdn-91c4f7aa',
  wrong: 'canary-wrong-58d2b613',
  cookie: 'canary-cookie-c6027ee9',
  requestId: 'canary-id-3e91d0b7 with spaces',
} as const

/** The secrets as plain text, in Base64 and percent-encoded. */
const SPELLINGS = Object.values(SECRETS).flatMap((secret) => [
  secret,
  ...[secret, `x:${secret}`, `${secret}:`].map((text) => Buffer.from(text).toString('base64').replace(/=+$/, '')),
  encodeURIComponent(secret),
])

function secretsIn(text: string): string[] {
  return SPELLINGS.filter((secret) => text.includes(secret))
}

const PARTNER = '/partners/wire/uk/'
const PATHS = [
  ...['/', '/uk', '/UK/rss.xml', '/uk/', '/uk/rss.xml', '/en/atom.xml', '/uk/feed.json', '/feeds.opml', '/uk/nowhere'],
  ...[
    '/uk/tags/river/',
    '/uk/tags/olympics/rss.xml',
    '/uk/tags/stream/rss.xml',
    '/uk,en/rss.xml',
    '/schemas/article.json',
  ],
  ...['/uk/news-sitemap.xml', '/uk/archive/2026-03/rss.xml', '/media/dot.svg', '/media/none.png', '/media/%zz', '/%zz'],
  ...[
    '/healthz',
    '/readyz',
    '/metrics',
    '/admin/refresh',
    '/admin/',
    '/admin/login',
    '/admin/nowhere',
    '//',
    '/../etc/passwd',
  ],
  ...[
    '/uk/embed/',
    '/uk/search',
    '/oembed',
    '/embed/uk/headlines.json',
    '/embed/uk/frame.html',
    '/embed/partners/wire/uk/fragment.html',
  ],
  ...['rss.xml', 'atom.xml', 'feed.json', '', 'news-sitemap.xml', 'nothing', 'tags/river/rss.xml'].map(
    (at) => PARTNER + at,
  ),
  ...['/partners/WIRE/uk/rss.xml', '/partners/wire/UK/rss.xml', '/partners/wire/uk', '/partners/nobody/uk/rss.xml'],
]

const ADMINISTRATOR = { 'X-Forwarded-For': '198.51.100.9' }

/** The address of a client that sends valid tokens only. Clients that guess tokens are delayed. */
const GENUINE = { 'X-Forwarded-For': '198.51.100.7' }

/** Every way in which a client can send a secret. */
const WAYS: readonly (readonly [query: string, headers: Readonly<Record<string, string>>])[] = [
  [`?token=${SECRETS.partner}`, GENUINE],
  [`?token=${SECRETS.partner}`, { ...GENUINE, Accept: 'text/html', 'If-None-Match': '*' }],
  [`?token=${SECRETS.wrong}`, {}],
  [`?token=${SECRETS.admin}`, { Cookie: `session=${SECRETS.cookie}` }],
  ['', { ...GENUINE, Authorization: `Bearer ${SECRETS.partner}` }],
  ['', { Authorization: `Bearer ${SECRETS.wrong}`, 'X-Request-Id': SECRETS.requestId }],
  ['', { Authorization: `Basic ${Buffer.from(`x:${SECRETS.wrong}`).toString('base64')}`, Cookie: SECRETS.cookie }],
  [`#${SECRETS.wrong}`, { Referer: `http://x/?token=${SECRETS.wrong}`, 'Accept-Encoding': 'identity;q=0' }],
]

/** Starts a purge endpoint that refuses every request. */
async function refusing() {
  const server = createServer((_request, response) => response.writeHead(500).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  let asked = 0
  server.on('request', () => asked++)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/purge`, asked: () => asked }
}

/** Removes the request's own token from addresses of the partner's feeds: answers may repeat it there. */
function withoutOwn({ headers, text }: Answer, target: string): string {
  const said = JSON.stringify(headers) + text
  if (!target.includes(`?token=${SECRETS.partner}`)) return said
  return said.replaceAll(new RegExp(`(/partners/wire/[^"'<>\\s?]*)\\?token=${SECRETS.partner}`, 'g'), '$1')
}

describe('secrets are never printed', () => {
  test.each<readonly [string, readonly string[], 'variable' | 'file']>([
    ['serve, with the token in a file', [], 'file'],
    ['serve --workers 2', ['--workers', '2'], 'variable'],
  ])(
    '%s',
    async (_name, args, from) => {
      const hook = await refusing()
      const site = {
        ...FAILABLE,
        proxies: ['loopback'],
        ...{
          partners: { wire: { token: SECRETS.partner } },
          cdn: { purge: { url: hook.url, secretFile: 'purge.secret' } },
        },
        ...{ retired: { tags: ['olympics'] }, moved: { tags: { stream: 'river' } } },
      }
      const folder = workplace(site, { 'purge.secret': SECRETS.cdn, 'articles/broken.json': '{' })
      const file = path.join(folder, 'admin.token')
      writeFileSync(file, `${SECRETS.admin}\n`)
      const admin: Record<string, string> =
        from === 'file' ? { POLYFEED_ADMIN_TOKEN_FILE: file } : { POLYFEED_ADMIN_TOKEN: SECRETS.admin }
      const port = await freePort()
      const child = polyfeed(['serve', ...args], { LOG_LEVEL: 'trace', PORT: String(port), ...admin }, folder)
      await child.said(WELCOME)
      const ask = clientOf(port)
      await until(
        async () => (await ask('/readyz')).status,
        (status) => status === 200,
      )

      const leaks: string[] = []
      const statuses = new Set<number>()
      const asked = async (target: string, headers: Readonly<Record<string, string>>, method = 'GET') => {
        const answer = await ask(target, headers, method)
        statuses.add(answer.status)
        const leaked = secretsIn(withoutOwn(answer, target))
        if (leaked.length > 0) leaks.push(`${method} ${target} ${JSON.stringify(headers)}: ${leaked}`)
        return answer
      }
      // The server must accept the tokens. Otherwise the test proves nothing.
      expect((await asked(`${PARTNER}rss.xml?token=${SECRETS.partner}`, GENUINE)).status).toBe(200)
      const led = await ask(`/partners/wire/UK/rss.xml?token=${SECRETS.partner}`, GENUINE)
      expect([led.status, led.headers.location]).toEqual([301, `${PARTNER}rss.xml?token=${SECRETS.partner}`])
      const administrator = { ...ADMINISTRATOR, Authorization: `Bearer ${SECRETS.admin}` }
      expect((await asked('/admin/refresh', administrator, 'POST')).status).toBeLessThan(300)
      for (const target of PATHS) {
        for (const [query, headers] of WAYS) {
          for (const method of ['GET', 'HEAD', 'POST']) await asked(target + query, headers, method)
        }
      }
      // Edits an article, so that a purge is sent. Then makes a refresh fail.
      const other = article({ variants: { uk: variant('Човен', 'uk') } })
      writeFileSync(path.join(folder, 'data/articles/b.json'), JSON.stringify(other))
      await asked('/admin/refresh', administrator, 'POST')
      await until(hook.asked)
      const [broken, text] = BROKEN_DATA
      mkdirSync(path.join(folder, 'data/stories/_data'))
      writeFileSync(path.join(folder, 'data', broken), text)
      await asked('/admin/refresh', administrator, 'POST')
      await child.said(/the refresh failed/)
      for (const target of ['/metrics', '/readyz']) await asked(target, administrator)
      expect(leaks).toEqual([])
      expect([...statuses]).toEqual(expect.arrayContaining([200, 301, 304, 401, 404, 405, 406, 410]))

      child.kill('SIGTERM')
      expect(await child.ended).toBe(0)
      const output = child.stdout() + child.stderr()
      // The output includes every request, the quarantined file and the failed purge.
      expect(output.match(/"answered"/g)?.length).toBeGreaterThan(PATHS.length * WAYS.length * 3)
      expect(output).toContain('a purge failed')
      expect(output).toContain('quarantined')
      expect(secretsIn(output)).toEqual([])
    },
    60_000,
  )
})

describe('an error at the start contains no secret', () => {
  const PASSWORD = 'canary-password-6d1f'
  const database = (address: (port: number) => string) => async () => ({ POLYFEED_STORE: address(await freePort()) })
  test.each<readonly [string, () => Promise<Record<string, string>>]>([
    ['a database that refuses', database((port) => `postgres://polyfeed:${PASSWORD}@127.0.0.1:${port}/feeds`)],
    ['the password in the query', database((port) => `postgres://127.0.0.1:${port}/feeds?user=x&password=${PASSWORD}`)],
    ['an address that is none', database(() => `postgres://polyfeed:${PASSWORD}@127.0.0.1:port/feeds`)],
    ['an escape that is none', database((port) => `postgres://polyfeed:%zz${PASSWORD}@127.0.0.1:${port}/feeds`)],
    ['a password with a slash', database((port) => `postgres://polyfeed:a/${PASSWORD}@127.0.0.1:${port}/feeds`)],
    [
      'a certificate that is not there',
      database((port) => `postgresql://x:${PASSWORD}@127.0.0.1:${port}/f?sslrootcert=/no`),
    ],
    ['another kind of database', database(() => `mysql://polyfeed:${PASSWORD}@127.0.0.1/feeds`)],
    ['a base URL with a password', async () => ({ POLYFEED_BASE_URL: `https://x:${PASSWORD}@herald.example` })],
    ['a token that is too short', async () => ({ POLYFEED_ADMIN_TOKEN: PASSWORD.slice(0, 15) })],
  ])('%s', async (_name, environment) => {
    const folder = workplace()
    for (const args of [['serve'], ['check', '--store'], ['diff']]) {
      const { code, stdout, stderr } = await runShared(args, folder, { LOG_LEVEL: 'trace', ...(await environment()) })
      expect(stdout + stderr).not.toContain(PASSWORD.slice(0, 15))
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^polyfeed: [^\n]+\n$/)])
    }
  })

  test.each<readonly [string, Record<string, unknown>]>([
    ['a partner whose token is too short', { partners: { wire: { token: 'canary-short' } } }],
    ['a purge with a password', { cdn: { purge: { url: 'https://x:canary-short@cdn.example/', secretFile: 's' } } }],
  ])('%s', async (_name, site) => {
    const { code, stdout, stderr } = await runShared(['serve'], workplace(site), { LOG_LEVEL: 'trace' })
    expect([code, stdout + stderr]).toEqual([1, expect.not.stringContaining('canary-short')])
    expect(stderr).toMatch(/^polyfeed: [^\n]+\n$/)
  })
})
