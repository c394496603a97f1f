import { createHmac } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { BODY, ghost, hooked, SECRET } from '../support/hooks.ts'
import { article, configOf, intake, newsroom, program, SITE } from '../support/newsroom.ts'
import { until } from '../support/until.ts'
import { clientOf } from '../support/wire.ts'

test('a signed delivery asks the source for what changed', async () => {
  const { send, wantedAt, clock } = await hooked('ghost')
  expect(await wantedAt()).toBeUndefined()
  const { status, text, headers } = await send(ghost(clock.now))
  expect([status, text, headers['cache-control']]).toEqual([202, '{"status":"asked"}', 'no-store'])
  expect(await wantedAt()).toBe(clock.now)
})

describe('a delivery that came before', () => {
  test('is answered, and ignored', async () => {
    const { send, wantedAt, clock } = await hooked('ghost')
    const delivery = ghost(clock.now)
    await send(delivery)
    const before = clock.now
    clock.now += 60_000
    const { status, text } = await send(delivery)
    expect([status, text, await wantedAt()]).toEqual([200, '{"status":"ignored"}', before])
    expect((await send(ghost(clock.now))).status).toBe(202)
  })

  test('counts again if the source could not be asked', async () => {
    const { send, app, clock } = await hooked('ghost')
    const { transact } = app.store
    Object.assign(app.store, { transact: () => Promise.reject(new Error('the store is down')) })
    expect((await send(ghost(clock.now))).status).toBe(500)
    Object.assign(app.store, { transact })
    expect((await send(ghost(clock.now))).status).toBe(202)
  })

  test('cannot be told with a token', async () => {
    const { send } = await hooked('strapi')
    const headers = { Authorization: `Bearer ${SECRET}` }
    expect([(await send(headers)).status, (await send(headers)).status]).toEqual([202, 202])
  })
})

test('a wrong or an old signature is refused, and slowed down', async () => {
  const { send, wantedAt, clock } = await hooked('ghost')
  const refused = [{}, ghost(clock.now, '{}'), ghost(clock.now - 301_000), { 'X-Ghost-Signature': 'sha256=x, t=1' }]
  for (const headers of refused) expect((await send(headers)).status).toBe(401)
  for (let n = 0; n < 6; n++) expect((await send({})).status).toBe(401)
  expect((await send(ghost(clock.now))).status).toBe(429)
  expect(await wantedAt()).toBeUndefined()
})

test('other sources and methods', async () => {
  const { send, ask, clock } = await hooked('ghost')
  for (const path of ['/hooks/quiet', '/hooks/api', '/hooks/none']) {
    expect((await send(ghost(clock.now), BODY, path)).status, path).toBe(404)
  }
  const { status, headers } = await ask('/hooks/cms')
  expect([status, headers.allow]).toEqual([405, 'POST'])
})

test('WP Webhooks: form bodies are signed as they are', async () => {
  const { send } = await hooked('wp-webhooks')
  const body = 'post_id=12&title=%D0%9C%D1%96%D1%81%D1%82'
  const signature = createHmac('sha256', SECRET).update(body).digest('base64')
  const fields = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-WP-Webhook-Signature': signature }
  expect([(await send(fields, body)).status, (await send(fields, body)).status]).toEqual([202, 200])
})

test('the source is fetched, and readers get what changed', async () => {
  const cms = { type: 'ndjson', name: 'cms', path: 'lines.ndjson', key: 'id', schedule: '0 0 1 1 *' }
  const webhook = { scheme: 'token', secretFile: 'cms.secret' }
  const lines = (...ids: string[]): string => ids.map((id) => `${JSON.stringify({ id, ...article() })}\n`).join('')
  const { folder, write } = await newsroom({
    site: { sources: [...SITE.sources, { ...cms, webhook }] },
    files: { 'cms.secret': SECRET, 'lines.ndjson': lines('a') },
  })
  // The collector's timers need a clock that goes on.
  const app = await createApp(configOf(folder), { intake, program })
  onTestFinished(() => app.close())
  const ask = clientOf((await app.start()).port)
  const entries = async () => JSON.parse((await ask('/en/feed.json')).text).items.length
  expect(await entries()).toBe(1)
  write('lines.ndjson', lines('a', 'b'))
  expect((await ask('/hooks/cms', { Authorization: `Bearer ${SECRET}` }, 'POST')).status).toBe(202)
  await until(async () => (await entries()) === 2)
})
