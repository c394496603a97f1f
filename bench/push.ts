import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LEASE_MAX_SECONDS } from '../src/push/requests.ts'
import { openSqliteStore } from '../src/store/sqlite/store.ts'
import { type RunningServer, startServer } from './child.ts'
import { articleCountFor, tagFeeds, writeDesk, writeSite } from './desk.ts'
import { articleWriter } from './desk-hand.ts'
import { type Figure, figureOf } from './figures.ts'
import { processorTime } from './processor.ts'
import { FLAGS, PROGRAM } from './start.ts'

const SUBSCRIBERS = fileURLToPath(new URL('push-subscribers.ts', import.meta.url))
const TOKEN = 'a-token-of-the-bench-0123'
const TAGS = 30
const TOPIC = '/uk/rss.xml'
/** As many hosts as there are in practice, so that the limits per host do not decide. */
const HOSTS = 2500
/** Of a hundred subscribers. Half of the dead ones refuse connections, the others answer 500. */
const [SLOW, DEAD] = [5, 5]
const REFUSING_PORT = 9
/** Requests per second for feeds, before and during the deliveries. */
const RATE = 200
const ROUNDS_MAX = 3
const WARM_UP_MS = 6000
const MIB = 1024 * 1024

type Parts = {
  readonly scratch: string
  readonly subscribers: number
  readonly rounds: number
  readonly say: (text: string) => void
}

/** Deliveries of one change to many subscribers of one topic, and feeds served meanwhile. */
export async function measurePush({ scratch, subscribers, rounds, say }: Parts): Promise<Figure[]> {
  const folder = path.join(scratch, 'push')
  const file = path.join(scratch, 'push.db')
  const newest = Date.now() - 60 * 60_000
  writeDesk(folder, { articles: articleCountFor(TAGS), tags: TAGS, newest })
  writeSite(folder, 13, { hub: { allowCallbacks: ['loopback'] }, watch: false, schedule: '0 0 1 1 *' })
  const write = articleWriter(folder, 420)
  const env = { POLYFEED_DATA: folder, POLYFEED_STORE: `sqlite:${file}`, PORT: '0', LOG_LEVEL: 'warn' }
  await using reader = await startServer({ args: [SUBSCRIBERS], core: 'load' })
  await using server = await startServer({
    args: [...FLAGS, PROGRAM],
    env: { ...env, POLYFEED_ADMIN_TOKEN: TOKEN },
    core: 'server',
  })
  await subscribe(server, reader, file, subscribers)
  // Composes the feeds, and compiles the code.
  await requestFeeds(server, pause(WARM_UP_MS))
  const living = Math.round((subscribers * (100 - DEAD)) / 100)
  const measured: Record<'seconds' | 'rate' | 'cpu' | 'memory' | 'p99' | 'usual' | 'ratio', number[]> = {
    ...{ seconds: [], rate: [], cpu: [], memory: [], p99: [], usual: [], ratio: [] },
  }
  for (let round = 0; round < Math.min(rounds, ROUNDS_MAX); round++) {
    await fetch(`${reader.origin}/reset`)
    const cpuBefore = processorTime(server.pid)
    const usual = await requestFeeds(server, pause(4000))
    const usualCpu = (processorTime(server.pid) - cpuBefore) / usual.seconds
    write({ number: 10_000 + round, published: Date.now() - 60_000, tags: ['river'] })
    const [memory, cpu] = [residentBytes(server.pid), processorTime(server.pid)]
    let largest = memory
    const sampling = setInterval(() => {
      largest = Math.max(largest, residentBytes(server.pid))
    }, 50)
    const queuedBefore = queuedSeconds(server.pid)
    const started = Date.now()
    // The refresh and the first request for a changed feed are slower, with or without subscribers.
    await refreshed(server)
    await requestFeeds(server, pause(1500))
    const delivered = arrivalsOf(reader, living * 0.99)
    const meanwhile = await requestFeeds(server, delivered)
    const seconds = ((await delivered) - started) / 1000
    await settled(server, living, subscribers)
    const elapsed = (Date.now() - started) / 1000
    clearInterval(sampling)
    const cpuOfDeliveries = processorTime(server.pid) - cpu - usualCpu * (meanwhile.seconds + 1.5)
    measured.seconds.push(seconds)
    measured.rate.push((living * 0.99) / seconds)
    measured.cpu.push((cpuOfDeliveries / living) * 1000)
    measured.memory.push((largest - memory) / MIB)
    measured.usual.push(usual.p99)
    measured.p99.push(meanwhile.p99)
    measured.ratio.push(meanwhile.p99 / usual.p99)
    const queued = queuedSeconds(server.pid) - queuedBefore
    say(
      `  99 % in ${seconds.toFixed(1)} s, all in ${elapsed.toFixed(1)} s: ${(processorTime(server.pid) - cpu).toFixed(1)} s of processor, ${queued.toFixed(1)} s waiting for one`,
    )
  }
  const title = `${subscribers.toLocaleString('en')} subscribers, ${SLOW} % slow, ${DEAD} % dead`
  return [
    figureOf(`${title}: from the refresh until 99 % of the living have it`, measured.seconds, 's', { max: 20 }),
    figureOf(`${title}: deliveries`, measured.rate, '/s'),
    figureOf(`${title}: processor time per delivery, refresh included`, measured.cpu, 'ms'),
    figureOf(`${title}: growth of resident memory`, measured.memory, 'MiB', { max: 150 }),
    figureOf(`feeds at ${RATE} requests/s: usual p99`, measured.usual, 'ms'),
    figureOf(`feeds at ${RATE} requests/s: p99 during deliveries`, measured.p99, 'ms'),
    figureOf('p99 of feeds during deliveries / usual', measured.ratio, 'times', { max: 1.5 }),
  ]
}

