import { Writable } from 'node:stream'
import { type Level, pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { REDACTED } from '../../src/cli/log.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { observeCalls } from '../support/press.ts'
import { everyKind, KINDS } from '../support/wire.ts'

type Line = Readonly<Record<string, unknown>>

/** A newsroom and its log. Once `breaking` is set, feeds cannot be composed. */
async function withLog(level: Level) {
  const lines: Line[] = []
  const write = (line: Buffer, _encoding: string, done: () => void): void => {
    lines.push(JSON.parse(String(line)))
    done()
  }
  const state = { breaking: false }
  const store = observeCalls(openSqliteStore(':memory:'), (method) => {
    if (state.breaking && method === 'window') throw new Error('the store is broken')
  })
  const site = await everyKind({ overrides: { log: pino({ level }, new Writable({ write })), store } })
  lines.length = 0
  return { ...site, lines, state }
}

describe('requests in the log', () => {
  test.each(KINDS)('a request is one line at debug: %s (%i)', async (target, status) => {
    const { ask, lines } = await withLog('debug')
    await ask(`${target}?token=a-partner-and-its-token`, { 'X-Request-Id': 'abc.1-2_3' })
    expect(lines).toMatchObject([{ level: 20, id: 'abc.1-2_3', method: 'GET', path: target, status, msg: 'answered' }])
    expect(Object.keys(lines[0] as Line).sort()).toEqual(
      [
        ...['bytes', 'hostname', 'id', 'kind', 'level', 'method'],
        ...['milliseconds', 'msg', 'path', 'pid', 'status', 'time'],
      ].sort(),
    )
    expect(lines[0]?.bytes).toBeGreaterThan(100)
    expect(JSON.stringify(lines)).not.toContain('a-partner-and-its-token')
  })

  test.each(['info', 'warn', 'error'] as const)('requests are not logged at %s', async (level) => {
    const { ask, lines } = await withLog(level)
    for (const [target] of KINDS) await ask(target)
    expect(lines).toEqual([])
  })

  test('a line is bounded in length, stays one line, and has only the path', async () => {
    const { ask, lines } = await withLog('debug')
    await ask(`/${'x'.repeat(5000)}`)
    await ask('/uk/%0A%7B%22level%22%3A60%7D')
    await ask('http://evil.example/uk/rss.xml?token=x')
    expect(lines.map(({ path }) => path)).toEqual([
      `/${'x'.repeat(499)}`,
      '/uk/%0A%7B%22level%22%3A60%7D',
      '/uk/rss.xml',
    ])
  })
})

describe("a request's id", () => {
  test.each(['1', 'a', 'A-b_c.9', 'x'.repeat(64)])('is its X-Request-Id: %s', async (id) => {
    const { ask, lines } = await withLog('debug')
    await ask('/uk/rss.xml', { 'X-Request-Id': id })
    expect(lines).toMatchObject([{ id }])
  })

  test.each(['', ' ', 'a b', 'x'.repeat(65), '{"level":60}', 'a/b', '<script>', 'é', '%{jndi:ldap://x}'])(
    'is generated instead of %j, and unique',
    async (id) => {
      const { ask, lines } = await withLog('debug')
      await ask('/uk/rss.xml', { 'X-Request-Id': id })
      await ask('/uk/rss.xml')
      const [first, second] = lines.map((line) => String(line.id)) as [string, string]
      expect(first).toMatch(/^[\da-z]+-[\da-z]+-\d+$/)
      expect(second).not.toBe(first)
    },
  )

  test('is in the answer and the log when the request fails', async () => {
    const { ask, lines, state } = await withLog('info')
    state.breaking = true
    for (const headers of [{ 'X-Request-Id': 'theirs' }, {}]) {
      lines.length = 0
      const answer = await ask('/uk/rss.xml', headers)
      expect(answer.status).toBe(500)
      const id = answer.headers['x-request-id']
      expect(id).toMatch('X-Request-Id' in headers ? /^theirs$/ : /-\d+$/)
      expect(lines).toMatchObject([{ level: 50, id, method: 'GET', path: '/uk/rss.xml', msg: 'a request failed' }])
    }
  })

  test.each(KINDS)('is in no other answer: %s', async (target) => {
    const { ask } = await withLog('info')
    expect((await ask(target, { 'X-Request-Id': 'theirs' })).headers).not.toHaveProperty('x-request-id')
  })
})

describe('secrets are never logged', () => {
  const FIELD_NAMES = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'webhook-signature', 'token']
  const SETTING_NAMES = ['adminToken', 'secret', 'password', 'connectionString']
  test.each([...FIELD_NAMES, ...SETTING_NAMES])('%s at any depth', (name) => {
    const lines: string[] = []
    const write = (line: Buffer, _encoding: string, done: () => void): void => {
      lines.push(String(line))
      done()
    }
    const log = pino({ redact: [...REDACTED] }, new Writable({ write }))
    const secret = { [name]: 'canary' }
    log.info(secret)
    log.info({ partner: secret })
    log.info({ req: { headers: secret } })
    log.error({ err: Object.assign(new Error('x'), secret, { details: secret }) })
    expect(lines).toHaveLength(4)
    expect(lines.join('')).not.toContain('canary')
  })
})
