import { AppError } from '../domain/errors.ts'
import type { Figures, Text } from '../metrics/exposition.ts'
import { type Metrics, scrapeOf } from '../metrics/metrics.ts'

// A scrape reaches one worker of several: it asks the process that started it, which asks all of them.

/** What goes between a worker and the process that started it. */
type Message =
  | { readonly polyfeed: 'scrape' | 'measure'; readonly id: number }
  | { readonly polyfeed: 'scraped'; readonly id: number; readonly answer: Text | null }
  | { readonly polyfeed: 'measured'; readonly id: number; readonly figures: Figures }

/** A worker, as the process that started it knows it. */
export type Worker = { readonly id: number; send(message: Message): void }

/** Milliseconds that a worker has to say what it has measured; without it the others are told of. */
const PATIENCE = 2000

/** Milliseconds that all of it may take. */
const LONGEST = 5000

export type Scraping = { heard(worker: Worker, message: unknown): void }

/** Asks all workers, at most once at a time, and puts what they say together with what this process has measured. */
export function createScraping(workers: () => readonly Worker[], own: Pick<Metrics, 'figures'>): Scraping {
  const open = new Map<number, (worker: Worker, figures: Figures) => void>()
  let round = 0
  let inFlight: Promise<Text | null> | undefined

  const measured = (): Promise<readonly Figures[]> =>
    new Promise((resolve) => {
      const id = ++round
      const asked = new Map(workers().map((worker) => [worker.id, worker]))
      const said: Figures[] = []
      const done = (): void => {
        clearTimeout(patience)
        open.delete(id)
        resolve(said)
      }
      const patience = setTimeout(done, PATIENCE)
      open.set(id, (worker, figures) => {
        if (asked.delete(worker.id)) said.push(figures)
        if (asked.size === 0) done()
      })
      for (const worker of asked.values()) worker.send({ polyfeed: 'measure', id })
    })

  const scrape = async (): Promise<Text | null> => {
    // What refreshing takes of memory and processor is not what serving takes.
    const [serving, refreshing] = await Promise.all([measured(), own.figures({ process: 'refresher' })])
    return scrapeOf([...serving, refreshing])
  }

  return {
    heard: (worker, message) => {
      if (!isMessage(message)) return
      if (message.polyfeed === 'measured') open.get(message.id)?.(worker, message.figures)
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

/** In a worker: answers what it is asked, and asks for all of them where it is scraped. */
export function throughParent(own: Metrics): Metrics['scrape'] {
  const waiting = new Map<number, (answer: Text | null) => void>()
  let asked = 0
  const send = (message: Message): void => {
    // A parent that has gone away is found out by other means.
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
    const id = ++asked
    let late: NodeJS.Timeout | undefined
    const answer = await new Promise<Text | null>((resolve) => {
      late = setTimeout(resolve, LONGEST, null)
      waiting.set(id, resolve)
      send({ polyfeed: 'scrape', id })
    })
    clearTimeout(late)
    waiting.delete(id)
    // A part of it would look like counters that began anew.
    if (!answer) throw new AppError('not_ready', 'the process that gathers what is measured does not answer')
    return answer
  }
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'polyfeed' in message
}
