import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import type { Store } from '../../src/store/port.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { folderWith } from '../support/desk.ts'
import { article, configOf, intake, NOW, newsroom } from '../support/newsroom.ts'
import { until } from '../support/until.ts'
import { wire } from '../support/wire.ts'

/** A store in a file, and its events. */
function openWithEvents(file: string): { store: Store; events: string[] } {
  const events: string[] = []
  const store = openSqliteStore(file, (event) => events.push(event))
  onTestFinished(() => store.close().catch(() => undefined))
  return { store, events }
}

async function withEdition(files: Record<string, unknown> = { 'articles/a.json': article() }) {
  const site = await newsroom({ files })
  const file = path.join(site.folder, 'store', 'polyfeed.db')
  mkdirSync(path.dirname(file))
  const start = async (store: Store, at = NOW) => {
    const app = await createApp(configOf(site.folder), { store, intake, now: () => at })
    await app.newsroom.follow()
    const ask = await wire(app.handler)
    return { app, feed: () => ask('/uk/atom.xml') }
  }
  return { ...site, file, start }
}

describe('a store file that is deleted while in use', () => {
  test('is noticed and written again with its editions, dates and withdrawals', async () => {
    const site = await withEdition({ 'articles/a.json': article(), 'articles/b.json': article() })
    const { store, events } = openWithEvents(site.file)
    const { app, feed } = await site.start(store)
    await app.newsroom.refresh()
    site.remove('articles/b.json')
    await app.newsroom.refresh()
    const before = await feed()
    expect(before.text).toContain('deleted-entry')
    rmSync(site.file)
    site.write('articles/a.json', article({ tags: ['new'] }))
    expect((await app.newsroom.refresh()).revision).toBe(3)
    expect(events).toEqual([expect.stringMatching(/was deleted while it was in use/)])
    expect(existsSync(site.file)).toBe(true)
    await app.close()
    // A restart finds everything.
    const again = await site.start(openWithEvents(site.file).store, NOW + 60_000)
    expect(again.app.newsroom.current()?.edition.revision).toBe(3)
    const { headers, text } = await again.feed()
    expect(text).toContain('deleted-entry')
    const [late, early] = [headers, before.headers].map((fields) => Date.parse(String(fields['last-modified'])))
    expect(late).toBeGreaterThanOrEqual(early as number)
  })

  test('is written again without a refresh', async () => {
    const site = await withEdition()
    const { store } = openWithEvents(site.file)
    await (await site.start(store)).app.newsroom.refresh()
    const stop = await store.follow(() => undefined)
    rmSync(site.file)
    await until(() => existsSync(site.file))
    await stop()
    expect((await store.head())?.revision).toBe(1)
  })
})

test('another store file in place of the one in use is taken over', async () => {
  const site = await withEdition()
  const { store, events } = openWithEvents(site.file)
  const { app } = await site.start(store)
  await app.newsroom.refresh()
  const other = `${site.file}.other`
  const second = openWithEvents(other)
  const elsewhere = await site.start(second.store, NOW + 60_000)
  await elsewhere.app.newsroom.refresh()
  site.write('articles/b.json', article())
  await elsewhere.app.newsroom.refresh()
  await elsewhere.app.close()
  let changes = 0
  const stop = await store.follow(() => changes++)
  const before = changes
  rmSync(`${site.file}-wal`, { force: true })
  renameSync(other, site.file)
  await until(() => changes > before && events.length > 0)
  await stop()
  expect(events).toEqual([expect.stringMatching(/was replaced: using the new file/)])
  await app.newsroom.follow()
  expect(app.newsroom.current()?.edition.revision).toBe(2)
})

/** A small disk, if the system allows mounting one. */
function smallDisk(): string | undefined {
  const folder = folderWith({})
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    console.warn('no disk can be mounted here: stores on full and read-only disks are not tried')
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

test.each(['full', 'read-only'] as const)(
  'a store on a disk that is %s at start is served, reports why refreshes fail, and recovers',
  async (state) => {
    const disk = smallDisk()
    if (!disk) return
    const site = await withEdition()
    const file = path.join(disk, 'polyfeed.db')
    const first = await site.start(openWithEvents(file).store)
    await first.app.newsroom.refresh()
    const before = await first.feed()
    await first.app.close()
    const fill = path.join(disk, 'fill')
    const remount = (mode: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${mode}`, disk])
    if (state === 'read-only') remount('ro')
    else {
      try {
        writeFileSync(fill, Buffer.alloc(4_000_000))
      } catch {
        // The disk is full.
      }
    }
    const { store, events } = openWithEvents(file)
    const { app, feed } = await site.start(store, NOW + 60_000)
    expect(events).toEqual([expect.stringMatching(/cannot be opened .* Its edition is served/)])
    expect(await feed()).toMatchObject({ status: 200, text: before.text })
    await expect(app.newsroom.refresh()).rejects.toMatchObject({ code: 'store_unusable' })
    if (state === 'read-only') remount('rw')
    else rmSync(fill)
    site.write('articles/b.json', article())
    expect(await app.newsroom.refresh()).toMatchObject({ revision: 2 })
    expect(events.at(-1)).toMatch(/is writable again/)
    await app.close()
  },
)
