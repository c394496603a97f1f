import { createApp } from '../app.ts'
import { type Config, readConfig } from '../config/config.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { pathOf } from '../domain/feed-path.ts'
import { openLog } from './log.ts'

/** Serves until it is told to stop: SIGTERM and SIGINT let what is under way finish, a second one does not. */
export async function serve(): Promise<number> {
  const config = readConfig()
  const log = openLog(config.logLevel)
  const app = await createApp(config, { log })
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve(signal)
      })
    }
  })
  try {
    const { port } = await app.start()
    process.stdout.write(welcome(config, port))
    log.info({ signal: await stopped }, 'stopping')
  } finally {
    await app.close()
  }
  return 0
}

/** Where to look first: a page, and a feed of each format. */
function welcome({ site, host }: Config, port: number): string {
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const scope = { language: site.languages[0], kind: 'all' } as const
  const feeds = FORMATS.map((format) => `  ${origin}${pathOf(scope, format)}\n`).join('')
  return `\nPolyfeed serves ${site.languages.length} languages (${site.languages.join(', ')}) at ${origin}/\n${feeds}  ${origin}/feeds.opml (all feeds)\n\n`
}
