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
async function stored(): Promise<TestNewsroom & { readonly store: string; diff(): Promise<string> }> {
  const made = await newsroom({
    files: { 'articles/bridge.json': ARTICLE, 'articles/lake.json': { ...ARTICLE, tags: ['lake'] } },
  })
  const store = `sqlite:${path.join(made.folder, 'store', 'polyfeed.db')}`
  const environment = { POLYFEED_DATA: made.folder, POLYFEED_STORE: store }
  const app = await createApp(configOf(made.folder, environment), { intake })
  await app.newsroom.refresh()
  await app.close()
  const diff = async (): Promise<string> => {
    const { code, stdout, stderr } = await runShared(['diff'], made.folder, environment)
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

  test('prints the feeds that would change, item by item', async () => {
    const { diff, write, remove } = await stored()
    write('articles/bridge.json', { ...ARTICLE, variants: { ...ARTICLE.variants, en: variant('The bridge', 'en') } })
    write('articles/new.json', {
      ...ARTICLE,
      published: '2026-02-03T09:00:00+02:00',
      variants: { en: variant('New', 'en') },
    })
    remove('articles/lake.json')
    const printed = await diff()
    const [entries = ''] = printed.split(/^\d+ feeds/m)
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
    expect(printed).toMatch(/^\d+ feeds would change in their items .*\.\n$/m)
  })

  test('distinguishes withdrawals from entries that leave a feed', async () => {
    const { diff, write } = await stored()
    write('articles/bridge.json', { ...ARTICLE, status: 'withdrawn' })
    write('articles/lake.json', { ...ARTICLE, tags: ['sea'] })
    const printed = await diff()
    expect(printed).toContain('/uk/tags/lake/\n  - 2026-02-01 lake (uk) Міст\n')
    expect(printed).toContain('/uk/tags/sea/\n  + 2026-02-01 lake (uk) Міст\n')
    expect(printed).toContain('/uk/tags/river/\n  x 2026-02-01 bridge (uk) Міст\n')
  })

  test('shows changes in archives only', async () => {
    const { diff, write, folder } = await stored()
    write('site.yaml', readFileSync(path.join(folder, 'site.yaml'), 'utf8').concat('feeds: {items: 1}\n'))
    await diff()
    write('articles/lake.json', { ...ARTICLE, tags: ['lake'], variants: { uk: variant('Озеро', 'uk') } })
    expect(await diff()).toContain('  ~ 2026-02-01 lake (uk) Озеро\n')
  })

  test('writes and creates no files', async () => {
    const { diff, write, folder } = await stored()
    write('articles/bridge.json', { ...ARTICLE, status: 'withdrawn' })
    const before = filesBelow(folder)
    expect(await diff()).toBe(await diff())
    expect(filesBelow(folder)).toEqual(before)
  })

  test('shows all articles as new if there is no store, and creates none', async () => {
    const { diff, folder } = await stored()
    rmSync(path.join(folder, 'store'), { recursive: true })
    expect(await diff()).toContain('/uk/\n  + 2026-02-01 bridge (uk) Міст\n  + 2026-02-01 lake (uk) Міст\n')
    expect(existsSync(path.join(folder, 'store'))).toBe(false)
  })

  test('runs beside a server that has the store open', async () => {
    const { folder, store, diff, write } = await stored()
    const app = await createApp(configOf(folder, { POLYFEED_DATA: folder, POLYFEED_STORE: store }), { intake })
    await app.newsroom.refresh()
    write('articles/bridge.json', { ...ARTICLE, status: 'withdrawn' })
    expect(await diff()).toContain('  x 2026-02-01 bridge (en) Bridge\n')
    expect((await app.newsroom.refresh()).feeds).toBeGreaterThan(0)
    expect(await diff()).toBe('Nothing would change.\n')
    await app.close()
  })
})
