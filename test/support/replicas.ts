import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { type App, createApp } from '../../src/app.ts'
import type { Overrides } from '../../src/overrides.ts'
import { MEMORY } from './memory.ts'
import { configOf, intake, NOW, program, SITE } from './newsroom.ts'
import { type Answer, type Ask, TOKEN, wire } from './wire.ts'

export type Replica = {
  readonly app: App
  readonly ask: Ask
  /** Starts to follow the store, and to refresh it if the process has that role. */
  work(): Promise<void>
  /** Requests a refresh over HTTP. */
  post(): Promise<Answer>
  ready(): Promise<Record<string, unknown>>
}

/** A newsroom's folder and a store, for any number of apps that act as replicas. */
export type Replicas = {
  readonly clock: { now: number }
  readonly folder: string
  write(file: string, content: unknown): void
  replica(environment?: Readonly<Record<string, string>>, overrides?: Overrides): Promise<Replica>
}

export function replicas(address: string, files: Readonly<Record<string, unknown>>, site: object = {}): Replicas {
  const folder = mkdtempSync(path.join(MEMORY, 'polyfeed-replicas-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const clock = { now: NOW }
  const write = (file: string, content: unknown): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  for (const below of ['articles', 'stories']) mkdirSync(path.join(folder, below))
  // 29 February, so that no scheduled refresh disturbs a test.
  write('site.yaml', stringify({ ...SITE, schedule: '0 0 29 2 *', ...site }))
  for (const [file, content] of Object.entries(files)) write(file, content)
  return {
    clock,
    folder,
    write,
    replica: async (environment = {}, overrides = {}) => {
      const config = configOf(folder, { POLYFEED_STORE: address, POLYFEED_ADMIN_TOKEN: TOKEN, ...environment })
      const app = await createApp(config, { intake, program, now: () => clock.now, ...overrides })
      onTestFinished(() => app.close().catch(() => undefined))
      const ask = await wire(app.handler)
      return {
        app,
        ask,
        work: app.work,
        post: () => ask('/admin/refresh', { Authorization: `Bearer ${TOKEN}` }, 'POST'),
        ready: async () => JSON.parse((await ask('/readyz')).text),
      }
    },
  }
}

/** The parts of a response that must be equal on all replicas. */
export function seen({ status, headers, text }: Answer): unknown {
  const { etag, 'last-modified': lastModified, 'cache-control': cacheControl, location, link } = headers
  return { status, etag, lastModified, cacheControl, location, link, text }
}
