import { describe, expect, test } from 'vitest'
import { apiNewsroom, pushed, SECRETS } from '../support/api.ts'
import { publishNewsroom, variant } from '../support/newsroom.ts'
import { TOKEN, wire } from '../support/wire.ts'

const PATH = '/api/articles/bridge'
const ENGLISH = { 'Accept-Language': 'en' }

test('without any token in site.yaml, a problem says how to get one', async () => {
  const { app } = await publishNewsroom()
  const ask = await wire(app.handler)
  for (const [method, scope] of [
    ['GET', 'read'],
    ['PUT', 'write'],
  ] as const) {
    const { status, headers, text } = await ask(PATH, ENGLISH, method)
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="polyfeed"'])
    expect(JSON.parse(text).detail).toMatch(new RegExp(`“${scope}”.*site\\.yaml`))
  }
})

test('a token does what its scopes say', async () => {
  const { send, ask } = await apiNewsroom()
  expect((await send('PUT', PATH, pushed(), {}, 'cms')).status).toBe(202)
  expect((await send('GET', PATH, undefined, {}, 'reader')).status).toBe(200)
  const refused = await send('PUT', PATH, pushed(), ENGLISH, 'reader')
  expect([refused.status, refused.json]).toMatchObject([
    403,
    { title: 'Not permitted', detail: expect.stringMatching(/write/) },
  ])
  expect((await send('GET', PATH, undefined, {}, 'refresher')).status).toBe(403)
  const refresh = (token: keyof typeof SECRETS) =>
    ask('/admin/refresh', { Authorization: `Bearer ${SECRETS[token]}` }, 'POST')
  expect([(await refresh('refresher')).status, (await refresh('cms')).status]).toEqual([200, 403])
})

test("the operator's token and tokens of the scope admin do everything", async () => {
  const { ask } = await apiNewsroom({
    site: { tokens: [{ name: 'ops', file: 'cms.token', scopes: ['admin'] }], operators: [] },
    environment: { POLYFEED_ADMIN_TOKEN: TOKEN },
  })
  for (const secret of [TOKEN, SECRETS.cms]) {
    const fields = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }
    expect((await ask(PATH, fields, 'PUT', JSON.stringify(pushed()))).status).toBeLessThan(300)
    expect((await ask(PATH, fields)).status).toBe(200)
    expect((await ask('/admin/refresh', fields, 'POST')).status).toBe(200)
    expect((await ask('/metrics', fields)).status).toBe(200)
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const login = await ask('/admin/login', form, 'POST', new URLSearchParams({ token: secret }).toString())
    expect([login.status, login.headers['set-cookie']?.length]).toEqual([303, 1])
  }
})

test('wrong tokens are slowed down like those of the login', async () => {
  const { send, ask, app } = await apiNewsroom()
  for (let n = 0; n < 10; n++) {
    const { status, headers } = await ask(PATH, { Authorization: `Bearer wrong-${n}` })
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="polyfeed", error="invalid_token"'])
  }
  const { status, json } = await send('GET', PATH, undefined, ENGLISH)
  expect([status, json]).toMatchObject([429, { detail: expect.stringMatching(/Please try again in 1 minute\.$/) }])
  expect((await app.metrics.scrape()).text).toContain('polyfeed_rejected_tokens_total{kind="api",why="wrong"} 10')
})

test('the query may not contain the token', async () => {
  const { ask } = await apiNewsroom()
  expect((await ask(`${PATH}?token=${SECRETS.cms}`)).status).toBe(401)
})

describe('a token for languages', () => {
  test('writes articles in these languages only', async () => {
    const { send } = await apiNewsroom()
    expect((await send('PUT', PATH, pushed(), {}, 'english')).status).toBe(202)
    const both = pushed({ variants: { en: variant('Bridge', 'en'), uk: variant('Міст', 'uk') } })
    const { status, json } = await send('PUT', PATH, both, ENGLISH, 'english')
    expect([status, json]).toMatchObject([403, { detail: 'This token has no permission for: uk.' }])
  })

  test('writes its variants of other articles, and not what all languages share', async () => {
    const { send } = await apiNewsroom()
    await send('PUT', PATH, pushed({ variants: { uk: variant('Міст', 'uk') } }))
    const as = (method: string, path: string, body?: unknown) => send(method, path, body, {}, 'english')
    expect((await as('PUT', `${PATH}/en`, variant('Bridge', 'en'))).status).toBe(202)
    expect((await as('GET', `${PATH}/en`)).status).toBe(200)
    expect((await as('PUT', `${PATH}/uk`, variant('Ріка', 'uk'))).status).toBe(403)
    expect((await as('DELETE', `${PATH}/uk`)).status).toBe(403)
    expect((await as('PUT', PATH, pushed())).status).toBe(403)
    expect((await as('GET', PATH)).status).toBe(403)
    expect((await as('DELETE', PATH)).status).toBe(403)
    expect((await as('DELETE', `${PATH}/EN`)).status).toBe(202)
  })
})

test('a token for sections writes only articles that are and stay in them', async () => {
  const { send } = await apiNewsroom({ site: { moved: { sections: { policy: 'politics' } } } })
  const as = (body: unknown, path = PATH) => send('PUT', path, body, ENGLISH, 'politics')
  for (const section of [undefined, null, 'city', ['Politics'], { name: 'politics' }, 'poli<b>tics']) {
    const { status, text } = await as(pushed({ section }))
    expect([status, text], String(section)).toEqual([403, expect.stringContaining('section')])
  }
  for (const section of ['politics', 'POLITICS', 'Policy'])
    expect((await as(pushed({ section }))).status).toBeLessThan(300)
  expect((await as(variant('Bridge', 'en'), `${PATH}/en`)).status).toBeLessThan(300)
  await send('PUT', PATH, pushed({ section: 'city' }))
  expect((await as(pushed({ section: 'politics' }))).status).toBe(403)
  expect((await as(variant('Bridge', 'en'), `${PATH}/en`)).status).toBe(403)
  expect((await send('DELETE', PATH, undefined, {}, 'politics')).status).toBe(403)
})

test('new tokens change no feed', async () => {
  const { ask, write, app, folder } = await apiNewsroom()
  const etag = async () => (await ask('/en/rss.xml')).headers.etag
  const before = await etag()
  write('cms.token', 'another-token-of-the-tests')
  await app.reload()
  expect([await etag(), app.newsroom.current()?.edition.revision, folder]).toEqual([before, 1, folder])
})
