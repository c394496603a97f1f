import { fileURLToPath } from 'node:url'
import { type App, createApp } from '../../src/app.ts'
import { configOf, intake, NOW } from './newsroom.ts'
import { portOf } from './wire.ts'

const DATA = fileURLToPath(new URL('../../data', import.meta.url))

/** The sample newsroom; its documents contain its loopback address. `delay` delays pictures, in milliseconds. */
export type SampleSite = { readonly origin: string; readonly app: App; pictures: { delay: number } }

/** The server closes after the test. */
export async function sampleSite(): Promise<SampleSite> {
  const pictures = { delay: 0 }
  let handler: App['handler'] = (_request, response) => void response.destroy()
  const port = await portOf((request, response) => {
    if (request.url?.startsWith('/media/')) setTimeout(() => handler(request, response), pictures.delay)
    else handler(request, response)
  })
  const origin = `http://127.0.0.1:${port}`
  const app = await createApp(configOf(DATA, { POLYFEED_BASE_URL: origin }), { intake, now: () => NOW })
  await app.newsroom.refresh()
  handler = app.handler
  return { origin, app, pictures }
}
