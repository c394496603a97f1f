import { constants, setPriority } from 'node:os'
import type { Logger } from 'pino'
import { createApp } from '../app.ts'
import { type Config, readConfig } from '../config/config.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { pathOf } from '../domain/feed-path.ts'
import { openLog } from './log.ts'
import { createProgressBar } from './progress.ts'
import { createWorkerScrape } from './scraping.ts'
import { isWorker, requireWorkersPossible, STOP_MESSAGE, startWorkers } from './workers.ts'

/** Milliseconds that an end may take, whatever hangs: who runs processes kills them after ten seconds. */
const LONGEST_END = 9500

/**
 * Milliseconds within which a second signal counts as the first one: a terminal's Ctrl-C reaches the server and npm, and
 * npm sends it to the server again.
 */
const SAME_SIGNAL_MS = 500

/**
 * Serves until it is told to stop: SIGTERM and SIGINT let what is under way finish, a second one does not.
 * With workers, they serve, and this process refreshes.
 * @throws AppError
 */
export async function serve(count: number): Promise<number> {
  const config = readConfig()
  requireWorkersPossible(count, config)
  const log = openLog(config.logLevel)
  // On a machine that serves, too, readers are not to wait for it. (Workers would inherit it, and could not shake it off.)
  if (config.role === 'refresh') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const app = await createApp(count > 1 ? { ...config, role: 'refresh' } : config, {
    ...{ log, progress: createProgressBar(), scrape: isWorker ? createWorkerScrape : undefined },
  })
  const stopped = untilToldToStop()
  const releases = [() => app.close()]
  try {
    let started: Promise<number | undefined>
    if (count === 1) started = app.start().then(({ port }) => port)
    else {
      const workers = startWorkers(count, log, app.metrics)
      releases.push(workers.stop)
      const refreshed = config.role === 'serve' ? Promise.resolve() : app.work()
      started = workers.listening.then((port) => (port === undefined ? undefined : refreshed.then(() => port)))
      refreshed.catch(() => undefined)
    }
    // A first refresh may take long: it can be broken off, and the next start goes on from there.
    const early = await Promise.race([started, stopped])
    // What kept the workers from their port they have said.
    if (early === undefined) return 1
    if (typeof early === 'string') started.catch(() => undefined)
    else if (!isWorker) process.stdout.write(welcome(config, early))
    log.info({ signal: await stopped }, 'stopping')
    endInTime(log)
  } finally {
    // Workers and the process that refreshes for them end at the same time.
    await Promise.all(releases.map((release) => release()))
  }
  return 0
}

/** What is not over by then is cut off as by a crash, after which nothing is half written in the store either. */
function endInTime(log: Logger): void {
  const cut = (): never => {
    log.warn('stopped without waiting for all that was under way')
    process.exit(0)
  }
  setTimeout(cut, LONGEST_END).unref()
}

function untilToldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let toldAtMs: number | undefined
    const hear = (signal: NodeJS.Signals): void => {
      toldAtMs ??= performance.now()
      if (performance.now() - toldAtMs > SAME_SIGNAL_MS) process.exit(1)
      resolve(signal)
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, hear)
    // A signal may go to all processes at once: what a worker is told beside it is no second one.
    if (isWorker) process.on('message', (message) => message === STOP_MESSAGE && resolve('SIGTERM'))
  })
}

/** Where to look first: a page, and a feed of each format. */
function welcome({ site, host, role }: Config, port: number): string {
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  if (role === 'refresh') return `\nPolyfeed refreshes; whether it is ready: ${origin}/readyz\n\n`
  const scope = { language: site.languages[0], kind: 'all' } as const
  const feeds = FORMATS.map((format) => `  ${origin}${pathOf(scope, format)}\n`).join('')
  return `\nPolyfeed serves ${site.languages.length} languages (${site.languages.join(', ')}) at ${origin}/\n${feeds}  ${origin}/feeds.opml (all feeds)\n\n`
}
