import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { configOf, intake, newsroom, type TestNewsroom, variant } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'

const ARTICLE = {
  published: '2026-02-01T09:00:00+02:00',
  tags: ['river'],
  variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en') },
}

/** A newsroom with two articles, whose store has their edition. */
async function stored(): Promise<
  TestNewsroom & { readonly store: string; diff(...options: string[]): Promise<string> }
> {
  const made = await newsroom({
    files: { 'articles/bridge.json': ARTICLE, 'articles/lake.json': { ...ARTICLE, tags: ['lake'] } },
  })
  const store = `sqlite:${path.join(made.folder, 'store', 'polyfeed.db')}`
  const environment = { POLYFEED_DATA: made.folder, POLYFEED_STORE: store }
  const app = await createApp(configOf(made.folder, environment), { intake })
  await app.newsroom.refresh()
  await app.close()
  const diff = async (...options: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runShared(['diff', ...options], made.folder, environment)
    expect([code, stderr]).toEqual([0, ''])
    return stdout
  }
  return { ...made, store, diff }
}

function filesBelow(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => {
      const file = path.join(entry.parentPath, entry.name)
      return [file, readFileSync(file, 'base64')]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

describe('diff', () => {
  test('reports that nothing would change', async () => {
    const { diff } = await stored()
    expect(await diff()).toBe('Nothing would change.\n')
  })

  async function edited() {
    const newsroom = await stored()
    const { write, remove } = newsroom
    write('articles/bridge.json', { ...ARTICLE, variants: { ...ARTICLE.variants, en: variant('The bridge', 'en') } })
    write('articles/new.json', {
      ...ARTICLE,
      published: '2026-02-03T09:00:00+02:00',
      variants: { en: variant('New', 'en') },
    })
    remove('articles/lake.json')
    return newsroom
  }

  test('prints one line per feed, those with the most changes first, and each item once in the total', async () => {
    const { diff } = await edited()
    const lines = (await diff()).trimEnd().split('\n')
    expect(lines[0]).toBe('/en/: 1 new, 1 changed, 1 withdrawn')
    expect(lines).toContain('/en/tags/lake/: 1 withdrawn')
    const changed = lines
      .slice(0, -1)
      .map((line) => (line.match(/\d+(?= [a-z])/g) ?? []).reduce((a, b) => a + Number(b), 0))
    expect(changed).toEqual(changed.toSorted((a, b) => b - a))
    expect(lines.at(-1)).toMatch(
      new RegExp(
        `^Total: 1 new, 2 changed, 2 withdrawn in ${lines.length - 1} feeds; \\d+ feeds? only in title, links or dates\\.$`,
      ),
    )
  })

  test('prints one JSON document with the counts and items of each feed', async () => {
    const { diff } = await edited()
    const { feeds, total, missing } = JSON.parse(await diff('--json'))
    expect(feeds[0]).toEqual({
      ...{ path: '/en/', new: 1, changed: 1, moved: 0, withdrawn: 1, removed: 0, feedChanged: true },
      items: [
        { change: 'new', article: 'new', language: 'en', published: '2026-02-03T07:00:00.000Z', title: 'New' },
        {
          change: 'changed',
          article: 'bridge',
          language: 'en',
          published: '2026-02-01T07:00:00.000Z',
          title: 'The bridge',
        },
        {
          change: 'withdrawn',
          article: 'lake',
          language: 'en',
          published: '2026-02-01T07:00:00.000Z',
          title: 'Bridge',
        },
      ],
    })
    expect(total).toEqual({ feeds: feeds.length, new: 1, changed: 2, moved: 0, withdrawn: 2, removed: 0 })
    expect(missing).toEqual([])
  })

  test('tells a headline that moved from a changed one', async () => {
    const { diff, write, folder } = await stored()
    const site = readFileSync(path.join(folder, 'site.yaml'), 'utf8')
    const refresh = async (): Promise<void> => {
      const app = await createApp(
        configOf(folder, {
          POLYFEED_DATA: folder,
          POLYFEED_STORE: `sqlite:${path.join(folder, 'store', 'polyfeed.db')}`,
        }),
        { intake },
      )
      await app.newsroom.refresh()
      await app.close()
    }
    write('site.yaml', `${site}headlines: {top: [bridge, lake]}\n`)
    await refresh()
    write('site.yaml', `${site}headlines: {top: [lake, bridge]}\n`)
    expect(await diff()).toContain('/en/headlines/top/: 2 moved\n')
  })

  test('prints the feeds that would change, item by item', async () => {
    const { diff } = await edited()
    const [, entries = ''] = (await diff('--items')).split(/^Items: .*\n/m)
    const blocks = new Map(
      entries.split(/(?=^\/)/m).map((block) => [block.split('\n', 1)[0], block.split('\n').slice(1)]),
    )
    expect(blocks.get('/en/')).toEqual([
      '  + 2026-02-03 new (en) New',
      '  ~ 2026-02-01 bridge (en) The bridge',
      '  x 2026-02-01 lake (en) Bridge',
      '',
    ])
    expect(blocks.get('/uk/tags/river/')).toEqual(['  ~ 2026-02-01 bridge (uk) Міст', ''])
    expect(blocks.get('/en/tags/lake/')).toEqual(['  x 2026-02-01 lake (en) Bridge', ''])
  })

  test('distinguishes withdrawals from entries that leave a feed', async () => {
    const { diff, write } = await stored()
    write('articles/bridge.json', { ...ARTICLE, status: 'withdrawn' })
    write('articles/lake.json', { ...ARTICLE, tags: ['sea'] })
    const printed = await diff('--items')
    expect(printed).toContain('/uk/tags/lake/\n  - 2026-02-01 lake (uk) Міст\n')
    expect(printed).toContain('/uk/tags/sea/\n  + 2026-02-01 lake (uk) Міст\n')
    expect(printed).toContain('/uk/tags/river/\n  x 2026-02-01 bridge (uk) Міст\n')
  })

  test('shows changes in archives only', async () => {
    const { diff, write, folder } = await stored()
    write('site.yaml', readFileSync(path.join(folder, 'site.yaml'), 'utf8').concat('feeds: {items: 1}\n'))
    await diff()
    write('articles/lake.json', { ...ARTICLE, tags: ['lake'], variants: { uk: variant('Озеро', 'uk') } })
    expect(await diff('--items')).toContain('  ~ 2026-02-01 lake (uk) Озеро\n')
  })

  test('writes and creates no files', async () => {
    const { diff, write, folder } = await stored()
    write('articles/bridge.json', { ...ARTICLE, status: 'withdrawn' })
    const before = filesBelow(folder)
    expect(await diff('--items')).toBe(await diff('--items'))
    expect(filesBelow(folder)).toEqual(before)
  })

  test('shows all articles as new if there is no store, and creates none', async () => {
    const { diff, folder } = await stored()
    rmSync(path.join(folder, 'store'), { recursive: true })
    expect(await diff('--items')).toContain('/uk/\n  + 2026-02-01 bridge (uk) Міст\n  + 2026-02-01 lake (uk) Міст\n')
    expect(existsSync(path.join(folder, 'store'))).toBe(false)
  })

  test('runs beside a server that has the store open', async () => {
    const { folder, store, diff, write } = await stored()
    const app = await createApp(configOf(folder, { POLYFEED_DATA: folder, POLYFEED_STORE: store }), { intake })
    await app.newsroom.refresh()
    write('articles/bridge.json', { ...ARTICLE, status: 'withdrawn' })
    expect(await diff('--items')).toContain('  x 2026-02-01 bridge (en) Bridge\n')
    expect((await app.newsroom.refresh()).feeds).toBeGreaterThan(0)
    expect(await diff()).toBe('Nothing would change.\n')
    await app.close()
  })
})
