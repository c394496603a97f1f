import { expect, test } from 'vitest'
import { signatureOf } from '../../src/purge/webhook.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, BROKEN_DATA, FAILABLE, newsroom, SITE, type TestNewsroom, WHOLE_DATA } from '../support/newsroom.ts'
import { mailServer, webhookReceiver } from '../support/receivers.ts'

const LOOK = 5 * 60_000
const SECRET = 'a-secret-of-the-alerts'

/** A source that cannot be fetched, and a file that is no article. */
const WIRE = { type: 'ndjson', name: 'wire', path: 'lines.ndjson' }
const BROKEN = { 'articles/a.json': article(), 'articles/b.json': '{' }

/** Refreshes five minutes later. The look that this starts ends at some time after the refresh. */
async function look({ app, clock }: TestNewsroom): Promise<void> {
  clock.now += LOOK
  await app.newsroom.refresh().catch(() => undefined)
}

/** Further looks repeat nothing, so it does not matter how many are needed. */
async function lookUntil(desk: TestNewsroom, value: () => unknown, expected: unknown): Promise<void> {
  await expect.poll(() => look(desk).then(value), { timeout: 20_000 }).toEqual(expected)
}

async function standardTarget() {
  const hooks = await webhookReceiver()
  const site = {
    jitter: 0,
    alerts: [{ type: 'standard', url: `${hooks.origin}/standard`, secretFile: 'alert.secret' }],
  }
  const changes = () =>
    hooks.posted.map(({ body }) =>
      JSON.parse(body).data.changes.map(({ id, state }: { id: string; state: string }) => `${id} ${state}`),
    )
  return { ...hooks, changes, site, files: { 'alert.secret': SECRET } }
}

test('every target gets one digest of what holds at two looks, and one of what ended', async () => {
  const { origin, of, posted } = await webhookReceiver()
  const { url, mails } = await mailServer('pass-word')
  const desk = await newsroom({
    site: {
      sources: [...SITE.sources, WIRE],
      alerts: [
        { type: 'standard', url: `${origin}/standard`, secretFile: 'alert.secret' },
        { type: 'slack', urlFile: 'slack.url' },
        { type: 'discord', url: `${origin}/discord` },
        { type: 'ntfy', url: `${origin}/topic`, secretFile: 'ntfy.token' },
        { type: 'email', urlFile: 'smtp.url', from: 'feeds@herald.example', to: ['web@herald.example'] },
      ],
    },
    files: {
      ...{ ...BROKEN, 'alert.secret': SECRET, 'slack.url': `${origin}/slack\n` },
      ...{ 'ntfy.token': 'tk_0123456789abcdef', 'smtp.url': `${url}\n` },
    },
  })
  await desk.app.work()
  await desk.app.newsroom.refresh()
  expect(posted).toEqual([])
  await lookUntil(desk, () => mails.length + posted.length, 5)
  const problems = [expect.stringMatching(/^Failing sources: wire: /), 'In quarantine: 1']

  const [signed] = of('/standard')
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature } = signed?.headers ?? {}
  expect(signature).toBe(signatureOf(SECRET, String(id), Number(seconds), signed?.body ?? ''))
  expect(JSON.parse(signed?.body ?? '')).toEqual({
    ...{ type: 'alert', timestamp: new Date(Number(seconds) * 1000).toISOString() },
    data: {
      server: 'https://feeds.example',
      changes: [
        { id: 'source:wire', state: 'began', text: problems[0] },
        { id: 'quarantine:1', state: 'began', text: problems[1] },
      ],
    },
  })
  const lines = ['feeds.example:', ...problems]
  expect(JSON.parse(of('/slack')[0]?.body ?? '').text.split('\n')).toEqual(lines)
  const { content, allowed_mentions } = JSON.parse(of('/discord')[0]?.body ?? '')
  expect([content.split('\n'), allowed_mentions]).toEqual([lines, { parse: [] }])
  const [topic] = of('/topic')
  expect(topic?.body.split('\n')).toEqual(lines)
  expect(topic?.headers).toMatchObject({ authorization: 'Bearer tk_0123456789abcdef' })
  expect(mails[0]).toMatchObject({ from: 'feeds@herald.example', to: ['web@herald.example'] })
  expect(mails[0]?.text).toMatch(/^Subject: feeds\.example: Failing sources: wire: /m)
  expect(mails[0]?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  expect(mails[0]?.text).toContain('Failing sources')

  desk.remove('articles/b.json')
  await lookUntil(desk, () => mails.length + posted.length, 10)
  expect(JSON.parse(of('/slack')[1]?.body ?? '').text.split('\n')).toEqual(['feeds.example:', `Over: ${problems[1]}`])
})

test('a restart repeats nothing, and tells what has ended since', async () => {
  const { site, files, changes } = await standardTarget()
  const store = { ...openSqliteStore(':memory:'), close: async () => undefined }
  const first = await newsroom({ site, files: { ...files, ...BROKEN }, overrides: { store } })
  await first.app.work()
  await lookUntil(first, changes, [['quarantine:1 began']])
  await first.app.close()

  const options = { site, files: { ...files, 'articles/a.json': article() }, overrides: { store } }
  const second = await newsroom({ ...options, now: first.clock.now })
  await second.app.work()
  await lookUntil(second, changes, [['quarantine:1 began'], ['quarantine:1 ended']])
})

test('a target that does not answer is told at a later look, with what changed meanwhile', async () => {
  const { site, files, changes, receiver } = await standardTarget()
  const desk = await newsroom({ site, files: { ...files, ...BROKEN } })
  receiver.status = 503
  await desk.app.work()
  await lookUntil(desk, () => changes().at(-1), ['quarantine:1 began'])
  desk.remove('articles/b.json')
  await lookUntil(desk, () => changes().at(-1), ['quarantine:1 began', 'quarantine:1 ended'])
  receiver.status = 204
  const refused = changes().length
  await lookUntil(desk, () => changes().length > refused, true)
  expect(changes().at(-1)).toEqual(['quarantine:1 began', 'quarantine:1 ended'])
})

test('refreshes that fail and the edition that grows old are told, and their end', async () => {
  const { site, files, changes } = await standardTarget()
  const desk = await newsroom({ site: { ...site, ...FAILABLE }, files: { ...files, 'articles/a.json': article() } })
  await desk.app.work()
  desk.write(...BROKEN_DATA)
  await lookUntil(desk, changes, [['refresh began'], ['stale began']])
  desk.write(...WHOLE_DATA)
  await lookUntil(desk, () => changes().at(-1), ['refresh ended', 'stale ended'])
})

test('a process that only serves tells nothing', async () => {
  const { site, files, posted } = await standardTarget()
  const store = { ...openSqliteStore(':memory:'), close: async () => undefined }
  const desk = await newsroom({ site, files: { ...files, ...BROKEN }, overrides: { store } })
  await desk.app.newsroom.refresh()
  const serving = await newsroom({ site, files, overrides: { store }, environment: { POLYFEED_ROLE: 'serve' } })
  await serving.app.work()
  for (let looks = 0; looks < 3; looks++) {
    await look(desk)
    serving.clock.now = desk.clock.now
    await serving.app.newsroom.follow()
  }
  await serving.app.close()
  expect(posted).toEqual([])
})
