import { createHmac } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { createApp } from '../../src/app.ts'
import type { Config } from '../../src/config/config.ts'
import type { Webhook } from '../../src/domain/sources.ts'
import { configOf, intake, newsroom, program } from './newsroom.ts'
import { wire } from './wire.ts'

export const SECRET = 'a-secret-of-the-webhook'
export const BODY = '{"event":"post.published"}'

/** A newsroom whose source `cms` has a webhook. */
export async function hooked(scheme: Webhook['scheme']) {
  const { folder, clock } = await newsroom()
  const config = configOf(folder)
  const fetch = { schedule: null, deadline: 60, fullEvery: 24, webhook: { scheme, secret: SECRET } }
  const settings = config.reread()
  const sources = [...settings.site.sources, { type: 'api', name: 'cms', fetch }, { type: 'api', name: 'quiet' }]
  const site = { ...settings.site, sources } as typeof settings.site
  const own: Config = { ...config, site, reread: () => ({ ...settings, site }) }
  const app = await createApp(own, { now: () => clock.now, intake, program })
  onTestFinished(() => app.close())
  const ask = await wire(app.handler)
  const send = (headers: Record<string, string>, body = BODY, path = '/hooks/cms') => ask(path, headers, 'POST', body)
  const wantedAt = async () => (await app.store.fetchState<{ wantedAt: number }>('cms'))?.wantedAt
  return { ask, send, wantedAt, clock, app }
}

/** The signature of Ghost. `at` is in milliseconds since 1970. */
export function ghost(at: number, body = BODY): Record<string, string> {
  return { 'X-Ghost-Signature': `sha256=${createHmac('sha256', SECRET).update(`${body}${at}`).digest('hex')}, t=${at}` }
}
