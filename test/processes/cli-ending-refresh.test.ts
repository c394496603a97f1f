import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { leadingTo } from '../support/blackhole.ts'
import { type Child, polyfeed, WELCOME, workplace } from '../support/child.ts'
import { manyArticles } from '../support/many.ts'
import { article } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { clientOf, TOKEN } from '../support/wire.ts'

const empty = postgres()

const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` }
const SITE = { schedule: '0 0 29 2 *' }

async function serving(folder: string, environment = {}): Promise<{ child: Child; port: number }> {
  const child = polyfeed([], { LOG_LEVEL: 'info', POLYFEED_ADMIN_TOKEN: TOKEN, ...environment }, folder)
  const [, origin = ''] = await child.said(WELCOME)
  return { child, port: Number(new URL(origin).port) }
}

type Ready = { readonly edition: { readonly revision: number; readonly feeds: number } }

const edition = async (port: number): Promise<Ready['edition']> =>
  (JSON.parse((await clientOf(port)('/readyz')).text) as Ready).edition

test('a refresh in progress at a signal finishes or leaves no trace', async () => {
  const folder = workplace(SITE)
  const { child, port } = await serving(folder)
  expect(await edition(port)).toMatchObject({ revision: 1 })
  for (const [file, content] of Object.entries(manyArticles(400))) {
    writeFileSync(path.join(folder, 'data', file), JSON.stringify(content))
  }
  const refreshing = clientOf(port)('/admin/refresh', AUTHORIZED, 'POST')
  // Gives the server time to receive the request for a refresh.
  await clientOf(port)('/healthz')
  child.kill('SIGTERM')
  // The client that requested the refresh gets its result.
  expect([200, 500]).toContain((await refreshing).status)
  expect(await child.ended).toBe(0)
  const again = await serving(folder)
  expect((await clientOf(again.port)('/uk/tags/t3/rss.xml')).status).toBe(200)
  expect(await edition(again.port)).toMatchObject({ revision: 2 })
})

test('a database that stops answering delays the end by ten seconds at most', { timeout: 120_000 }, async () => {
  const address = new URL(await empty())
  const way = await leadingTo(Number(address.port))
  address.port = String(way.port)
  const folder = workplace(SITE)
  const { child, port } = await serving(folder, { POLYFEED_STORE: address.href })
  writeFileSync(path.join(folder, 'data/articles/b.json'), JSON.stringify(article()))
  way.swallow()
  const refreshing = clientOf(port)('/admin/refresh', AUTHORIZED, 'POST').catch(() => undefined)
  await clientOf(port)('/healthz')
  const told = performance.now()
  child.kill('SIGTERM')
  expect(await child.ended).toBe(0)
  expect(performance.now() - told).toBeLessThan(10_000)
  expect(child.stderr()).toContain('stopped before everything in progress had finished')
  await refreshing
})
