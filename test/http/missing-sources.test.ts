import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { run } from '../support/child.ts'
import { article, configOf, intake, NOW, newsroom, type TestNewsroom } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'
import { TOKEN, wire } from '../support/wire.ts'

const STORY = '---\ntitle: Ferry\ndate: 2026-02-01\n---\nIt sails.\n'

/** A newsroom with two sources and a store on disk, and functions that start the program on it. */
async function newsroomOnDisk() {
  const site = await newsroom({
    files: {
      ...Object.fromEntries([1, 2, 3].map((n) => [`articles/${n}.json`, article({ id: `a${n}` })])),
      'stories/ferry.en.md': STORY,
    },
  })
  const environment = {
    ...{ POLYFEED_DATA: site.folder, POLYFEED_STORE: `sqlite:${path.join(site.folder, 'store/polyfeed.db')}` },
    POLYFEED_ADMIN_TOKEN: TOKEN,
  }
  let now = NOW
  const start = async (over: { program?: string } = {}) => {
    now += 60_000
    const at = now
    const app = await createApp(configOf(site.folder, environment), { now: () => at, intake, ...over })
    await app.newsroom.follow()
    const ask = await wire(app.handler)
    return { app, ask, feed: async () => JSON.parse((await ask('/uk/feed.json')).text) }
  }
  return { ...site, environment, start, cli: (args: string[]) => runShared(args, site.folder, environment) }
}

const unmount = ({ folder }: Pick<TestNewsroom, 'folder'>): void => {
  renameSync(path.join(folder, 'articles'), path.join(folder, 'disk'))
  mkdirSync(path.join(folder, 'articles'))
}

const mount = ({ folder }: Pick<TestNewsroom, 'folder'>): void => {
  rmSync(path.join(folder, 'articles'), { recursive: true })
  renameSync(path.join(folder, 'disk'), path.join(folder, 'articles'))
}

describe('a missing source', () => {
  test.each([
    ['at a start of the same program', {}],
    ['at a start of another program', { program: 'upgraded' }],
  ])('%s keeps its articles in the feeds and is reported', async (_, over) => {
    const site = await newsroomOnDisk()
    const first = await site.start()
    await first.app.newsroom.refresh()
    const before = await first.feed()
    await first.app.close()
    unmount(site)
    site.write('stories/ferry.en.md', STORY.replace('It sails', 'It sails again'))
    const second = await site.start(over)
    await second.app.newsroom.refresh()
    expect(await second.feed()).toEqual(before)
    expect((await second.ask('/en/feed.json')).text).toContain('It sails again')
    const ready = await second.ask('/readyz')
    expect(ready.status).toBe(200)
    const since = new Date(NOW + 120_000).toISOString()
    expect(JSON.parse(ready.text)).toMatchObject({
      status: 'ready',
      missing: [{ source: 'articles', reason: 'empty', held: 3, known: 3, since }],
    })
    expect((await second.ask('/metrics')).text).toMatch(/^polyfeed_missing_sources 1$/m)
    mount(site)
    await second.app.newsroom.refresh()
    expect(JSON.parse((await second.ask('/readyz')).text)).not.toHaveProperty('missing')
    expect(await second.feed()).toEqual(before)
    await second.app.close()
  })

  test('is released by `polyfeed confirm`, which names the missing sources if given another', async () => {
    const site = await newsroomOnDisk()
    const first = await site.start()
    await first.app.newsroom.refresh()
    expect(await site.cli(['confirm', 'articles'])).toMatchObject({
      code: 1,
      stderr: 'polyfeed: "articles" is not missing: the last refresh found all sources\n',
    })
    unmount(site)
    await first.app.newsroom.refresh()
    expect((await site.cli(['diff'])).stdout).toMatch(
      /^The folder "articles" is empty; the articles of 3 files are kept/,
    )
    expect(await site.cli(['confirm', 'artikles'])).toMatchObject({
      code: 1,
      stderr: 'polyfeed: "artikles" is not missing (did you mean "articles"?). Missing: articles\n',
    })
    expect(await run(['confirm', 'articles'], site.folder, site.environment)).toMatchObject({
      code: 0,
      stdout: 'The next refresh removes the articles of 3 of 3 files of "articles".\n',
    })
    await first.app.newsroom.refresh()
    const { items, _withdrawn } = await first.feed()
    expect(items).toEqual([])
    expect(_withdrawn.entries ?? _withdrawn).toBeDefined()
    expect(JSON.stringify(_withdrawn)).toContain('a1/uk')
    await first.app.close()
  })

  test('at the first start is an error, because it has no articles to keep', async () => {
    const site = await newsroomOnDisk()
    rmSync(path.join(site.folder, 'articles'), { recursive: true })
    const first = await site.start()
    await expect(first.app.newsroom.refresh()).rejects.toMatchObject({
      code: 'source_missing',
      message: 'The folder "articles" does not exist.',
    })
    await first.app.close()
  })
})
