import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sendRequest } from './ask.ts'
import { createFaultyDisk, mountSmallDisk } from './disk.ts'
import { editArticles, expectFailedRefresh, expectStart, tagOf } from './disk-trials.ts'
import { type Newsroom, writeNewsroom } from './newsroom.ts'
import { startPollers } from './pollers.ts'
import type { Run, Scenario } from './scenario.ts'
import { createServer, FEED, type Server } from './server.ts'

/** Milliseconds per write to the slow disk. */
const SLOW_MS = { long: 20, short: 8 }

export const disks: Scenario = {
  promise:
    'While the disk of the store is full, read-only or slow, or the file of the store is deleted, the last edition is served, /readyz gives the reason, and recovery needs no restart.',
  rounds: { full: 20, usual: 2, short: 1 },
  run: async (run) => {
    const slowMs = run.isShort ? SLOW_MS.short : SLOW_MS.long
    const newsroom = writeNewsroom(path.join(run.scratch, 'newsroom'), { articles: 100 })
    const disk = mountSmallDisk(run, 12)
    if (disk) {
      const server = await createServer(run, { folder: newsroom.folder, store: `sqlite:${disk.folder}/store.db` })
      server.start()
      await server.waitUntilAnswering()
      for (let round = 0; round < run.rounds; round++) {
        const fillingFile = path.join(disk.folder, 'filling')
        const emptyDisk = (): void => rmSync(fillingFile, { force: true })
        await expectFailedRefresh(run, 'a full disk', server, newsroom, disk.fill, emptyDisk)
        await expectStart(run, 'a full disk', server, newsroom, disk.fill, emptyDisk)
        const [ro, rw] = [() => disk.remount('ro'), () => disk.remount('rw')]
        await expectStart(run, 'a read-only disk', server, newsroom, ro, rw)
      }
      await server.stop()
    }
    const folder = path.join(run.scratch, 'store')
    const faultyDisk = createFaultyDisk(run, folder)
    const options = { folder: newsroom.folder, store: `sqlite:${folder}/store.db` }
    const server = await createServer(run, faultyDisk ? { ...options, environment: faultyDisk.environment } : options)
    server.start()
    await server.waitUntilAnswering()
    for (let round = 0; round < run.rounds; round++) {
      if (faultyDisk) {
        const mend = (): void => faultyDisk.setMode('well')
        await expectFailedRefresh(
          run,
          'a disk that becomes read-only',
          server,
          newsroom,
          () => faultyDisk.setMode('readonly'),
          mend,
        )
        faultyDisk.setMode(`slow ${slowMs}`)
        await slow(run, `${slowMs} ms a write, with one process`, server, newsroom)
        mend()
      }
      await deleted(run, server, newsroom, folder)
    }
    await server.stop()
    if (!faultyDisk) return
    server.start({ args: ['serve', '--workers', '2'] })
    await server.waitUntilAnswering()
    faultyDisk.setMode(`slow ${slowMs}`)
    // Only the process that refreshes may wait for the disk.
    const { refreshMs, requestMs } = await slow(run, `${slowMs} ms a write, with two workers`, server, newsroom)
    faultyDisk.setMode('well')
    if (requestMs > refreshMs / 2) run.fail(`a slow disk: requests waited ${Math.round(requestMs)} ms`)
    await server.stop()
  },
}

/** Measures a refresh, and the slowest request during it. */
async function slow(run: Run, name: string, server: Server, newsroom: Newsroom) {
  const pollers = startPollers(run, { port: server.port, settledMs: 5000 })
  editArticles(newsroom)
  const before = await tagOf(server)
  const startedAt = performance.now()
  await server.refresh(120_000)
  while ((await tagOf(server)) === before && performance.now() - startedAt < 60_000) await setTimeout(50)
  const refreshMs = performance.now() - startedAt
  const { latencies, tornCount, hungCount } = await pollers.stop()
  const requestMs = Math.max(...latencies)
  run.recordTime(`at ${name}, a refresh takes`, refreshMs)
  run.recordTime(`at ${name}, requests take at most`, requestMs)
  if (tornCount + hungCount > 0) run.fail(`a slow disk, ${name}: ${tornCount} torn, ${hungCount} not answered`)
  return { refreshMs, requestMs }
}

type Ready = { readonly edition?: { readonly revision: number } }

/** Deletes the store's file while the server has it open, then restarts. */
async function deleted(run: Run, server: Server, newsroom: Newsroom, folder: string): Promise<void> {
  const before = await sendRequest(server.port, FEED)
  const revision = ((await server.ready()) as Ready).edition?.revision ?? 0
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
  editArticles(newsroom)
  await server.refresh()
  await server.stop()
  server.start()
  await server.waitUntilAnswering()
  await server.refresh()
  const after = await sendRequest(server.port, FEED)
  const revisionAfter = ((await server.ready()) as Ready).edition?.revision ?? 0
  if (revisionAfter < revision)
    run.fail(`the store deleted while running: revision ${revision} became ${revisionAfter} after a restart`)
  const dates = [before, after].map(({ headers }) => Date.parse(headers['last-modified'] ?? ''))
  if ((dates[1] as number) < (dates[0] as number)) run.fail('the store deleted while running: Last-Modified went back')
  if (after.headers.etag === before.headers.etag) run.fail('the store deleted while running: the edits are not served')
}
