import { readFileSync } from 'node:fs'
import { createHistogram } from 'node:perf_hooks'
import { connectionsTo } from './pace-connections.ts'

/** Input of this process, as JSON in its first argument. */
export type PaceOrder = {
  readonly origin: string
  /** The file of a RequestList. */
  readonly file: string
  /** Requests per second, evenly spaced. */
  readonly rate: number
  /** Duration; with a refresh, the time before it and the time after it. */
  readonly seconds: number
  /** The server to refresh. */
  readonly refresh?: { readonly origin: string; readonly token: string }
}

/** Milliseconds from the moment that a request was due, so that waiting for a free connection counts too. */
export type PacedResult = {
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly maxMs: number
  /** How late the load sent requests, because it lacked processor time or a free connection. */
  readonly lateP99: number
  /** Answered requests per second. */
  readonly rate: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>
  /** Duration and report of the refresh. */
  readonly refresh: { readonly seconds: number; readonly report: unknown } | null
}

// autocannon's rate is a burst at the start of each second, and it counts a latency of 20 ms as twenty from 1 to 20 ms.
// wrk has no rate. Here, each request is sent when it is due, and its latency counts from then on.

const CONNECTIONS = 128
const order = JSON.parse(process.argv[2] as string) as PaceOrder
const latencies = createHistogram({ lowest: 1, highest: 120_000_000, figures: 3 })
const delays = createHistogram({ lowest: 1, highest: 120_000_000, figures: 3 })
const statuses: Record<number, number> = {}

const { hostname, port, host } = new URL(order.origin)
const requests = readFileSync(order.file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [path, ...fields] = line.split('\t')
    return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${fields.map((one) => `${one}\r\n`).join('')}\r\n`)
  })

/** Histograms take whole numbers from 1. */
const wholeMicroseconds = (milliseconds: number): number => Math.max(1, Math.round(milliseconds * 1000))
const connections = await connectionsTo(Number(port), hostname, CONNECTIONS, (status, due) => {
  latencies.record(wholeMicroseconds(performance.now() - due))
  statuses[status] = (statuses[status] ?? 0) + 1
})

let stopping = false
const startedAt = performance.now()
const interval = 1000 / order.rate
let sent = 0

/** Never sleeps, because a timer would be up to a millisecond late. The core is the load's own. */
async function run(): Promise<void> {
  while (!stopping) {
    for (;;) {
      const due = startedAt + sent * interval
      const now = performance.now()
      if (due > now || !connections.send(requests[sent % requests.length] as Buffer, due)) break
      delays.record(wholeMicroseconds(now - due))
      sent++
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await connections.drained()
}

const running = run()
const sleepSeconds = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
await sleepSeconds(order.seconds)
let refresh: PacedResult['refresh'] = null
if (order.refresh) {
  const { origin, token } = order.refresh
  const start = performance.now()
  const response = await fetch(`${origin}/admin/refresh`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  })
  const report: unknown = await response.json()
  refresh = { seconds: (performance.now() - start) / 1000, report }
  if (response.status !== 200) throw new Error(`the refresh answered ${response.status}: ${JSON.stringify(report)}`)
  await sleepSeconds(order.seconds)
}
const seconds = (performance.now() - startedAt) / 1000
stopping = true
await running
const latencyMs = (percentile: number): number => latencies.percentile(percentile) / 1000
const paced: PacedResult = {
  ...{ p50: latencyMs(50), p99: latencyMs(99), p999: latencyMs(99.9), maxMs: latencies.max / 1000 },
  ...{ lateP99: delays.percentile(99) / 1000, rate: latencies.count / seconds, statuses, refresh },
}
process.stdout.write(JSON.stringify(paced), () => process.exit(0))
