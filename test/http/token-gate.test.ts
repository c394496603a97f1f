import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { configOf, intake } from '../support/newsroom.ts'
import { everyKind, TOKEN, wire } from '../support/wire.ts'

const PARTNER_TOKEN = 'a-partner-token-0123456789'

/** A newsroom behind a trusted proxy, and its log. */
async function behindProxy() {
  const lines: string[] = []
  const stream = new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) })
  const timestamp = (): string => `,"time":"2026-03-10T12:00:00.000Z"`
  const site = await everyKind({
    site: { proxies: ['loopback'], partners: { wire: { token: PARTNER_TOKEN } }, operators: ['198.51.100.0/24'] },
    overrides: { log: pino({ level: 'warn', base: null, timestamp }, stream) },
  })
  const from = (client: string) => ({
    bearer: (token: string) =>
      site.ask('/admin/refresh', { 'X-Forwarded-For': client, Authorization: `Bearer ${token}` }, 'POST'),
    partner: (token: string) => site.ask(`/partners/wire/uk/rss.xml?token=${token}`, { 'X-Forwarded-For': client }),
    logIn: (token: string) =>
      site.ask(
        '/admin/login',
        { 'X-Forwarded-For': client, 'Content-Type': 'application/x-www-form-urlencoded' },
        'POST',
        `token=${token}`,
      ),
    get: (path: string, headers = {}) => site.ask(path, { 'X-Forwarded-For': client, ...headers }),
  })
  return { ...site, from, lines }
}

const times = async <T>(count: number, work: () => Promise<T>): Promise<T[]> => {
  const results: T[] = []
  for (let n = 0; n < count; n++) results.push(await work())
  return results
}

describe('guessing tokens', () => {
  test.each([
    ['bearer', 401, 200],
    ['logIn', 403, 303],
    ['partner', 404, 200],
  ] as const)(
    'by %s: after ten failures there are growing pauses, in which the right token is refused, too',
    async (way, wrong, right) => {
      const { from, clock } = await behindProxy()
      const token = way === 'partner' ? PARTNER_TOKEN : TOKEN
      const client = from('203.0.113.7')
      const failures = await times(10, () => client[way]('wrong'))
      expect(failures.map(({ status }) => status)).toEqual(Array(10).fill(wrong))
      const refused = await client[way](token)
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
      // Other clients are not affected.
      expect((await from('203.0.113.8')[way](token)).status).toBe(right)
      const pauses: string[] = []
      for (let n = 0; n < 12; n++) {
        clock.now += 900_000
        expect((await client[way]('wrong')).status).toBe(wrong)
        pauses.push(String((await client[way]('wrong')).headers['retry-after']))
      }
      expect(pauses).toEqual(['2', '4', '8', '16', '32', '64', '128', '256', '512', '900', '900', '900'])
      clock.now += 900_000
      expect((await client[way](token)).status).toBe(right)
      // A success resets the count.
      expect((await times(9, () => client[way]('wrong'))).every(({ status }) => status === wrong)).toBe(true)
      expect((await client[way](token)).status).toBe(right)
    },
  )

  test('from one IPv6 network counts as one client', async () => {
    const { from } = await behindProxy()
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) {
      const client = from(`2001:db8:1:${(n << 8).toString(16)}::1`)
      statuses.push(...(await times(8, () => client.bearer('wrong'))).map(({ status }) => status))
    }
    expect(statuses.slice(0, 80)).toEqual(Array(80).fill(401))
    expect(statuses.slice(80)).toContain(429)
  })

  test('is logged with the client but not the token, in the format of the fail2ban filter, and counted', async () => {
    const { from, lines } = await behindProxy()
    const client = from('203.0.113.7')
    await client.bearer('secret-guess-one')
    await client.logIn('secret-guess-two')
    await client.partner('secret-guess-three')
    await from('2001:db8::7').partner('secret-guess-four')
    expect(lines.join('')).not.toContain('secret-guess')
    const filter = readFileSync(new URL('../../deploy/fail2ban/filter.d/polyfeed.conf', import.meta.url), 'utf8')
    const expression = /^failregex = (.+)$/m.exec(filter)?.[1] ?? ''
    const reader = new RegExp(expression.replace('<HOST>', '(?<host>[0-9a-fA-F.:]+)'))
    const hosts = lines.flatMap((line) => reader.exec(line.trimEnd())?.groups?.host ?? [])
    expect(hosts).toEqual(['203.0.113.7', '203.0.113.7', '203.0.113.7', '2001:db8::7'])
    const { text } = await from('198.51.100.1').get('/metrics')
    expect(text).toMatch(/^polyfeed_rejected_tokens_total\{kind="partner",why="wrong"\} 2$/m)
    expect(text).toMatch(/^polyfeed_rejected_tokens_total\{kind="login",why="wrong"\} 1$/m)
  })

  test('does not include requests without a token, as crawlers send them', async () => {
    const { from } = await behindProxy()
    const client = from('203.0.113.7')
    await times(30, () => client.get('/partners/wire/uk/rss.xml'))
    expect((await client.partner(PARTNER_TOKEN)).status).toBe(200)
  })
})

