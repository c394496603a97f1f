import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startPostgres } from '../bench/postgres.ts'
import { sendRequest } from './ask.ts'
import { writeNewsroom } from './newsroom.ts'
import { reportPolled, startPollers } from './pollers.ts'
import type { Scenario } from './scenario.ts'
import { createServer, expectTitles, FEED } from './server.ts'

/** Time without the database, and limit for the recovery after it. */
const AWAY_MS = 3000
const BACK_MS = 10_000

export const database: Scenario = {
  promise:
    'While PostgreSQL is down, composed documents are served and all others answer 503; afterwards the server recovers by itself.',
  rounds: { full: 50, usual: 3, short: 1 },
  run: async (run) => {
    if (process.env.TEST_DATABASE_URL)
      return run.skip('the scenario cannot stop the server that TEST_DATABASE_URL names')
    const newsroom = writeNewsroom(path.join(run.scratch, 'newsroom'), { articles: 100 })
    const postgres = await startPostgres(path.join(run.scratch, 'postgres'))
    run.defer(() => Promise.resolve(postgres[Symbol.asyncDispose]()).catch(() => undefined))
    const server = await createServer(run, { folder: newsroom.folder, store: await postgres.schema('away') })
    server.start()
    await server.waitUntilAnswering()
    const { pid } = server.child()
    const pollers = startPollers(run, { port: server.port })
    for (let round = 0; round < run.rounds; round++) {
      for (let edit = 0; edit < 20; edit++) newsroom.edit(round * 20 + edit)
      // PostgreSQL stops during a refresh, or just after it.
      const refresh = server.refresh().catch(() => undefined)
      await setTimeout((round * 37) % 200)
      await postgres.stop()
      await refresh
      const refreshWithoutDatabase = await server.refresh()
      if (refreshWithoutDatabase.status === 200) run.fail('a refresh succeeded without a database')
      await setTimeout(run.isShort ? 500 : AWAY_MS)
      await postgres.start()
      const startedAt = performance.now()
      let status = 0
      while (status !== 200 && performance.now() - startedAt < BACK_MS * run.slack) {
        status = (await server.refresh().catch(() => undefined))?.status ?? 0
        await setTimeout(50)
      }
      run.recordTime('refreshes succeed again after', performance.now() - startedAt)
      if (status !== 200) run.fail(`a refresh answered ${status} ${BACK_MS} ms after the database came back`)
    }
    reportPolled(await pollers.stop(), run)
    await expectTitles(run, 'after the database came back', server, newsroom)
    const { status } = await sendRequest(server.port, FEED)
    if (status !== 200 || server.child().pid !== pid || server.child().isOver())
      run.fail('the server process did not survive')
    await server.stop()
  },
}
