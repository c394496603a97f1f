import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { XMLValidator } from 'fast-xml-parser'
import { type Answer, sendRequest } from './ask.ts'
import { percentileMs } from './millis.ts'
import type { Run } from './scenario.ts'

export const PATHS = [
  ...['/uk/rss.xml', '/en/atom.xml', '/en/feed.json', '/en/tags/t1/atom.xml', '/uk,en/feed.json'],
  ...['/en/tags/t1,t2/rss.xml', '/en/archive/2026-01/rss.xml', '/feeds.opml', '/embed/en/headlines.json', '/uk/'],
]
/** Pause after a refused connection. */
const REFUSED_MS = 50

const ENCODINGS = ['identity', 'gzip', 'br']

export type PollerOptions = {
  readonly port: number
  readonly lanes?: number
  readonly pauseMs?: number
  readonly paths?: readonly string[]
  /** Time in which several processes may serve different editions. */
  readonly settledMs?: number
  /** A request without an answer by then counts as hung. */
  readonly timeoutMs?: number
}

export type Polled = {
  readonly statuses: Readonly<Record<string, number>>
  /** Refused or reset connections, which the client notices. */
  readonly brokenOff: number
  readonly hungCount: number
  readonly tornCount: number
  /** Milliseconds per answer. */
  readonly latencies: readonly number[]
}

export type Pollers = { readonly polled: () => Polled; stop(): Promise<Polled> }

/**
 * Readers that poll without end. A document is torn if it does not parse, if its entity tag had other bytes before, or
 * if its date goes back. Known addresses must answer 200, 304, or 429 and 503 with Retry-After.
 */
export function startPollers(run: Pick<Run, 'fail'>, options: PollerOptions): Pollers {
  const { port, lanes = 4, pauseMs = 5, paths = PATHS, settledMs = 0, timeoutMs = 10_000 } = options
  const statuses: Record<string, number> = {}
  const latencies: number[] = []
  const hashes = new Map<string, string>()
  const dates = new Map<string, { readonly at: number; readonly modified: number }[]>()
  let brokenOff = 0
  let hungCount = 0
  let tornCount = 0
  let stopping = false

  const judge = (path: string, answer: Answer, askedAt: number): void => {
    const { status, headers, body } = answer
    const reportTorn = (problem: string): void => {
      tornCount++
      run.fail(`${path}: ${problem}`)
    }
    statuses[status] = (statuses[status] ?? 0) + 1
    if ((status === 429 || status === 503) && headers['retry-after']) return
    if (status !== 200 && status !== 304) {
      run.fail(`${path} answered ${status}: ${body.toString().slice(0, 200)}`)
      return
    }
    const modified = Date.parse(headers['last-modified'] ?? '')
    const seen = dates.get(path) ?? []
    const floor = Math.max(0, ...seen.filter(({ at }) => at + settledMs < askedAt).map(({ modified }) => modified))
    if (modified < floor)
      reportTorn(`Last-Modified went back from ${new Date(floor).toISOString()} to ${headers['last-modified']}`)
    if (modified > (seen.at(-1)?.modified ?? 0))
      dates.set(path, [...seen.slice(-50), { at: performance.now(), modified }])
    if (status === 304) return
    const text = decoded(answer)
    const problem = text === undefined ? 'its encoding is broken' : problemIn(path, text)
    if (problem) reportTorn(problem)
    const tag = `${path} ${headers.etag}`
    const hash = createHash('sha256').update(body).digest('base64')
    if (hashes.has(tag) && hashes.get(tag) !== hash) reportTorn(`ETag ${headers.etag} had other bytes before`)
    hashes.set(tag, hash)
  }
  const lane = async (number: number): Promise<void> => {
    const tags = new Map<string, string>()
    for (let turn = number; !stopping; turn++) {
      const path = paths[turn % paths.length] as string
      const encoding = ENCODINGS[turn % ENCODINGS.length] as string
      const tag = turn % 2 === 0 ? tags.get(path + encoding) : undefined
      const headers = { 'Accept-Encoding': encoding, ...(tag && { 'If-None-Match': tag }) }
      const askedAt = performance.now()
      try {
        const answer = await sendRequest(port, path, { headers, timeoutMs })
        latencies.push(performance.now() - askedAt)
        if (answer.headers.etag) tags.set(path + encoding, answer.headers.etag)
        judge(path, answer, askedAt)
      } catch (error) {
        if (/no answer in/.test((error as Error).message)) hungCount++
        else brokenOff++
        await setTimeout(REFUSED_MS)
      }
      await setTimeout(pauseMs)
    }
  }
  const polling = Array.from({ length: lanes }, (_, number) => lane(number))
  const polled = (): Polled => ({ statuses, brokenOff, hungCount, tornCount, latencies })
  return {
    polled,
    stop: async () => {
      stopping = true
      await Promise.all(polling)
      return polled()
    },
  }
}

function decoded({ headers, body }: Answer): string | undefined {
  try {
    const encoding = headers['content-encoding']
    return (encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body).toString()
  } catch {
    return undefined
  }
}

function problemIn(path: string, text: string): string | undefined {
  if (path.endsWith('/')) return text.trimEnd().endsWith('</html>') ? undefined : 'the page has no end'
  if (!path.endsWith('.json')) {
    const result = XMLValidator.validate(text)
    return result === true ? undefined : `not well-formed: ${result.err.msg}`
  }
  try {
    JSON.parse(text)
  } catch (error) {
    return `not JSON: ${(error as Error).message}`
  }
}

/** Reports the figures, and fails if a request hung. */
export function reportPolled({ statuses, brokenOff, hungCount, tornCount, latencies }: Polled, run: Run): void {
  const answers = Object.entries(statuses).map(([status, count]) => `${count.toLocaleString('en')} × ${status}`)
  run.figure('answers', `${answers.join(', ')}; ${brokenOff.toLocaleString('en')} connections broken off`)
  run.figure('torn', `${tornCount}; p99 ${percentileMs(latencies, 0.99)}, most ${percentileMs(latencies, 1)}`)
  if (hungCount > 0) run.fail(`${hungCount} requests were not answered in time`)
}
