import { createHmac } from 'node:crypto'
import type { Webhook } from '../../src/domain/sources.ts'
import { newsroom, SITE } from './newsroom.ts'
import { wire } from './wire.ts'

export const SECRET = 'a-secret-of-the-webhook'
export const BODY = '{"event":"post.published"}'

/** A newsroom whose source `cms` has a webhook. */
export async function hooked(scheme: Webhook['scheme']) {
  const quiet = { type: 'ndjson', name: 'quiet', path: 'lines.ndjson', key: 'id' }
  const cms = { ...quiet, name: 'cms', webhook: { scheme, secretFile: 'cms.secret' } }
  const files = { 'cms.secret': SECRET }
  const { app, clock } = await newsroom({ site: { sources: [...SITE.sources, cms, quiet] }, files })
  const ask = await wire(app.handler)
  const send = (headers: Record<string, string>, body = BODY, path = '/hooks/cms') => ask(path, headers, 'POST', body)
  const wantedAt = async () => (await app.store.fetchState<{ wantedAt: number }>('cms'))?.wantedAt
  return { ask, send, wantedAt, clock, app }
}

/** The signature of Ghost. `at` is in milliseconds since 1970. */
export function ghost(at: number, body = BODY): Record<string, string> {
  return { 'X-Ghost-Signature': `sha256=${createHmac('sha256', SECRET).update(`${body}${at}`).digest('hex')}, t=${at}` }
}
