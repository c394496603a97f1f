import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startPostgres } from '../bench/postgres.ts'
import { between, oneOf, seeded } from '../bench/random.ts'
import { childrenOf } from '../test/support/processes.ts'
import { type Newsroom, writeNewsroom } from './newsroom.ts'
import { reportPolled, startPollers } from './pollers.ts'
import type { Run, Scenario } from './scenario.ts'
import { createServer, expectTitles, processTreeOf, type ServerOptions, survivorsOf } from './server.ts'

/** Limit for the restart. */
const BACK_MS = 2000
const EDITS = 15
/** The most time before a refresh, and between its start and the kill. */
const PEACE_MS = 300
const MOMENT_MS = 300

/** Share of rounds that kill the intake processes instead of the server. */
const INTAKE_SHARE = 0.1

/** Share of rounds with PostgreSQL and workers. It is small, because SQLite's file is at greater risk. */
const POSTGRES_SHARE = 1 / 5

export const kill: Scenario = {
  promise:
    'A server that is killed (SIGKILL) during a refresh tears no document, leaves no process behind, and answers again within 2 s.',
  rounds: { full: 1000, usual: 20, short: 3 },
  run: async (run) => {
    const newsroom = writeNewsroom(path.join(run.scratch, 'newsroom'), { articles: 100 })
    const store = `sqlite:${path.join(run.scratch, 'store.db')}`
    await killRepeatedly(run, 'SQLite', newsroom, { folder: newsroom.folder, store }, run.rounds)
    const rounds = Math.floor(run.rounds * POSTGRES_SHARE)
    if (rounds === 0) return
    const postgres = await startPostgres(path.join(run.scratch, 'postgres'))
    run.defer(() => postgres[Symbol.asyncDispose]())
    const address = await postgres.schema('kill')
    const options = { folder: newsroom.folder, store: address, args: ['serve', '--workers', '2'] }
    await killRepeatedly(run, 'PostgreSQL, 2 workers', newsroom, options, rounds)
  },
}

async function killRepeatedly(
  run: Run,
  name: string,
  newsroom: Newsroom,
  options: ServerOptions,
  rounds: number,
): Promise<void> {
  const random = seeded(rounds)
  const server = await createServer(run, options)
  const backMs: number[] = []
  let orphans = 0
  server.start()
  await server.waitUntilAnswering()
  const settledMs = options.args ? 5000 : 0
  const pollers = startPollers(run, { port: server.port, settledMs })
  for (let round = 0; round < rounds; round++) {
    for (let edit = 0; edit < EDITS; edit++) newsroom.edit(between(random, 0, 99))
    await setTimeout(random() * PEACE_MS)
    const refresh = server.refresh().catch(() => undefined)
    await setTimeout(random() * MOMENT_MS)
    const { pid } = server.child()
    const workers = options.args ? childrenOf(pid) : []
    if (workers.length > 0 && random() < 0.5) {
      killProcess(oneOf(random, workers))
      await refresh
      // A new worker starts after a second.
      await setTimeout(1200)
      continue
    }
    const family = processTreeOf(pid)
    if (workers.length === 0 && random() < INTAKE_SHARE) {
      // Like a system without free memory. This refresh may fail, but nothing is lost.
      for (const child of family.slice(1)) killProcess(child)
      await refresh
      continue
    }
    const killedAt = performance.now()
    await server.kill()
    const survivors = await survivorsOf(family)
    orphans += survivors.length
    server.start()
    await server.waitUntilAnswering()
    backMs.push(performance.now() - killedAt)
    await refresh
    if ((round + 1) % 50 === 0) run.say(`  ${name}: ${round + 1} of ${rounds}`)
  }
  const polled = await pollers.stop()
  run.figure(`${name}: kills`, rounds)
  for (const ms of backMs) run.recordTime(`${name}: back after`, ms)
  const lateCount = backMs.filter((ms) => ms > BACK_MS * run.slack).length
  if (lateCount > 0) run.fail(`${name}: ${lateCount} of ${backMs.length} restarts took longer than ${BACK_MS} ms`)
  if (orphans > 0) run.fail(`${name}: ${orphans} processes survived the kill`)
  reportPolled(polled, run)
  await expectTitles(run, name, server, newsroom)
  await server.stop()
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // The process has already exited.
  }
}
