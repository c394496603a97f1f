import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { configOf, intake, NOW, program } from './newsroom.ts'

const DATA = fileURLToPath(new URL('../../data', import.meta.url))

/** The sample newsroom; its documents contain its loopback address. `delay` delays pictures, in milliseconds. */
export type SampleSite = { readonly origin: string; readonly app: App; pictures: { delay: number } }

let shared: Promise<SampleSite> | undefined

/** All files of a test process share it, and nothing closes it. Pictures are delayed until the end of the test only. */
export async function sampleSite(): Promise<SampleSite> {
  shared ??= start()
  const site = await shared
  onTestFinished(() => {
    site.pictures.delay = 0
  })
  return site
}

async function start(): Promise<SampleSite> {
  const pictures = { delay: 0 }
  let handler: App['handler'] = (_request, response) => void response.destroy()
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/media/')) setTimeout(() => handler(request, response), pictures.delay)
    else handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const app = await createApp(configOf(DATA, { POLYFEED_BASE_URL: origin }), { intake, program, now: () => NOW })
  await app.newsroom.refresh()
  handler = app.handler
  return { origin, app, pictures }
}
