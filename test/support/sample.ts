import { fileURLToPath } from 'node:url'
import request from 'supertest'
import { type App, createApp } from '../../src/app.ts'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import { pathOf } from '../../src/domain/feed-path.ts'
import { configOf, intake, NOW, program } from './newsroom.ts'

const DATA = fileURLToPath(new URL('../../data', import.meta.url))

/** Refreshes the sample newsroom on an empty store at 2026-03-10T12:00Z. `clock` has the times of earlier refreshes. */
export async function sample(clock: readonly number[] = []): Promise<App> {
  let now = NOW
  const app = await createApp(configOf(DATA, { POLYFEED_BASE_URL: 'http://127.0.0.1:3000' }), {
    intake,
    program,
    now: () => now,
  })
  for (const instant of [...clock, NOW]) {
    now = instant
    await app.newsroom.refresh()
  }
  return app
}

let shared: Promise<App> | undefined

/** The same for tests that only read it. All files of a test process share it, and nothing closes it. */
export function sharedSample(): Promise<App> {
  shared ??= sample()
  return shared
}

/** The body of a response as text. @throws if it is not valid UTF-8 */
export async function bodyOf(app: App, path: string): Promise<string> {
  const answer = await request(app.handler)
    .get(path)
    .set('Accept-Encoding', 'identity')
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => done(null, Buffer.concat(chunks)))
    })
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(answer.body as Buffer)
}

/** The paths of all feeds of the edition, in the given formats. */
export function feedPaths(app: App, formats: readonly Format[] = FORMATS): string[] {
  const feeds = [...(app.newsroom.current()?.edition.feeds.values() ?? [])]
  return feeds.flatMap(({ scope }) => formats.map((format) => pathOf(scope, format))).sort()
}

export async function bodiesOf(app: App, paths: readonly string[]): Promise<Map<string, string>> {
  const bodies = new Map<string, string>()
  for (const path of paths) bodies.set(path, await bodyOf(app, path))
  return bodies
}
