import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENCODINGS, type Encoding } from '../../src/editions/encodings.ts'
import { NOW } from '../support/newsroom.ts'
import { sample } from '../support/sample.ts'
import { type Answer, type Ask, clientOf } from '../support/wire.ts'

// Every validator × date × encoding × method × forged or not. Expected answers are computed from the tables below.

const PATH = '/uk/rss.xml'
const HOUR = 3_600_000

/** If-None-Match, whether it matches the document, and the rule. */
const TAGS = [
  ['none', null, null, ''],
  ['strong', (v: string) => `"${v}"`, true, '§13.1.2'],
  ['weak', (v: string) => `W/"${v}"`, true, '§8.8.3.2: weak comparison'],
  ['in a list', (v: string) => `"0123", W/"${v}" , "4567"`, true, '§13.1.2: any of a list'],
  ['*', () => '*', true, '§13.1.2: *'],
  ['-gzip', (v: string) => `"${v}-gzip"`, true, '§8.8.3.3: another encoding of it'],
  ['-br', (v: string) => `"${v}-br"`, true, '§8.8.3.3: another encoding of it'],
  ['-zstd, weak', (v: string) => `W/"${v}-zstd"`, true, '§8.8.3.3: another encoding of it'],
  [';gzip', (v: string) => `"${v};gzip"`, true, 'a suffix of some proxies'],
  ['stale', () => '"8f14e45fceea167a5a36dedd"', false, '§13.1.2'],
  ['stale, suffixed', () => '"8f14e45fceea167a5a36dedd-br"', false, '§13.1.2'],
  ['invented', () => '"no such tag"', false, '§13.1.2'],
] as const

/** If-Modified-Since, whether it is at or after the last change, and the rule. */
const DATES = [
  ['none', null, null, ''],
  ['exact', new Date(NOW).toUTCString(), true, '§13.1.3'],
  ['earlier', new Date(NOW - HOUR).toUTCString(), false, '§13.1.3'],
  ['later', new Date(NOW + HOUR).toUTCString(), true, '§13.1.3'],
  ['exact, in RFC 850 form', 'Tuesday, 10-Mar-26 12:00:00 GMT', true, '§5.6.7'],
  ['invented', 'Mon, 09 Mar 2026 11:59:59 GMT', false, '§13.1.3'],
  ['malformed', 'yesterday', false, '§13.1.3: ignored if invalid'],
] as const

/** Accept-Encoding, the expected encoding, and the rule. */
const ACCEPTED = [
  ['none', null, 'identity', '§12.5.3'],
  ['identity', 'identity', 'identity', '§12.5.3'],
  ['gzip', 'gzip', 'gzip', '§12.5.3'],
  ['br', 'br', 'br', '§12.5.3'],
  ['zstd', 'zstd', 'zstd', '§12.5.3'],
  ['by weight', 'gzip;q=0.8, br;q=0.2, zstd;q=0.5', 'gzip', '§12.4.2'],
  ['identity;q=0', 'identity;q=0, gzip;q=0.1', 'gzip', '§12.5.3: any but identity'],
  ['*;q=0', '*;q=0', null, '§15.5.7'],
] as const satisfies readonly (readonly [string, string | null, Encoding | null, string])[]

const FORGED = {
  Host: 'evil.example:6666',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'gopher',
  'X-Forwarded-For': '6.6.6.6',
  Forwarded: 'host=evil.example;proto=gopher',
} as const

type Cell = {
  readonly name: string
  readonly method: 'GET' | 'HEAD'
  readonly headers: (version: string) => Record<string, string>
  readonly encoding: Encoding | null
  readonly status: 200 | 304 | 406
}

const CELLS: readonly Cell[] = TAGS.flatMap(([tag, tagOf, matches, tagRule]) =>
  DATES.flatMap(([date, since, unmodified, dateRule]) =>
    ACCEPTED.flatMap(([accepted, accept, encoding, encodingRule]) =>
      (['GET', 'HEAD'] as const).flatMap((method) =>
        [false, true].map((forged): Cell => {
          // §13.2.1: preconditions do not change a failure; §13.1.3: the tag takes precedence over the date.
          const fresh = matches ?? unmodified ?? false
          const status = encoding === null ? 406 : fresh ? 304 : 200
          const rule = encoding === null ? encodingRule : matches === null ? dateRule || encodingRule : tagRule
          return {
            name: `${method}${forged ? ', forged' : ''}, tag ${tag}, date ${date}, encoding ${accepted} → ${status} (RFC 9110 ${rule})`,
            ...{ method, encoding, status },
            headers: (version) => ({
              ...(tagOf && { 'If-None-Match': tagOf(version) }),
              ...(since && { 'If-Modified-Since': since }),
              ...(accept && { 'Accept-Encoding': accept }),
              ...(forged && FORGED),
            }),
          }
        }),
      ),
    ),
  ),
)

let ask: Ask
let close: () => Promise<void>
let version: string
const whole = new Map<Encoding, Answer>()
beforeAll(async () => {
  const app = await sample()
  close = () => app.close()
  ask = clientOf((await app.start()).port)
  for (const encoding of ENCODINGS) whole.set(encoding, await ask(PATH, { 'Accept-Encoding': encoding }))
  version = String(whole.get('identity')?.headers.etag).slice(1, -1)
})
afterAll(() => close())

test('there are more than two thousand combinations', () => {
  expect(CELLS.length).toBeGreaterThan(2000)
  expect(new Set(CELLS.map(({ name }) => name)).size).toBe(CELLS.length)
})

describe('a feed', () => {
  test.each(CELLS)('$name', async ({ method, headers, encoding, status }) => {
    const answer = await ask(PATH, headers(version), method)
    const { 'content-length': length, ...fields } = answer.headers
    expect(answer.status).toBe(status)
    expect(JSON.stringify(fields)).not.toContain('evil')
    if (encoding === null) {
      expect(fields).toMatchObject({ 'cache-control': 'no-store', vary: expect.stringContaining('Accept-Encoding') })
      expect(fields.etag).toBeUndefined()
      expect(answer.body.byteLength > 0).toBe(method === 'GET')
      return
    }
    const { headers: full, body } = whole.get(encoding) as Answer
    // §15.4.5: the fields of a 304; §8.8.3.3: each encoding has its own tag.
    expect(fields).toMatchObject({
      etag: encoding === 'identity' ? `"${version}"` : `"${version}-${encoding}"`,
      'last-modified': new Date(NOW).toUTCString(),
      'cache-control': full['cache-control'],
      vary: 'Accept-Encoding, A-IM, Sec-Fetch-Dest',
      'access-control-allow-origin': '*',
    })
    if (status === 304) {
      expect([length, fields['content-type'], fields['content-encoding']]).toEqual([undefined, undefined, undefined])
      expect(answer.body.byteLength).toBe(0)
      return
    }
    expect(fields['content-encoding'] ?? 'identity').toBe(encoding)
    expect(fields['content-type']).toBe('application/rss+xml; charset=utf-8')
    // §9.3.2: HEAD has the Content-Length of GET.
    expect(length).toBe(String(body.byteLength))
    expect(answer.body.byteLength).toBe(method === 'GET' ? body.byteLength : 0)
    if (method === 'GET') expect(answer.body.equals(body)).toBe(true)
  })
})
