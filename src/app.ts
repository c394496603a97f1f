import { createServer, type Server, type ServerResponse } from 'node:http'
import { type Logger, pino } from 'pino'
import type { Config } from './config/config.ts'
import { AppError } from './domain/errors.ts'
import { createHandler, type Handler } from './http/assembly.ts'
import { currentCatalog } from './i18n/catalog.ts'
import type { IntakeContext } from './intake/intake.ts'
import { programFingerprint } from './program.ts'
import { createDocuments } from './publishing/documents.ts'
import { createNewsroom, type Newsroom, type Observer } from './publishing/newsroom.ts'
import { type Alarm, createAlarm, type Schedule, startSchedule } from './schedule.ts'
import { sourcesOf } from './sources/sources.ts'
import { openStore } from './store/open.ts'
import type { Store } from './store/port.ts'

/** What a test, or another way to run the program, may put in place of the real thing. */
export type Overrides = {
  readonly store?: Store
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly log?: Logger
}

export type App = {
  readonly handler: Handler
  readonly newsroom: Newsroom
  readonly store: Store
  /** Makes the first edition, begins the schedule and listens. @throws AppError */
  start(): Promise<{ readonly server: Server; readonly port: number }>
  /** Stops listening, lets answers and refreshes under way finish, and lets go of everything. */
  close(): Promise<void>
}

/** Milliseconds after which a refresh that failed is tried again, where no slot comes before. */
const RETRY = 60_000

/** Seconds that answers under way have at the end. */
const DRAIN = 10

/** Wires everything by hand, once. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const { site, media, adminToken } = config
  const log = overrides.log ?? pino({ level: 'silent' })
  const now = overrides.now ?? Date.now
  const catalog = currentCatalog(config.localeFolders)
  const context: IntakeContext = { site, servesMedia: media !== null }
  const store = overrides.store ?? (await openStore(config.store))
  const releases: (() => Promise<void>)[] = [() => store.close()]
  const sources = sourcesOf(site, config.data)
  const { headlines } = config
  const parts = { site, store, sources, context, catalog, headlines, program: programFingerprint(), now }
  let alarm: Alarm | undefined
  const newsroom = createNewsroom(parts, (outcome, problems) => {
    logRefresh(log, newsroom.sealed(), outcome, problems)
    // What was due is tried again before the next slot, if it failed.
    alarm?.set(outcome.ok ? outcome.nextDue : now() + RETRY)
  })
  releases.push(() => newsroom.settled())
  const documents = createDocuments(store, (cut) => log.info(cut, "a partner's document was cut to size"))
  const first = catalog()
  const texts = () => newsroom.current()?.making.catalog ?? first
  const handler = createHandler({ site, media, adminToken, newsroom, documents, store, catalog: texts, log, now })

  return {
    handler,
    newsroom,
    store,
    start: async () => {
      await newsroom.restore()
      const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 })
      const waiting = new Set<ServerResponse>()
      server.on('request', (request, response) => {
        handler(request, response)
        if (response.writableEnded) return
        waiting.add(response)
        response.once('close', () => waiting.delete(response))
      })
      const port = await listen(server, config)
      releases.push(() => drain(server, waiting))
      const again = () => newsroom.refresh().catch(() => undefined)
      // An embargo that ends between two slots ends when it says.
      alarm = createAlarm(now, again)
      releases.push(async () => alarm?.stop())
      // Without an edition to go on with, a refresh that fails is the end of the start.
      const first = newsroom.refresh()
      await (newsroom.current() ? first.catch(() => undefined) : first)
      const schedule: Schedule = startSchedule(site.schedule, site.scheduleTimeZone, again)
      releases.push(() => schedule.stop())
      return { server, port }
    },
    close: async () => {
      while (releases.length > 0) await releases.pop()?.()
    },
  }
}

/** One line a refresh, and one for every problem that is new; what is under embargo stays out of logs that are read. */
function logRefresh(log: Logger, sealed: ReadonlySet<string>, ...[outcome, problems]: Parameters<Observer>): void {
  for (const problem of problems) {
    if (!sealed.has(problem.file)) log.warn(problem, 'quarantined')
    else {
      log.warn({ reason: problem.reason }, 'quarantined, in a file that is not published yet: polyfeed check names it')
      log.debug(problem, 'quarantined')
    }
  }
  if (outcome.ok) log.info(outcome.report, 'refreshed')
  else log.error({ err: outcome.error }, 'the refresh failed; the last edition goes on being served')
}

function listen(server: Server, { port, host }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why: Record<string, string> = {
        EADDRINUSE: `Port ${port} on ${host} is in use: stop what listens there, or set PORT to another`,
        EACCES: `Port ${port} on ${host} may not be used by this user: set PORT to one above 1023`,
        EADDRNOTAVAIL: `HOST ${host} is no address of this machine`,
        ENOTFOUND: `HOST ${host} is no address of this machine`,
      }
      reject(new AppError('port_unusable', why[error.code ?? ''] ?? error.message, {}, { cause: error }))
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Lets answers under way finish, and ends each connection with its last: who goes on asking must not keep us up. */
async function drain(server: Server, waiting: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  for (const response of waiting) response.shouldKeepAlive = false
  const deadline = setTimeout(() => server.closeAllConnections(), DRAIN * 1000)
  await closed
  clearTimeout(deadline)
}
