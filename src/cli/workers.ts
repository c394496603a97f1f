import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { createScraping, type Worker as Scraped } from './scraping.ts'

/** Whether {@link startWorkers} started this process. */
export const isWorker: boolean = cluster.isWorker

export const WORKERS_MAX = 64

const RESTART_DELAY_MS = 1000

/** The value of `--workers`; `undefined` if it is invalid. */
export function parseWorkerCount(text: string): number | undefined {
  const count = text === 'max' ? Math.min(availableParallelism(), WORKERS_MAX) : Number(text)
  return /^(?:max|\d+)$/.test(text) && count >= 1 && count <= WORKERS_MAX ? count : undefined
}

/** @throws AppError `config_invalid` if the store or the role does not allow workers */
export function requireWorkersPossible(count: number, { store, role }: Pick<Config, 'store' | 'role'>): void {
  if (count === 1) return
  if (store === 'sqlite::memory:') {
    throw new AppError('config_invalid', 'Workers cannot share the store sqlite::memory:; set a file or a database')
  }
  if (role === 'refresh') {
    throw new AppError('config_invalid', '--workers is not possible with POLYFEED_ROLE=refresh, which serves nothing')
  }
}

/** The message that stops a worker. */
export const STOP_MESSAGE = 'stop'

/** Starts processes that serve on one port, and replaces those that crash. Scrapes merge their metrics with `own`. */
export function startWorkers(count: number, log: Logger, own: Pick<Metrics, 'figures'>) {
  let stopping = false
  let portFound = false
  // Workers accept connections themselves. By default this process does, and connections wait while it refreshes.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({ args: ['serve'] })
  const start = (): Worker => cluster.fork({ POLYFEED_ROLE: 'serve' })
  const firstWorker = start()
  const listening = new Promise<number | undefined>((resolve) => {
    firstWorker.once('listening', ({ port }) => resolve(port))
    firstWorker.once('exit', () => resolve(undefined))
  })
  // The first worker finds out whether the port is free.
  listening.then((port) => {
    portFound = port !== undefined
    for (let number = 1; portFound && number < count && !stopping; number++) start()
  })
  cluster.on('exit', (worker, code, signal) => {
    if (stopping || !portFound) return
    log.error({ worker: worker.process.pid, code, signal }, 'a worker ended; starting another')
    setTimeout(() => !stopping && start(), RESTART_DELAY_MS).unref()
  })
  const scraping = createScraping(() => runningWorkers().map(toScraped), own)
  cluster.on('message', (worker, message) => scraping.onMessage(toScraped(worker), message))
  return {
    /** The port, when the first worker listens; `undefined` if it cannot, for a reason that it printed. */
    listening,
    /** Stops all workers and waits for their end. */
    stop: async (): Promise<void> => {
      stopping = true
      await Promise.all(
        runningWorkers().map(async (worker) => {
          const ended = once(worker, 'exit')
          worker.send(STOP_MESSAGE, () => undefined)
          await ended
        }),
      )
    },
  }
}

function runningWorkers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
}

/** Messages to a worker that just ended are dropped. */
function toScraped(worker: Worker): Scraped {
  return { id: worker.id, send: (message) => void (worker.isConnected() && worker.send(message, () => undefined)) }
}
