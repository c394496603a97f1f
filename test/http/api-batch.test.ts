import { describe, expect, test } from 'vitest'
import type { IntakePool } from '../../src/ingest/pool.ts'
import { apiNewsroom, pushed, type Send, WAIT } from '../support/api.ts'
import { intake, variant } from '../support/newsroom.ts'

const PATH = '/api/articles:batch'

const line = (id: string, over: Record<string, unknown> = {}): string => JSON.stringify({ id, ...pushed(over) })
const KEY = { 'Idempotency-Key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' }

type Outcome = { line: number; id: string | null; status: number; problems: { pointer: string; reason: string }[] }

async function post(send: Send, lines: readonly string[], headers = {}, token: Parameters<Send>[4] = 'cms') {
  const { status, text, headers: fields } = await send('POST', PATH, lines.join('\n'), headers, token)
  const outcomes =
    status < 300
      ? text
          .trimEnd()
          .split('\n')
          .map((one) => JSON.parse(one) as Outcome)
      : []
  return { status, text, fields, outcomes }
}

test('each line has an outcome, and a bad one stops no other', async () => {
  const { send, ask } = await apiNewsroom()
  await send('PUT', '/api/articles/b', pushed())
  const lines = [
    line('a'),
    '',
    '{"id":',
    line('b'),
    line('c', { published: 'soon' }),
    JSON.stringify(pushed()),
    line('d', { x: 1 }),
  ]
  const { status, fields, outcomes } = await post(send, lines, WAIT)
  expect([status, fields['content-type'], fields['preference-applied']]).toEqual([
    ...[200, 'application/x-ndjson', 'wait=10'],
  ])
  const problems = outcomes.map(({ problems: [first] }) => first && [first.pointer, first.reason])
  expect(outcomes.map(({ line, id, status }, index) => [line, id, status, problems[index]])).toEqual([
    [1, 'a', 201, undefined],
    [3, null, 422, ['', 'json_invalid']],
    [4, 'b', 200, undefined],
    [5, 'c', 422, ['/published', 'date_unparsable']],
    [6, null, 422, ['/id', 'value_missing']],
    [7, 'd', 201, ['/x', 'key_unknown']],
  ])
  expect(outcomes[0]).toMatchObject({
    etag: (await send('GET', '/api/articles/a')).headers.etag,
    revision: expect.any(Number),
  })
  expect(JSON.parse((await ask('/en/feed.json')).text).items).toHaveLength(3)
})

test('of two lines with an id, the last counts', async () => {
  const { send } = await apiNewsroom()
  const { outcomes } = await post(send, [line('a'), line('a', { section: 'river' })])
  expect(outcomes.map(({ status }) => status)).toEqual([201, 200])
  expect((await send('GET', '/api/articles/a')).json).toMatchObject({ section: 'river' })
})

test('a thousand lines are stored, with one refresh; more are refused', async () => {
  const { send, app } = await apiNewsroom()
  const lines = Array.from({ length: 1000 }, (_, n) => line(`a${n}`, { variants: { en: variant(`No ${n}`, 'en') } }))
  const { status, outcomes } = await post(send, lines, { Prefer: 'wait=30' })
  expect([status, outcomes.filter((one) => one.status === 201).length]).toEqual([200, 1000])
  expect(outcomes.map((one) => one.line)).toEqual(lines.map((_, index) => index + 1))
  expect(app.newsroom.current()?.edition.revision).toBe(2)
  const refused = await send('POST', PATH, [...lines, line('more')].join('\n'), { 'Accept-Language': 'en' })
  expect([refused.status, refused.text]).toEqual([413, expect.stringContaining('at most 1000 lines')])
  expect((await send('GET', '/api/articles/more')).status).toBe(404)
}, 60_000)

test('a line above 8 MB is refused alone, a body above 64 MB in whole', async () => {
  const { send } = await apiNewsroom()
  const large = line('large', { x: 'x'.repeat(8 * 1024 * 1024) })
  const { outcomes } = await post(send, [line('a'), large])
  expect(outcomes.map(({ status }) => status)).toEqual([201, 413])
  expect((await send('POST', PATH, ' '.repeat(64 * 1024 * 1024 + 1))).status).toBe(413)
})

test('a limited token writes the lines that it is for', async () => {
  const { send } = await apiNewsroom()
  await send('PUT', '/api/articles/sport', pushed({ section: 'sport' }))
  const lines = [line('a', { section: 'Politics' }), line('b'), line('sport', { section: 'politics' })]
  const { status, outcomes } = await post(send, lines, {}, 'politics')
  expect([status, ...outcomes.map((one) => one.status)]).toEqual([202, 201, 403, 403])
  expect((await send('GET', '/api/articles/sport')).json).toMatchObject({ section: 'sport' })
})

describe('with an Idempotency-Key', () => {
  test('a repeated request gets the first answer and writes nothing', async () => {
    const { send, app, clock } = await apiNewsroom()
    const first = await post(send, [line('a'), '{'], { ...KEY, ...WAIT })
    await send('PUT', '/api/articles/a', pushed({ section: 'river' }))
    const second = await post(send, [line('a'), '{'], { 'Idempotency-Key': KEY['Idempotency-Key'].slice(1, -1) })
    expect([second.status, second.text, second.fields['content-type']]).toEqual([
      ...[first.status, first.text, 'application/x-ndjson'],
    ])
    expect((await send('GET', '/api/articles/a')).json).toMatchObject({ section: 'river' })
    // Another client's key is another key.
    expect((await post(send, [line('p')], KEY, 'politics')).outcomes.map(({ status }) => status)).toEqual([403])
    await app.newsroom.whenSettled()
    clock.now += 2 * 24 * 60 * 60 * 1000
    await post(send, [line('b')], { 'Idempotency-Key': 'other' })
    const { outcomes } = await post(send, [line('a'), '{'], KEY)
    expect(outcomes.map(({ status }) => status)).toEqual([200, 422])
  })

  test('another body is refused', async () => {
    const { send } = await apiNewsroom()
    await post(send, [line('a')], KEY)
    const { status, json } = await send('POST', PATH, line('b'), KEY)
    expect([status, json]).toMatchObject([422, { errors: [{ pointer: '', reason: 'key_reused' }] }])
  })

  test('a request that runs is not run again', async () => {
    const checks = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    let isHeld = false
    const ask: IntakePool['ask'] = async (...request) => {
      if (isHeld) {
        asked.resolve()
        await checks.promise
      }
      return intake.ask(...request)
    }
    const { send } = await apiNewsroom({ overrides: { intake: { ...intake, ask } } })
    isHeld = true
    const first = send('POST', PATH, line('a'), KEY)
    await asked.promise
    const second = await send('POST', PATH, line('a'), KEY)
    checks.resolve()
    expect([second.status, second.headers['retry-after'], (await first).status]).toEqual([409, '5', 202])
  })
})
