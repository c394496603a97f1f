import { rmSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startVarnish } from '../../bench/varnish.ts'
import { type Child, polyfeed, WELCOME, workplace } from './child.ts'
import { freePort } from './free-port.ts'

const TOKEN = 'a-token-of-the-tests-0123'

export type Answer = {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}
type Asking = { readonly headers?: Record<string, string>; readonly method?: string; readonly from?: string }

/** Sends a request on a new connection, from any loopback address. */
function ask(url: string, { headers = {}, method = 'GET', from = '127.0.0.1' }: Asking = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { headers, method, localAddress: from, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
      .on('error', reject)
      .end()
  })
}

/** The program with Varnish in front of it. */
export type Front = {
  readonly child: Child
  readonly folder: string
  get(path: string, asking?: Asking): Promise<Answer>
  /** Sends the request for a refresh directly to the program. */
  refresh(): Promise<void>
}

export async function startVarnishFront(
  site: Record<string, unknown> = {},
  files: Record<string, unknown> = {},
): Promise<Front> {
  const port = await freePort()
  const purge = { url: `http://127.0.0.1:${port}/purge`, secretFile: 'purge.secret' }
  const secret = { 'purge.secret': 'a-secret-of-sixteen' }
  const folder = workplace({ ...site, cdn: { purge }, deltas: 'proxied' }, { ...secret, ...files })
  const environment = { POLYFEED_STORE: 'sqlite::memory:', POLYFEED_ADMIN_TOKEN: TOKEN, LOG_LEVEL: 'info' }
  const child = polyfeed([], environment, folder)
  const [, origin = ''] = await child.said(WELCOME)
  const varnish = await startVarnish(folder, port, Number(new URL(origin).port))
  onTestFinished(async () => {
    await varnish[Symbol.asyncDispose]()
    rmSync(path.join(folder, 'varnish'), { recursive: true, force: true })
  })
  // At its start, the program purges everything, because the content of the cache is unknown.
  await child.said(/"keys":1,.*"purged"/)
  return {
    ...{ child, folder },
    get: (path, asking) => ask(varnish.origin + path, asking),
    refresh: async () => {
      const headers = { Authorization: `Bearer ${TOKEN}` }
      expect((await ask(`${origin}/admin/refresh`, { headers, method: 'POST' })).status).toBe(200)
    },
  }
}

/** The two indicators of a hit must agree: `X-Varnish` then also has the id of the request that stored the object. */
export function cacheStatus({ headers }: Answer): 'hit' | 'miss' {
  const ids = String(headers['x-varnish']).split(' ').length
  expect(headers['x-cache']).toBe(ids === 2 ? 'HIT' : 'MISS')
  return ids === 2 ? 'hit' : 'miss'
}
