import { cpSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProgram } from '../test/support/program.ts'
import { sendRequest } from './ask.ts'
import { LOSSES, type Loss, SIZE } from './losses.ts'
import { SITE, writeNewsroom } from './newsroom.ts'
import type { Run, Scenario } from './scenario.ts'
import { createServer, FEED, type Server } from './server.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Additional changes. After a changed setting or program, a refresh ingests every file again. */
const CHANGES = ['nothing else', 'a setting', 'the program'] as const

export const sources: Scenario = {
  promise:
    'Articles whose source vanishes stay in the feeds, whatever else changes, until an operator confirms the loss.',
  rounds: {
    full: Object.keys(LOSSES).length * CHANGES.length,
    usual: Object.keys(LOSSES).length * CHANGES.length,
    short: 3,
  },
  run: async (run) => {
    const base = path.join(run.scratch, 'base')
    writeNewsroom(path.join(base, 'newsroom'), SIZE)
    const first = await createServer(run, locationsIn(base))
    first.start()
    await first.waitUntilAnswering()
    const before = await contentOf(first)
    if (before.items.length !== SIZE.articles + SIZE.stories) throw new Error(`${before.items.length} items at first`)
    await first.stop()
    const main = copyProgram(path.join(run.scratch, 'program'))
    const all = Object.keys(LOSSES).flatMap((loss) => CHANGES.map((change) => [loss, change] as const))
    // An odd step, so that a short run has every kind of change.
    const step = Math.max(1, Math.floor(all.length / run.rounds) | 1)
    let heldCount = 0
    for (let round = 0; round < run.rounds; round++) {
      const [loss, change] = all[(round * step) % all.length] as (typeof all)[number]
      const folder = path.join(run.scratch, `round-${round}`)
      cpSync(base, folder, { recursive: true, preserveTimestamps: true })
      const server = await createServer(run, locationsIn(folder))
      if (await lose(run, `${loss}, ${change}`, folder, server, LOSSES[loss] as Loss, change, before, main)) heldCount++
      await server.kill()
      rmSync(folder, { recursive: true })
    }
    run.figure('combinations held', `${heldCount} of ${run.rounds}`)
  },
}

const locationsIn = (folder: string) => ({
  folder: path.join(folder, 'newsroom'),
  store: `sqlite:${path.join(folder, 'store.db')}`,
})

type Content = { readonly items: readonly string[]; readonly withdrawn: number }

async function contentOf({ port }: Server): Promise<Content> {
  const { items, _withdrawn } = JSON.parse((await sendRequest(port, FEED)).body.toString())
  return {
    items: items.map(({ id }: { id: string }) => id).sort(),
    withdrawn: _withdrawn?.items.length ?? 0,
  }
}

async function lose(
  run: Run,
  name: string,
  folder: string,
  server: Server,
  { sources, lostFiles, inflict }: Loss,
  change: (typeof CHANGES)[number],
  before: Content,
  main: string,
): Promise<boolean> {
  const { folder: newsroom } = locationsIn(folder)
  inflict(newsroom)
  if (change === 'a setting') {
    const site = writeNewsroom(path.join(folder, 'aside'), { articles: 0, site: { ...SITE, timeZone: 'Asia/Tokyo' } })
    renameSync(path.join(site.folder, 'site.yaml'), path.join(newsroom, 'site.yaml'))
  }
  server.start(change === 'the program' ? { main } : {})
  await server.waitUntilAnswering()
  await server.refresh()
  const problems: string[] = []
  const content = await contentOf(server)
  if (content.withdrawn > 0) problems.push(`the feed has ${content.withdrawn} withdrawals`)
  if (content.items.join() !== before.items.join())
    problems.push(`the feed has ${content.items.length} of ${before.items.length} items`)
  const missing = ((await server.ready()).missing ?? []) as { source: string }[]
  const named = missing.map(({ source }) => source).sort()
  if (named.join() !== sources.join()) problems.push(`/readyz names [${named}] as missing, not [${sources}]`)
  for (const source of sources) {
    const { POLYFEED_DATA, POLYFEED_STORE } = { POLYFEED_DATA: newsroom, POLYFEED_STORE: locationsIn(folder).store }
    const cli = startProgram(['confirm', source], { POLYFEED_DATA, POLYFEED_STORE }, folder)
    const code = await cli.ended
    if (code !== 0) problems.push(`polyfeed confirm ${source} exited with ${code}: ${cli.stderr().trim()}`)
  }
  await server.refresh()
  const after = await contentOf(server)
  if (after.withdrawn !== lostFiles)
    problems.push(`after confirm, the feed has ${after.withdrawn} of ${lostFiles} withdrawals`)
  if (after.items.length !== before.items.length - lostFiles)
    problems.push(`after confirm, the feed has ${after.items.length} items`)
  for (const problem of problems) run.fail(`${name}: ${problem}`)
  return problems.length === 0
}

/** Copies the program with an added comment, which makes it another version. @returns its entry point */
function copyProgram(folder: string): string {
  for (const name of ['src', 'locales', 'package.json'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true })
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  writeFileSync(path.join(folder, 'src/upgraded.ts'), '// Another version.\n')
  return path.join(folder, 'src/main.ts')
}
