import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { openStore } from '../../src/store/open.ts'
import { article, newsroom, SITE, variant } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'

const LINE = JSON.stringify({ id: 'ferry', ...article({ variants: { en: variant('Ferry', 'en') } }) })

async function desk() {
  const site = await newsroom({ site: { sources: [{ type: 'ndjson', name: 'wire', path: 'wire.ndjson' }] } })
  const environment = {
    ...{ POLYFEED_DATA: site.folder, POLYFEED_STORE: `sqlite:${path.join(site.folder, 'polyfeed.db')}` },
  }
  return {
    ...site,
    cli: (...args: string[]) => runShared(args, site.folder, environment),
    fill: (...lines: string[]) => writeFileSync(path.join(site.folder, 'wire.ndjson'), lines.join('\n')),
  }
}

test('fetch asks the sources now, and says what came', async () => {
  const { cli, fill } = await desk()
  fill(LINE)
  expect(await cli('fetch')).toMatchObject({ code: 0, stdout: 'wire: 1 record changed\n' })
  expect(await cli('fetch', 'wire')).toMatchObject({ code: 0, stdout: 'wire: 0 records changed\n' })
})

test('fetch exits 1 with the reason if a source cannot be fetched', async () => {
  const { cli } = await desk()
  expect(await cli('fetch')).toMatchObject({ code: 1, stdout: 'wire: failed: wire.ndjson does not exist\n' })
})

test('a running server publishes what came before a failure', async () => {
  const { cli, folder } = await desk()
  const lines = Array.from({ length: 2000 }, () => JSON.stringify({ id: randomUUID() })).join('\n')
  writeFileSync(path.join(folder, 'wire.ndjson'), gzipSync(lines).subarray(0, -2000))
  expect(await cli('fetch')).toMatchObject({ code: 1, stdout: expect.stringContaining('cannot be read to its end') })
  const store = await openStore(`sqlite:${path.join(folder, 'polyfeed.db')}`)
  expect([(await store.recordSequence()) > 0, await store.release('records wanted')]).toEqual([true, true])
  await store.close()
})

test('fetch names the sources if there is no such one', async () => {
  const { cli, write } = await desk()
  expect(await cli('fetch', 'wier')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no source "wier" (did you mean "wire"?)'),
  })
  write('site.yaml', stringify(SITE))
  expect(await cli('fetch')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no source in a running system'),
  })
})

test('build fetches first', async () => {
  const { cli, fill, folder } = await desk()
  fill(LINE)
  const { code } = await cli('build', '--out', path.join(folder, 'out'))
  expect(code).toBe(0)
  const { readFileSync } = await import('node:fs')
  expect(readFileSync(path.join(folder, 'out/en/feed.json'), 'utf8')).toContain('Ferry')
})
