import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { configOf, intake, NOW, program } from './newsroom.ts'

const DATA = fileURLToPath(new URL('../../data', import.meta.url))

/** Pictures are sent `delay` milliseconds after their request, and not before `gate` is resolved. */
type Pictures = { delay: number; gate: Promise<void> | undefined }

/** The sample newsroom; its documents contain its loopback address. */
export type SampleSite = { readonly origin: string; readonly app: App; readonly pictures: Pictures }

let shared: Promise<SampleSite> | undefined

/** All files of a test process share it, and nothing closes it. Pictures are late until the end of the test only. */
export async function sampleSite(): Promise<SampleSite> {
  shared ??= start()
  const site = await shared
  onTestFinished(() => {
    site.pictures.delay = 0
    site.pictures.gate = undefined
  })
  return site
}

async function start(): Promise<SampleSite> {
  const pictures: Pictures = { delay: 0, gate: undefined }
  let handler: App['handler'] = (_request, response) => void response.destroy()
  const server = createServer((request, response) => {
    const send = () => handler(request, response)
    if (request.url?.startsWith('/media/'))
      setTimeout(() => void Promise.resolve(pictures.gate).then(send), pictures.delay)
    else send()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const app = await createApp(configOf(DATA, { POLYFEED_BASE_URL: origin }), { intake, program, now: () => NOW })
  await app.newsroom.refresh()
  handler = app.handler
  return { origin, app, pictures }
}
