import { randomBytes } from 'node:crypto'
import { readdirSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { junk } from '../test/support/junk.ts'
import { ask } from './ask.ts'
import { writeNewsroom } from './newsroom.ts'
import { startPollers, tellPolled } from './pollers.ts'
import type { Run, Scenario } from './scenario.ts'
import { createServer, memoryOf } from './server.ts'
import { type Crowd, crowd, FILM, idle, junking, opened, slowloris, unreading } from './sockets.ts'

/** What the connections of a round do. Each of those that read nothing fills buffers of some megabytes in the kernel. */
const SHARES = { slow: 0.1, junk: 0.1, unreading: 0.02 }
const FILM_BYTES = 64 * 1024 * 1024
const JUNK_ADDRESSES = 4
const MEMORY_MB = 600

/** Files that the server has open beside those connections: those of readers, and of the store. */
const FEW = 20

/** Files that a process has open beside its connections. */
const SPARE_FILES = 100

/** Milliseconds in which who sends no request is closed, and who reads nothing. */
const REQUEST_MS = 15_000
const READING_MS = 40_000

/** Some end while others are opened: of so many, 5,000 are open at once. */
const CONNECTIONS = { full: 5600, short: 300 }

export const connections: Scenario = {
  promise:
    'With 5,000 connections, slow, silent and sending junk, known addresses answer nothing but 200, 304, 429 and 503 with Retry-After, and memory is bounded.',
  rounds: { full: 5, usual: 1, short: 1 },
  run: async (run) => {
    const count = Math.min(run.isShort ? CONNECTIONS.short : CONNECTIONS.full, openFilesMax() - SPARE_FILES)
    if (!run.isShort && count < CONNECTIONS.full) run.skip(`only ${count} connections, by the limit of open files`)
    // Clients on this machine are limited as others are.
    const limits = { downloads: 2000, seconds: 10, exempt: [] }
    const newsroom = writeNewsroom(path.join(run.scratch, 'newsroom'), { articles: 300, site: { limits } })
    newsroom.write(`.${FILM}`, '')
    truncateSync(path.join(newsroom.folder, FILM), FILM_BYTES)
    const store = `sqlite:${path.join(run.scratch, 'store.db')}`
    const server = await createServer(run, { folder: newsroom.folder, store, environment: { LOG_LEVEL: 'warn' } })
    server.start()
    await server.answering()
    const { port } = server
    const { pid } = server.child()
    const before = openFilesOf(pid)
    let most = 0
    const after: number[] = []
    const counting = setInterval(() => {
      most = Math.max(most, openFilesOf(pid) - before)
    }, 50)
    run.defer(() => clearInterval(counting))
    const pollers = startPollers(run, { port, lanes: 2 })
    for (let round = 0; round < run.rounds; round++) {
      const sockets = await opened(port, count)
      const some = (share: number) => sockets.splice(0, Math.ceil(count * share))
      const crowds = {
        slow: crowd(some(SHARES.slow), slowloris),
        junk: crowd(
          some(SHARES.junk),
          junking(() => randomBytes(300)),
        ),
        unreading: crowd(some(SHARES.unreading), unreading),
        idle: crowd(sockets, idle),
      }
      await junkAddresses(run, port, round * count * JUNK_ADDRESSES, count * JUNK_ADDRESSES)
      await ended(run, 'connections that send junk', crowds.junk, REQUEST_MS * run.slack)
      await ended(run, 'connections that never end a request', crowds.slow, REQUEST_MS * run.slack)
      crowds.idle.close()
      if (!run.isShort) await expectFew(run, 'connections that read nothing', () => openFilesOf(pid) - before)
      crowds.unreading.close()
      after.push(memoryOf(pid).now)
    }
    tellPolled(await pollers.stop(), run)
    run.figure('connections at once', most)
    run.figure('junk addresses', run.rounds * count * JUNK_ADDRESSES)
    run.figure('memory after each round', `${after.join(', ')} MB, ${memoryOf(pid).most} MB at most`)
    if (memoryOf(pid).most > MEMORY_MB) run.fail(`the server takes ${memoryOf(pid).most} MB`)
  },
}

/** On the server's side: a client that reads nothing does not learn that its connection is closed. */
async function expectFew(run: Run, name: string, open: () => number): Promise<void> {
  const deadline = performance.now() + READING_MS
  while (open() > FEW && performance.now() < deadline) await setTimeout(100)
  if (open() > FEW) run.fail(`${open()} ${name} are open after ${READING_MS / 1000} s`)
}

async function ended(run: Run, name: string, { size, ended }: Crowd, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (ended() < size && performance.now() < deadline) await setTimeout(50)
  if (ended() < size) run.fail(`${size - ended()} ${name} are open after ${patienceMs / 1000} s`)
}

async function junkAddresses(run: Run, port: number, from: number, count: number): Promise<void> {
  let next = from
  const lane = async (): Promise<void> => {
    while (next < from + count) {
      const address = junk(next++)
      const answer = await ask(port, address).catch((error: Error) =>
        run.fail(`${address.slice(0, 80)}: ${error.message}`),
      )
      if (answer && ![404, 414, 429].includes(answer.status))
        run.fail(`${address.slice(0, 80)} answers ${answer.status}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
}

/** Of this process, and so of those that it starts: `ulimit -n`. */
function openFilesMax(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files: { soft: string | number } } }
  return Number(userLimits?.open_files.soft) || Number.MAX_SAFE_INTEGER
}

function openFilesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}