/** The first subscriber subscribes by a request; the rows of the others are copies of its row. */
async function subscribe(server: RunningServer, reader: RunningServer, file: string, count: number): Promise<void> {
  const { port } = new URL(reader.origin)
  const topic = (await (await fetch(server.origin + TOPIC)).text()).match(/href="([^"]+)" rel="self"/)?.[1] ?? ''
  const first = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': `http://127.0.0.1:${port}/living/0` }
  const answer = await fetch(`${server.origin}/hub`, { method: 'POST', body: new URLSearchParams(first) })
  if (answer.status !== 202) throw new Error(`the hub answered ${answer.status}: ${await answer.text()}`)
  const store = openSqliteStore(file)
  try {
    let [row] = await store.subscriptions(1)
    while (!row) {
      await pause(50)
      ;[row] = await store.subscriptions(1)
    }
    const { kind, body, created, revision, version } = row
    await store.outbox(async (outbox) => {
      for (let number = 1; number < count; number++) {
        const host = `127.1.${Math.floor((number % HOSTS) / 250)}.${((number % HOSTS) % 250) + 1}`
        const share = number % 100
        const how = share < SLOW ? 'slow' : share < SLOW + DEAD ? 'dead' : 'living'
        const isRefusing = how === 'dead' && number % 200 < 100
        const target = `http://${host}:${isRefusing ? REFUSING_PORT : port}/${how}/${number}`
        const ends = created + LEASE_MAX_SECONDS * 1000
        const facts = { kind, target, topic: TOPIC, host, body, created, ends, revision, version, due: null }
        await outbox.putSubscription(facts)
      }
    })
  } finally {
    await store.close()
  }
}

async function refreshed({ origin }: RunningServer): Promise<void> {
  const headers = { Authorization: `Bearer ${TOKEN}` }
  const response = await fetch(`${origin}/admin/refresh`, { method: 'POST', headers })
  if (response.status !== 200) throw new Error(`the refresh answered ${response.status}: ${await response.text()}`)
}

/** When the last of a number of callbacks got its delivery, in milliseconds since 1970. */
async function arrivalsOf({ origin }: RunningServer, count: number): Promise<number> {
  for (;;) {
    const { arrivals } = (await (await fetch(`${origin}/arrivals`)).json()) as { readonly arrivals: readonly number[] }
    if (arrivals.length >= count) return arrivals[Math.ceil(count) - 1] as number
    await pause(200)
  }
}

/** Returns when only dead subscribers wait. */
async function settled({ origin }: RunningServer, living: number, subscribers: number): Promise<void> {
  for (let waiting = Number.POSITIVE_INFINITY; waiting > subscribers - living; ) {
    await pause(500)
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    waiting = Number(/^polyfeed_hub_outbox_rows\{kind="subscription"\} (\d+)/m.exec(metrics)?.[1] ?? 0)
  }
}

/** Requests feeds at an even rate until the end; every second request is conditional. */
async function requestFeeds({ origin }: RunningServer, end: Promise<unknown>) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const feeds = tagFeeds(TAGS)
  const etags = new Map<string, string>()
  const latencies: number[] = []
  const pending: Promise<void>[] = []
  let isOver = false
  void end.finally(() => {
    isOver = true
  })
  const ask = (feed: string, isConditional: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const due = performance.now()
      const etag = isConditional ? etags.get(feed) : undefined
      request(
        origin + feed,
        { agent, headers: { 'Accept-Encoding': 'gzip', ...(etag && { 'If-None-Match': etag }) } },
        (response) => {
          etags.set(feed, String(response.headers.etag))
          response.resume().on('end', () => {
            latencies.push(performance.now() - due)
            resolve()
          })
        },
      )
        .on('error', reject)
        .end()
    })
  const started = performance.now()
  for (let sent = 0; !isOver; sent++) {
    const waitMs = started + (sent * 1000) / RATE - performance.now()
    if (waitMs > 0) await pause(waitMs)
    pending.push(ask(feeds[(sent >> 1) % feeds.length] as string, sent % 2 === 1))
  }
  await Promise.all(pending)
  agent.destroy()
  const sorted = latencies.toSorted((a, b) => a - b)
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
  return { p99, seconds: (performance.now() - started) / 1000 }
}

/** How long the process was ready to run and had no core, because of other work on the machine. */
function queuedSeconds(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e9
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}
