import { randomBytes } from 'node:crypto'
import { readdirSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { junk } from '../test/support/junk.ts'
import { sendRequest } from './ask.ts'
import { writeNewsroom } from './newsroom.ts'
import { reportPolled, startPollers } from './pollers.ts'
import type { Run, Scenario } from './scenario.ts'
import { createServer, memoryOf } from './server.ts'
import {
  FILM,
  groupOf,
  openSockets,
  requestWithoutReading,
  type SocketGroup,
  sendAndIdle,
  sendJunk,
  slowloris,
} from './sockets.ts'

/** Connections of a round by kind. Each one that reads nothing fills some megabytes of kernel buffers. */
const SHARES = { slow: 0.1, junk: 0.1, unreading: 0.02 }
const FILM_BYTES = 64 * 1024 * 1024
const JUNK_ADDRESSES = 4
const MEMORY_MB = 600

/** Other open files of the server: connections of pollers, and the store. */
const OTHER_FILES_MAX = 20

/** Reserved for files that are no connections. */
const SPARE_FILES = 100

/** Milliseconds until the server closes connections that finish no request, and those that read nothing. */
const REQUEST_MS = 15_000
const READING_MS = 40_000

/** Some end while others open, so that 5,000 of these are open at once. */
const CONNECTIONS = { full: 5600, short: 300 }

export const connections: Scenario = {
  promise:
    'With 5,000 connections that are slow, silent or send junk, known addresses answer only 200, 304, 429 and 503 with Retry-After, and memory is bounded.',
  rounds: { full: 5, usual: 1, short: 1 },
  run: async (run) => {
    const count = Math.min(run.isShort ? CONNECTIONS.short : CONNECTIONS.full, openFilesMax() - SPARE_FILES)
    if (!run.isShort && count < CONNECTIONS.full) run.skip(`the limit of open files allows only ${count} connections`)
    // Rate limits apply to this machine too.
    const limits = { downloads: 2000, seconds: 10, exempt: [] }
    const newsroom = writeNewsroom(path.join(run.scratch, 'newsroom'), { articles: 300, site: { limits } })
    newsroom.write(`.${FILM}`, '')
    truncateSync(path.join(newsroom.folder, FILM), FILM_BYTES)
    const store = `sqlite:${path.join(run.scratch, 'store.db')}`
    const server = await createServer(run, { folder: newsroom.folder, store, environment: { LOG_LEVEL: 'warn' } })
    server.start()
    await server.waitUntilAnswering()
    const { port } = server
    const { pid } = server.child()
    const filesBefore = openFilesOf(pid)
    let mostConnections = 0
    const memoryMb: number[] = []
    const counter = setInterval(() => {
      mostConnections = Math.max(mostConnections, openFilesOf(pid) - filesBefore)
    }, 50)
    run.defer(() => clearInterval(counter))
    const pollers = startPollers(run, { port, lanes: 2 })
    for (let round = 0; round < run.rounds; round++) {
      const sockets = await openSockets(port, count)
      const take = (share: number) => sockets.splice(0, Math.ceil(count * share))
      const crowds = {
        slow: groupOf(take(SHARES.slow), slowloris),
        junk: groupOf(
          take(SHARES.junk),
          sendJunk(() => randomBytes(300)),
        ),
        unreading: groupOf(take(SHARES.unreading), requestWithoutReading),
        idle: groupOf(sockets, sendAndIdle),
      }
      await requestJunk(run, port, round * count * JUNK_ADDRESSES, count * JUNK_ADDRESSES)
      await expectEnded(run, 'connections that send junk', crowds.junk, REQUEST_MS * run.slack)
      await expectEnded(run, 'connections that never end a request', crowds.slow, REQUEST_MS * run.slack)
      crowds.idle.close()
      if (!run.isShort) await expectClosed(run, 'connections that read nothing', () => openFilesOf(pid) - filesBefore)
      crowds.unreading.close()
      memoryMb.push(memoryOf(pid).now)
    }
    reportPolled(await pollers.stop(), run)
    run.figure('connections at once', mostConnections)
    run.figure('junk addresses', run.rounds * count * JUNK_ADDRESSES)
    run.figure('memory after each round', `${memoryMb.join(', ')} MB, ${memoryOf(pid).most} MB at most`)
    if (memoryOf(pid).most > MEMORY_MB) run.fail(`the server took ${memoryOf(pid).most} MB`)
  },
}

/** Counts on the server's side, because a client that reads nothing does not see that its connection is closed. */
async function expectClosed(run: Run, name: string, open: () => number): Promise<void> {
  const deadline = performance.now() + READING_MS
  while (open() > OTHER_FILES_MAX && performance.now() < deadline) await setTimeout(100)
  if (open() > OTHER_FILES_MAX) run.fail(`${open()} ${name} are still open after ${READING_MS / 1000} s`)
}

async function expectEnded(run: Run, name: string, { size, ended }: SocketGroup, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (ended() < size && performance.now() < deadline) await setTimeout(50)
  if (ended() < size) run.fail(`${size - ended()} ${name} are still open after ${patienceMs / 1000} s`)
}

async function requestJunk(run: Run, port: number, from: number, count: number): Promise<void> {
  let next = from
  const worker = async (): Promise<void> => {
    while (next < from + count) {
      const address = junk(next++)
      const answer = await sendRequest(port, address).catch((error: Error) =>
        run.fail(`${address.slice(0, 80)}: ${error.message}`),
      )
      if (answer && ![404, 414, 429].includes(answer.status))
        run.fail(`${address.slice(0, 80)} answered ${answer.status}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** The limit of this process and its children: `ulimit -n`. */
function openFilesMax(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files: { soft: string | number } } }
  return Number(userLimits?.open_files.soft) || Number.MAX_SAFE_INTEGER
}

function openFilesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}
