import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sendRequest } from './ask.ts'
import { writeNewsroom } from './newsroom.ts'
import { reportPolled, startPollers } from './pollers.ts'
import type { Scenario } from './scenario.ts'
import { createServer, FEED } from './server.ts'

/** Debian installs it in a folder per architecture. */
const LIBRARY = existsSync('/usr/lib')
  ? readdirSync('/usr/lib')
      .map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`)
      .find((file) => existsSync(file))
  : undefined

const OFFSETS_SECONDS = [-40, 0, 3600, 0, -7200, 86_400, -86_400, 0] as const

/** A slot every two seconds. */
const SCHEDULE = '*/2 * * * * *'
const SERVED_MS = 8000

export const clock: Scenario = {
  promise: 'When the clock is set forward or back, edits are still published, and no date of a feed goes back.',
  rounds: { full: 80, usual: 8, short: 2 },
  run: async (run) => {
    if (!LIBRARY) return run.skip('needs libfaketime to set the clock (Debian: faketime)')
    const newsroom = writeNewsroom(path.join(run.scratch, 'newsroom'), { articles: 20, site: { schedule: SCHEDULE } })
    const offsetFile = path.join(run.scratch, 'offset')
    // The library reads the file at every clock reading.
    const setClock = (seconds: number): void => writeFileSync(offsetFile, `${seconds < 0 ? '' : '+'}${seconds}s\n`)
    setClock(0)
    const server = await createServer(run, {
      folder: newsroom.folder,
      store: `sqlite:${path.join(run.scratch, 'store.db')}`,
      environment: {
        ...{ LD_PRELOAD: LIBRARY, FAKETIME_TIMESTAMP_FILE: offsetFile, FAKETIME_NO_CACHE: '1' },
        // Timers use the monotonic clock, which cannot be set.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    })
    server.start()
    await server.waitUntilAnswering()
    const pollers = startPollers(run, { port: server.port, pauseMs: 50 })
    const patienceMs = SERVED_MS * run.slack
    let slowest = 0
    for (let round = 0; round < run.rounds; round++) {
      const seconds = OFFSETS_SECONDS[round % OFFSETS_SECONDS.length] as number
      setClock(seconds)
      newsroom.edit(round)
      const title = newsroom.titles()[round % 20] as string
      const editedAt = performance.now()
      const isServed = async () => (await sendRequest(server.port, FEED)).body.includes(JSON.stringify(title))
      while (!(await isServed()) && performance.now() - editedAt < patienceMs) await setTimeout(50)
      const tookMs = performance.now() - editedAt
      slowest = Math.max(slowest, tookMs)
      if (tookMs >= patienceMs)
        run.fail(`with the clock off by ${seconds} s, an edit was not served within ${patienceMs} ms`)
    }
    run.figure('clocks set', run.rounds)
    run.figure('an edit is served after', `${Math.round(slowest)} ms at most`)
    reportPolled(await pollers.stop(), run)
    await server.stop()
  },
}
