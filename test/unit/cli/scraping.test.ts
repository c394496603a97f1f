import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createScraping, type Worker } from '../../../src/cli/scraping.ts'
import { createExposition, type MetricSnapshot } from '../../../src/metrics/exposition.ts'
import { scrapedFrom } from '../../support/metrics.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Message = Parameters<Worker['send']>[0]

const measured = (requests: number, age: number, own = {}): Promise<MetricSnapshot> =>
  createExposition([
    { name: 'requests_total', help: 'x', type: 'counter', labels: [], read: () => [[{}, requests]] },
    { name: 'age_seconds', help: 'x', type: 'gauge', labels: [], aggregation: 'max', read: () => [[{}, age]] },
  ]).figures(own)

/** Workers as their parent process sees them: each records its messages and answers when the test calls `measure`. */
function workers(count: number) {
  const inboxes = Array.from({ length: count }, (): Message[] => [])
  const all = inboxes.map((messages, id): Worker => ({ id, send: (message) => void messages.push(message) }))
  const scraping = createScraping(() => all, { figures: (own) => measured(0, 1, own) })
  const measure = async (worker: number, requests: number, age: number): Promise<void> => {
    const { id } = (inboxes[worker] as Message[]).findLast(({ polyfeed }) => polyfeed === 'measure') as Message
    scraping.onMessage(all[worker] as Worker, { polyfeed: 'measured', id, figures: await measured(requests, age) })
  }
  const scrape = (worker: number, id: number) => scraping.onMessage(all[worker] as Worker, { polyfeed: 'scrape', id })
  const answers = (worker: number) =>
    (inboxes[worker] ?? []).flatMap((message) => (message.polyfeed === 'scraped' ? [message] : []))
  const rounds = () => (inboxes[0] ?? []).filter(({ polyfeed }) => polyfeed === 'measure').length
  return { scraping, scrape, measure, answers, rounds, first: all[0] as Worker }
}

const settled = () => vi.advanceTimersByTimeAsync(1)

describe('a scrape of several processes', () => {
  test('sums counters and takes the maximum of gauges', async () => {
    const { scrape, measure, answers } = workers(2)
    scrape(1, 7)
    await measure(0, 5, 30)
    await settled()
    expect(answers(1)).toEqual([])
    await measure(1, 8, 20)
    await settled()
    const { id, answer } = answers(1)[0] ?? {}
    expect([id, answer?.type]).toEqual([7, 'text/plain; version=0.0.4; charset=utf-8'])
    const metrics = scrapedFrom(answer?.text ?? '')
    expect([metrics.of('requests_total'), metrics.of('age_seconds')]).toEqual([13, 30])
    expect(answers(0)).toEqual([])
  })

  test('separates process metrics of the refresher from those of the workers', async () => {
    const { scrape, measure, answers } = workers(1)
    scrape(0, 1)
    await measure(0, 1, 1)
    await settled()
    const memory = scrapedFrom(answers(0)[0]?.answer?.text ?? '').all('process_resident_memory_bytes')
    expect(memory.map(([labels]) => labels)).toEqual([{}, { process: 'refresher' }])
  })

  test('waits two seconds for a silent worker and then omits it', async () => {
    const { scrape, measure, answers } = workers(2)
    scrape(0, 1)
    await measure(0, 5, 30)
    await vi.advanceTimersByTimeAsync(1999)
    expect(answers(0)).toEqual([])
    await vi.advanceTimersByTimeAsync(2)
    expect(scrapedFrom(answers(0)[0]?.answer?.text ?? '').of('requests_total')).toBe(5)
    // A late answer is ignored, also by the next scrape.
    await measure(1, 100, 100)
    scrape(0, 2)
    await measure(0, 6, 30)
    await measure(1, 8, 40)
    await settled()
    expect(scrapedFrom(answers(0)[1]?.answer?.text ?? '').of('requests_total')).toBe(14)
  })

  test('is shared by simultaneous requests', async () => {
    const { scrape, measure, answers, rounds } = workers(2)
    for (let id = 0; id < 5; id++) scrape(id % 2, id)
    await measure(0, 1, 1)
    await measure(1, 1, 1)
    await settled()
    expect(rounds()).toBe(1)
    expect([...answers(0), ...answers(1)].map(({ id }) => id)).toEqual([0, 2, 4, 1, 3])
  })

  test('ignores other messages', async () => {
    const { scraping, first, rounds } = workers(1)
    for (const message of [null, 'x', 7, {}, { type: 'x' }, { polyfeed: 'measured', id: 9, figures: [] }]) {
      scraping.onMessage(first, message)
    }
    await settled()
    expect(rounds()).toBe(0)
  })
})
