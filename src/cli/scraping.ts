import { AppError } from '../domain/errors.ts'
import type { MetricSnapshot, ScrapeBody } from '../metrics/exposition.ts'
import { combineScrapes, type Metrics } from '../metrics/metrics.ts'

// A scrape reaches one of several workers. It asks the primary process, which asks all workers.

/** The messages between a worker and the primary process. */
type Message =
  | { readonly polyfeed: 'scrape' | 'measure'; readonly id: number }
  | { readonly polyfeed: 'scraped'; readonly id: number; readonly answer: ScrapeBody | null }
  | { readonly polyfeed: 'measured'; readonly id: number; readonly figures: MetricSnapshot }

/** A worker as the primary process sees it. */
export type Worker = { readonly id: number; send(message: Message): void }

/** A scrape omits workers that take longer to answer. */
const WORKER_TIMEOUT_MS = 2000

const SCRAPE_TIMEOUT_MS = 5000

/** In the primary process: merges the metrics of all workers with its own. Runs one scrape at a time. */
export function createScraping(workers: () => readonly Worker[], own: Pick<Metrics, 'figures'>) {
  const pending = new Map<number, (worker: Worker, figures: MetricSnapshot) => void>()
  let lastId = 0
  let inFlight: Promise<ScrapeBody | null> | undefined

  const measureWorkers = (): Promise<readonly MetricSnapshot[]> =>
    new Promise((resolve) => {
      const id = ++lastId
      const waiting = new Map(workers().map((worker) => [worker.id, worker]))
      const answers: MetricSnapshot[] = []
      const settle = (): void => {
        clearTimeout(timeout)
        pending.delete(id)
        resolve(answers)
      }
      const timeout = setTimeout(settle, WORKER_TIMEOUT_MS)
      pending.set(id, (worker, figures) => {
        if (waiting.delete(worker.id)) answers.push(figures)
        if (waiting.size === 0) settle()
      })
      for (const worker of waiting.values()) worker.send({ polyfeed: 'measure', id })
    })

  const scrape = async (): Promise<ScrapeBody | null> => {
    // The label keeps memory and processor time of refreshing apart from those of serving.
    const [serving, refreshing] = await Promise.all([measureWorkers(), own.figures({ process: 'refresher' })])
    return combineScrapes([...serving, refreshing])
  }

  return {
    onMessage: (worker: Worker, message: unknown): void => {
      if (!isMessage(message)) return
      if (message.polyfeed === 'measured') pending.get(message.id)?.(worker, message.figures)
      if (message.polyfeed !== 'scrape') return
      inFlight ??= scrape()
        .catch(() => null)
        .finally(() => {
          inFlight = undefined
        })
      inFlight.then((answer) => worker.send({ polyfeed: 'scraped', id: message.id, answer }))
    },
  }
}

/** In a worker: reports its figures to the primary process, and asks it for the metrics of all workers. */
export function createWorkerScrape(own: Metrics): Metrics['scrape'] {
  const waiting = new Map<number, (answer: ScrapeBody | null) => void>()
  let lastId = 0
  const send = (message: Message): void => {
    // Failures are ignored: a worker whose primary process is gone ends anyway.
    process.send?.(message, undefined, undefined, () => undefined)
  }
  process.on('message', (message) => {
    if (!isMessage(message)) return
    const { id } = message
    if (message.polyfeed === 'scraped') waiting.get(id)?.(message.answer)
    if (message.polyfeed === 'measure') {
      own.figures().then((figures) => send({ polyfeed: 'measured', id, figures }))
    }
  })
  return async () => {
    const id = ++lastId
    let timeout: NodeJS.Timeout | undefined
    const answer = await new Promise<ScrapeBody | null>((resolve) => {
      timeout = setTimeout(resolve, SCRAPE_TIMEOUT_MS, null)
      waiting.set(id, resolve)
      send({ polyfeed: 'scrape', id })
    })
    clearTimeout(timeout)
    waiting.delete(id)
    // Metrics of this worker alone would look like counters that were reset.
    if (!answer) throw new AppError('not_ready', 'the primary process did not answer with the metrics')
    return answer
  }
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'polyfeed' in message
}
