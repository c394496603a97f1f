import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'

const MOST = 64

/** Milliseconds after which another worker takes the place of one that ended. */
const AGAIN = 1000

/** How many processes are to serve. @throws AppError `config_invalid` */
export function workersIn(wanted: string, { store, role }: Pick<Config, 'store' | 'role'>): number {
  const count = wanted === 'max' ? availableParallelism() : Number(wanted)
  if (!/^(?:max|\d+)$/.test(wanted) || count < 1 || count > MOST) {
    throw new AppError('config_invalid', `--workers ${wanted} is not a number from 1 to ${MOST}, nor max`)
  }
  if (count === 1) return 1
  if (store === 'sqlite::memory:') {
    throw new AppError(
      'config_invalid',
      'Workers share a store, which sqlite::memory: is not: name a file or a database',
    )
  }
  if (role === 'refresh') {
    throw new AppError('config_invalid', 'POLYFEED_ROLE=refresh serves nothing that --workers could share')
  }
  return count
}

export type Workers = {
  /** The port, once the first of them listens; `undefined` where it cannot, which it has said. */
  readonly listening: Promise<number | undefined>
  /** Tells all of them to stop, and waits until they have. */
  stop(): Promise<void>
}

/** Processes that serve on one port. One that ends before its time is replaced. */
export function startWorkers(count: number, log: Logger): Workers {
  let stopping = false
  let begun = false
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
  return {
    listening,
    stop: async () => {
      stopping = true
      const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
      await Promise.all(
        all.map(async (worker) => {
          const ended = once(worker, 'exit')
          worker.send('stop', () => undefined)
          await ended
        }),
      )
    },
  }
}
