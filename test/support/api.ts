import { publishNewsroom, type TestNewsroom, type TestOptions, variant } from './newsroom.ts'
import { type Answer, type Ask, wire } from './wire.ts'

export const SECRETS = {
  cms: 'cms-token-of-the-tests-01',
  reader: 'reader-token-of-tests-01',
  english: 'english-token-of-tests-1',
  politics: 'politics-token-of-tests1',
  refresher: 'refresher-token-of-tests',
} as const

const TOKENS = [
  { name: 'cms', file: 'cms.token', scopes: ['read', 'write'] },
  { name: 'reader', file: 'reader.token', scopes: ['read'] },
  { name: 'english', file: 'english.token', scopes: ['read', 'write'], languages: ['en'] },
  { name: 'politics', file: 'politics.token', scopes: ['read', 'write'], sections: ['Politics'] },
  { name: 'refresher', file: 'refresher.token', scopes: ['refresh'] },
]

export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
  token?: keyof typeof SECRETS,
) => Promise<Answer & { readonly json: never }>

/** An article for the API. */
export function pushed(over: Record<string, unknown> = {}): Record<string, unknown> {
  return { published: '2026-03-01T09:00:00+02:00', section: 'city', variants: { en: variant('Bridge', 'en') }, ...over }
}

/** A newsroom with tokens. `send` sends JSON, and text as it is. */
export async function apiNewsroom(
  options: TestOptions = {},
): Promise<TestNewsroom & { readonly ask: Ask; readonly send: Send }> {
  const files = Object.fromEntries(Object.entries(SECRETS).map(([name, secret]) => [`${name}.token`, secret]))
  const made = await publishNewsroom({
    ...options,
    site: { tokens: TOKENS, ...options.site },
    files: { ...files, ...options.files },
  })
  const ask = await wire(made.app.handler)
  const send: Send = async (method, path, body, headers = {}, token = 'cms') => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const type = path.endsWith(':batch') ? 'application/x-ndjson' : 'application/json'
    const fields = { Authorization: `Bearer ${SECRETS[token]}`, ...(text !== undefined && { 'Content-Type': type }) }
    const answer = await ask(path, { ...fields, ...headers }, method, text)
    const isJson = answer.text !== '' && /^application\/(?:problem\+)?json/.test(answer.headers['content-type'] ?? '')
    return { ...answer, json: (isJson ? JSON.parse(answer.text) : undefined) as never }
  }
  return { ...made, ask, send }
}

export const WAIT = { Prefer: 'wait' }
