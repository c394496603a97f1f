import { readFileSync } from 'node:fs'
import { createHistogram } from 'node:perf_hooks'
import { connectionsTo } from './pace-connections.ts'

/** What a process of its own is to do. */
export type PaceOrder = {
  readonly origin: string
  /** A RequestList's. */
  readonly file: string
  /** Requests a second, evenly. */
  readonly rate: number
  /** For so long; where there is a refresh, for so long before it and after it, too. */
  readonly seconds: number
  /** Asked to refresh, and waited for. */
  readonly refresh?: { readonly origin: string; readonly token: string }
}

/** Milliseconds, from the moment that a request was due: what waits for its turn here has waited, too. */
export type Paced = {
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly most: number
  /** How late the load itself was at sending, for want of its own processor or of a free connection. */
  readonly lateP99: number
  /** Requests a second that were answered. */
  readonly rate: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>
  /** Seconds that the refresh took, and what it says of itself. */
  readonly refresh: { readonly seconds: number; readonly report: unknown } | null
}

// autocannon's rate is a burst at the beginning of each second, and it counts a latency of 20 ms as twenty of 1 to 20 ms;
// wrk has no rate at all. So: requests are sent when they are due, whoever is late, and counted from then on.

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

/** Microseconds, of which a histogram takes whole ones from 1. */
const whole = (milliseconds: number): number => Math.max(1, Math.round(milliseconds * 1000))
const connections = await connectionsTo(Number(port), hostname, CONNECTIONS, (status, due) => {
  latencies.record(whole(performance.now() - due))
  statuses[status] = (statuses[status] ?? 0) + 1
})

let stopping = false
const begun = performance.now()
const interval = 1000 / order.rate
let sent = 0

/** Never sleeps: a timer would be late by a millisecond. The core is the load's own. */
async function run(): Promise<void> {
  while (!stopping) {
    for (;;) {
      const due = begun + sent * interval
      const now = performance.now()
      if (due > now || !connections.send(requests[sent % requests.length] as Buffer, due)) break
      delays.record(whole(now - due))
      sent++
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await connections.drained()
}

const running = run()
const after = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
await after(order.seconds)
let refresh: Paced['refresh'] = null
if (order.refresh) {
  const { origin, token } = order.refresh
  const start = performance.now()
  const answer = await fetch(`${origin}/admin/refresh`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  })
  const report: unknown = await answer.json()
  refresh = { seconds: (performance.now() - start) / 1000, report }
  if (answer.status !== 200) throw new Error(`the refresh answers ${answer.status}: ${JSON.stringify(report)}`)
  await after(order.seconds)
}
const seconds = (performance.now() - begun) / 1000
stopping = true
await running
const at = (percentile: number): number => latencies.percentile(percentile) / 1000
const paced: Paced = {
  ...{ p50: at(50), p99: at(99), p999: at(99.9), most: latencies.max / 1000 },
  ...{ lateP99: delays.percentile(99) / 1000, rate: latencies.count / seconds, statuses, refresh },
}
process.stdout.write(JSON.stringify(paced), () => process.exit(0))
