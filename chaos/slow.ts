import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createFaultyDisk } from './disk.ts'
import { HOSTILE, NEVER_ARTICLES } from './hostile-files.ts'
import { percentileMs } from './millis.ts'
import { SITE, writeNewsroom } from './newsroom.ts'
import { reportPolled, startPollers } from './pollers.ts'
import type { Scenario } from './scenario.ts'
import { createServer, expectTitles, memoryOf } from './server.ts'

/** Limits for a request while files are read, and for the shutdown. */
const ANSWER_MS = 1000
const END_MS = 10_000
const MEMORY_MB = 400

const SITE_WITH_POSTS = {
  ...SITE,
  sources: [
    ...SITE.sources,
    {
      type: 'markdown',
      path: 'posts',
      layout: 'directory',
      dialect: 'jekyll',
      pattern: '{lang}/{date}-{slug}.md',
      url: '/{lang}/{slug}/',
    },
  ],
}

type Ready = { readonly quarantine?: readonly { readonly file: string; readonly reason: string }[] }

export const slow: Scenario = {
  promise:
    'Files that parse slowly, or never return, delay neither requests nor other articles nor the shutdown; each file that cannot be published is named.',
  rounds: { full: 20, usual: 2, short: 1 },
  run: async (run) => {
    const folder = path.join(run.scratch, 'newsroom')
    for (const below of ['posts/en', 'stories', 'articles']) mkdirSync(path.join(folder, below), { recursive: true })
    const newsroom = writeNewsroom(folder, { articles: 50, stories: 5, site: SITE_WITH_POSTS })
    // The server gives up such a file after ten seconds, too long for the tests.
    const hangingDisk = run.isShort ? undefined : createFaultyDisk(run, path.join(run.scratch, 'nothing'))
    const store = `sqlite:${path.join(run.scratch, 'store.db')}`
    const server = await createServer(run, {
      folder,
      store,
      ...(hangingDisk && { environment: hangingDisk.environment }),
    })
    server.start()
    await server.waitUntilAnswering()
    const pollers = startPollers(run, { port: server.port })
    for (let round = 0; round < run.rounds; round++) {
      for (const [file, make] of Object.entries(HOSTILE).filter(
        ([file]) => !run.isShort || NEVER_ARTICLES.includes(file),
      )) {
        rmSync(path.join(folder, file), { force: true })
        make(path.join(folder, file))
      }
      if (hangingDisk) newsroom.write('stories/never-returns.en.md', '---\ntitle: Never\ndate: 2026-02-01\n---\n')
      for (let article = 0; article < 20; article++) newsroom.edit(article)
      const startedAt = performance.now()
      const { status, body } = await server.refresh(240_000)
      run.recordTime('a refresh with them takes', performance.now() - startedAt)
      if (status !== 200) run.fail(`the refresh answered ${status}: ${body.toString().slice(0, 300)}`)
    }
    const polled = await pollers.stop()
    await expectTitles(run, 'beside hostile files', server, newsroom)
    const { quarantine = [] } = (await server.ready()) as Ready
    const named = new Set(quarantine.map(({ file }) => file))
    const unnamed = [...NEVER_ARTICLES, ...(hangingDisk ? ['stories/never-returns.en.md'] : [])].filter(
      (file) => !named.has(file),
    )
    if (unnamed.length > 0) run.fail(`not in the quarantine of /readyz: ${unnamed.join(', ')}`)
    run.figure(
      'hostile files',
      `${Object.keys(HOSTILE).length + (hangingDisk ? 1 : 0)}, of which ${named.size} are named`,
    )
    reportPolled(polled, run)
    if (Math.max(...polled.latencies) > ANSWER_MS * run.slack)
      run.fail(`requests took up to ${percentileMs(polled.latencies, 1)}`)
    const { most } = memoryOf(server.child().pid)
    run.figure('memory at most', `${most} MB`)
    if (most > MEMORY_MB) run.fail(`the server took ${most} MB`)
    // The shutdown starts while the server reads a file that never returns.
    if (hangingDisk) newsroom.write('stories/never-returns-2.en.md', '---\ntitle: Never\ndate: 2026-02-01\n---\n')
    const refresh = server.refresh().catch(() => undefined)
    await setTimeout(500)
    const stoppedAt = performance.now()
    const code = await server.stop()
    const endMs = performance.now() - stoppedAt
    await refresh
    run.recordTime('SIGTERM ends it after', endMs)
    if (code !== 0 || endMs > END_MS) run.fail(`SIGTERM ended the server with ${code} after ${Math.round(endMs)} ms`)
  },
}
