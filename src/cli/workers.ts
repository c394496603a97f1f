import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { createScraping, type Worker as Scraped } from './scraping.ts'

// The one module that knows node:cluster.

/** Whether this process is one that {@link startWorkers} has started. */
export const isWorker: boolean = cluster.isWorker

export const WORKERS_MAX = 64

/** Milliseconds after which another worker takes the place of one that ended. */
const AGAIN = 1000

/** The number that `--workers` names; `undefined` where it names none. */
export function workersNamed(text: string): number | undefined {
  const count = text === 'max' ? Math.min(availableParallelism(), WORKERS_MAX) : Number(text)
  return /^(?:max|\d+)$/.test(text) && count >= 1 && count <= WORKERS_MAX ? count : undefined
}

/** @throws AppError `config_invalid` where the configuration has nothing that workers could share */
export function expectWorkersPossible(count: number, { store, role }: Pick<Config, 'store' | 'role'>): void {
  if (count === 1) return
  if (store === 'sqlite::memory:') {
    throw new AppError(
      'config_invalid',
      'Workers share a store, which sqlite::memory: is not: name a file or a database',
    )
  }
  if (role === 'refresh') {
    throw new AppError('config_invalid', 'POLYFEED_ROLE=refresh serves nothing that --workers could share')
  }
}

/** What a worker is told when it is to end. */
export const STOP = 'stop'

export type Workers = {
  /** The port, once the first of them listens; `undefined` where it cannot, which it has said. */
  readonly listening: Promise<number | undefined>
  /** Tells all of them to stop, and waits until they have. */
  stop(): Promise<void>
}

/**
 * Processes that serve on one port. One that ends before its time is replaced; whichever is scraped answers for all, and
 * for this one, whose metrics are given.
 */
export function startWorkers(count: number, log: Logger, own: Pick<Metrics, 'figures'>): Workers {
  let stopping = false
  let begun = false
  // Workers accept connections themselves. By default this process would, and connections would wait while it refreshes.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({ args: ['serve'] })
  const start = (): Worker => cluster.fork({ POLYFEED_ROLE: 'serve' })
  const first = start()
  const listening = new Promise<number | undefined>((resolve) => {
    first.once('listening', ({ port }) => resolve(port))
    first.once('exit', () => resolve(undefined))
  })
  // The first finds out whether there is a port to share.
  listening.then((port) => {
    begun = port !== undefined
    for (let number = 1; begun && number < count && !stopping; number++) start()
  })
  cluster.on('exit', (worker, code, signal) => {
    if (stopping || !begun) return
    log.error({ worker: worker.process.pid, code, signal }, 'a worker has ended; another takes its place')
    setTimeout(() => !stopping && start(), AGAIN).unref()
  })
  const scraping = createScraping(() => running().map(scraped), own)
  cluster.on('message', (worker, message) => scraping.heard(scraped(worker), message))
  return {
    listening,
    stop: async () => {
      stopping = true
      await Promise.all(
        running().map(async (worker) => {
          const ended = once(worker, 'exit')
          worker.send(STOP, () => undefined)
          await ended
        }),
      )
    },
  }
}

function running(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
}

/** One that has just ended is told nothing. */
function scraped(worker: Worker): Scraped {
  return { id: worker.id, send: (message) => void (worker.isConnected() && worker.send(message, () => undefined)) }
}