describe("operators' endpoints", () => {
  test("are open to operators' networks and the token", async () => {
    const { from } = await behindProxy()
    const [operator, stranger] = [from('198.51.100.7'), from('203.0.113.7')]
    const authorization = { Authorization: `Bearer ${TOKEN}` }
    expect((await operator.get('/metrics')).status).toBe(200)
    expect((await stranger.get('/metrics')).status).toBe(404)
    expect((await stranger.get('/metrics', authorization)).status).toBe(200)
    expect(JSON.parse((await operator.get('/readyz')).text).quarantine).toHaveLength(1)
    expect(JSON.parse((await stranger.get('/readyz', authorization)).text).quarantine).toHaveLength(1)
    const { status, text } = await stranger.get('/readyz')
    expect(status).toBe(200)
    expect(text.length).toBeLessThan(300)
    expect(text).not.toContain('articles')
    expect(JSON.parse(text)).toEqual({
      status: 'ready',
      edition: { revision: 1, instant: '2026-03-10T12:00:00.000Z', ageSeconds: 0, feeds: expect.any(Number) },
      failingSources: 0,
      missingSources: 0,
      skippedFiles: 0,
      lastRefresh: { ok: true },
    })
  })

  test.each(['X-Forwarded-For', 'Forwarded', 'Via'])(
    'are closed to clients of an unnamed local proxy (%s)',
    async (field) => {
      const { ask } = await everyKind()
      expect((await ask('/metrics')).status).toBe(200)
      expect((await ask('/metrics', { [field]: '127.0.0.1' })).status).toBe(404)
      expect(JSON.parse((await ask('/readyz', { [field]: '127.0.0.1' })).text)).not.toHaveProperty('quarantine')
    },
  )

  test('list a hundred problems and count all', async () => {
    const broken = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`articles/broken-${n}.json`, '{']))
    const { ask } = await everyKind({ files: broken })
    const { quarantine, quarantined } = JSON.parse((await ask('/readyz')).text)
    expect([quarantine.length, quarantined]).toEqual([100, 121])
  })
})

test('a logout ends the session in every process, and after a restart', async () => {
  const site = await everyKind()
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const other = await createApp(configOf(site.folder, { POLYFEED_ADMIN_TOKEN: TOKEN }), {
    ...{ store: { ...site.app.store, close: async () => undefined }, intake, now: () => site.clock.now },
  })
  const askOther = await wire(other.handler)
  const logIn = async () => {
    const { headers } = await site.ask('/admin/login', form, 'POST', `token=${TOKEN}`)
    return { Cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' }
  }
  const [one, two] = [await logIn(), await logIn()]
  const page = await site.ask('/admin/', one)
  expect([page.status, (await askOther('/admin/', one)).status]).toEqual([200, 200])
  const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  expect((await site.ask('/admin/logout', { ...form, ...one }, 'POST', `token=${token}`)).status).toBe(303)
  expect([(await site.ask('/admin/', one)).status, (await askOther('/admin/', one)).status]).toEqual([303, 303])
  // Another session of the same operator continues.
  expect((await askOther('/admin/', two)).status).toBe(200)
  await other.close()
})
