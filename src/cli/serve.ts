import { constants, setPriority } from 'node:os'
import type { Logger } from 'pino'
import { createApp } from '../app.ts'
import { type Config, readConfig } from '../config/config.ts'
import { originOf } from '../config/environment.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { pathOf } from '../domain/feed-path.ts'
import { openLog } from './log.ts'
import { createProgressBar } from './progress.ts'
import { createWorkerScrape } from './scraping.ts'
import { isWorker, requireWorkersPossible, STOP_MESSAGE, startWorkers } from './workers.ts'

/** Service managers kill a process ten seconds after SIGTERM. */
const SHUTDOWN_MAX_MS = 9500

/** A Ctrl-C on a terminal arrives twice: npm gets it, too, and forwards it. */
const SAME_SIGNAL_MS = 500

/**
 * Serves until SIGTERM or SIGINT; then responses in progress finish. A second signal ends the process at once.
 * With more than one worker, the workers serve and this process refreshes.
 * @throws AppError
 */
export async function serve(count: number): Promise<number> {
  const config = readConfig()
  requireWorkersPossible(count, config)
  const log = openLog(config.logLevel)
  if (!config.site.hasPublicAddress && !isWorker) {
    log.warn({ links: config.site.feedUrl }, 'no public address is set: set feedUrl in site.yaml or POLYFEED_BASE_URL')
  }
  const isInteractive = process.stdout.isTTY && process.env.NODE_ENV !== 'production'
  // A refreshing process must not delay servers on the same machine. Workers would inherit the priority, so they set none.
  if (config.role === 'refresh') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const app = await createApp(count > 1 ? { ...config, role: 'refresh' } : config, {
    ...{
      log,
      progress: createProgressBar(),
      scrape: isWorker ? createWorkerScrape : undefined,
      watches: isInteractive,
    },
  })
  const stopped = untilSignal()
  // A terminal that closes sends SIGHUP, too, and ends the program.
  if (!process.stdin.isTTY && !process.stdout.isTTY)
    process.on('SIGHUP', () => void app.reload().catch(() => undefined))
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
    // A signal interrupts a long first refresh. The next start continues it.
    const startedOrSignal = await Promise.race([started, stopped])
    // The workers have logged why they cannot listen.
    if (startedOrSignal === undefined) return 1
    if (typeof startedOrSignal === 'string') started.catch(() => undefined)
    else if (!isWorker) process.stdout.write(welcome(config, startedOrSignal))
    log.info({ signal: await stopped }, 'stopping')
    limitShutdown(log)
  } finally {
    // Workers and the process that refreshes for them end at the same time.
    await Promise.all(releases.map((release) => release()))
  }
  return 0
}

/** Ends the process if the shutdown hangs. Like a crash, this leaves the store consistent. */
function limitShutdown(log: Logger): void {
  const exit = (): never => {
    log.warn('stopped before everything in progress had finished')
    process.exit(0)
  }
  setTimeout(exit, SHUTDOWN_MAX_MS).unref()
}

function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstSignalMs: number | undefined
    const onSignal = (signal: NodeJS.Signals): void => {
      firstSignalMs ??= performance.now()
      if (performance.now() - firstSignalMs > SAME_SIGNAL_MS) process.exit(1)
      resolve(signal)
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal)
    // A worker may get a signal and this message. Together they count as one.
    if (isWorker) process.on('message', (message) => message === STOP_MESSAGE && resolve('SIGTERM'))
  })
}

/** The addresses of the site's page and of a feed in each format. */
function welcome({ site, host, role }: Config, port: number): string {
  const origin = originOf(host, port)
  if (role === 'refresh') return `\nPolyfeed refreshes; whether it is ready: ${origin}/readyz\n\n`
  const scope = { language: site.languages[0], kind: 'all' } as const
  const feeds = FORMATS.map((format) => `  ${origin}${pathOf(scope, format)}\n`).join('')
  return `\nPolyfeed serves ${site.languages.length} languages (${site.languages.join(', ')}) at ${origin}/\n${feeds}  ${origin}/feeds.opml (all feeds)\n\n`
}
