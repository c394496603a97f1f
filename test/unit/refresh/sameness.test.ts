import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from '../../../src/store/sqlite/store.ts'
import { article, NOW, variant } from '../../support/newsroom.ts'
import { changedBy, feedFacts, type Press, press, publishedPress } from '../../support/press.ts'

const uk = variant('Міст', 'uk')
const en = variant('Bridge', 'en')
const ru = variant('Мост', 'ru')
const LATER = new Date(NOW + 3_600_000).toISOString()

/** The files at the end of every history. */
const FINAL = {
  'a.json': article({ tags: ['Річка', 'bridge'], variants: { uk, en } }),
  'b.json': article({ tags: ['річка', 'race'], authors: [{ name: 'Jo' }], variants: { uk } }),
  'c.json': article({ tags: ['river'], section: 'sport', variants: { en } }),
}

/** Without tombstones and late entries, which would differ between histories. */
const WITHOUT_MEMORY = { withdrawals: { vanished: 'forget' }, backfill: 'quiet' }

const HISTORIES: readonly (readonly [string, (fixture: Press) => Promise<unknown>])[] = [
  [
    'one file at a time',
    async ({ source, newsroom, clock }) => {
      for (const [file, content] of Object.entries(FINAL)) {
        source.write(file, content)
        clock.now += 60_000
        await newsroom.refresh()
      }
    },
  ],
  [
    'one file at a time, in reverse',
    async ({ source, newsroom }) => {
      for (const [file, content] of Object.entries(FINAL).reverse()) {
        source.write(file, content)
        await newsroom.refresh()
      }
    },
  ],
  [
    'with other texts first',
    async ({ source, newsroom }) => {
      for (const file of Object.keys(FINAL)) {
        source.write(file, article({ tags: ['bridge'], variants: { uk: variant('Чернетка', 'uk') } }))
      }
      await newsroom.refresh()
      for (const [file, content] of Object.entries(FINAL)) source.write(file, content)
    },
  ],
  [
    'with a translation added and removed',
    async ({ source, newsroom }) => {
      for (const [file, content] of Object.entries(FINAL)) source.write(file, content)
      source.write('a.json', { ...FINAL['a.json'], tags: ['Река', 'bridge'], variants: { uk, en, ru } })
      await newsroom.refresh()
      source.write('a.json', FINAL['a.json'])
    },
  ],
  [
    'with an article added and removed',
    async ({ source, newsroom }) => {
      for (const [file, content] of Object.entries(FINAL)) source.write(file, content)
      source.write('z.json', article({ section: 'sport', variants: { uk, en, ru } }))
      await newsroom.refresh()
      source.remove('z.json')
    },
  ],
  [
    'broken, then repaired',
    async ({ source, newsroom }) => {
      for (const file of Object.keys(FINAL)) source.write(file, '{')
      await newsroom.refresh()
      for (const [file, content] of Object.entries(FINAL)) source.write(file, content)
    },
  ],
  [
    'with restarts, one under other settings',
    async ({ source, newsroom, restart }) => {
      source.write('a.json', FINAL['a.json'])
      await newsroom.refresh()
      source.write('b.json', FINAL['b.json'])
      await restart({ site: { interval: 3600 }, program: 'older' }).refresh()
      source.write('c.json', FINAL['c.json'])
    },
  ],
  [
    'under embargo first',
    async ({ source, newsroom, clock }) => {
      for (const [file, content] of Object.entries(FINAL)) source.write(file, { ...content, published: LATER })
      await newsroom.refresh()
      clock.now += 7_200_000
      await newsroom.refresh()
      for (const [file, content] of Object.entries(FINAL)) source.write(file, content)
    },
  ],
]

describe('the same articles have the same versions', () => {
  test.each(HISTORIES)('%s', async (_name, runHistory) => {
    const expected = feedFacts((await publishedPress({ files: FINAL, site: WITHOUT_MEMORY })).newsroom, 'version')
    const fixture = press({ site: WITHOUT_MEMORY })
    await runHistory(fixture)
    const last = fixture.restart()
    await last.refresh()
    const actual = feedFacts(last, 'version')
    // Feeds of terms that no article has any more remain, empty.
    expect(Object.fromEntries(Object.keys(expected).map((scope) => [scope, actual[scope]]))).toEqual(expected)
  })

  test('at any time', async () => {
    const early = await publishedPress({ files: FINAL })
    const late = await publishedPress({ files: FINAL, now: NOW + 86_400_000 })
    expect(feedFacts(late.newsroom, 'version')).toEqual(feedFacts(early.newsroom, 'version'))
  })

  test('after repeated refreshes', async () => {
    const fixture = await publishedPress({ files: FINAL })
    for (let round = 0; round < 3; round++) {
      fixture.clock.now += 60_000
      expect(await changedBy(fixture.newsroom)).toEqual([])
    }
  })
})

describe('a restart with a store in a file', () => {
  function storeFile(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-press-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return path.join(folder, 'polyfeed.db')
  }

  test('restores every feed, including lastModified', async () => {
    const file = storeFile()
    const fixture = await publishedPress({ files: FINAL, store: openSqliteStore(file) })
    fixture.clock.now += 60_000
    fixture.source.write('a.json', { ...FINAL['a.json'], section: 'sport' })
    await fixture.newsroom.refresh()
    const before = fixture.newsroom.current()?.edition
    await fixture.store.close()

    const restarted = fixture.restart({ store: openSqliteStore(file) })
    await restarted.follow()
    expect(new Map(restarted.current()?.edition.feeds)).toEqual(new Map(before?.feeds))
    expect(restarted.current()?.edition.revision).toBe(before?.revision)
    fixture.clock.now += 60_000
    expect(await changedBy(restarted)).toEqual([])
  })

  test('moves lastModified forward even if the clock is behind', async () => {
    const file = storeFile()
    const fixture = await publishedPress({ files: FINAL, store: openSqliteStore(file) })
    const before = feedFacts(fixture.newsroom, 'lastModified').uk as number
    await fixture.store.close()
    fixture.clock.now -= 86_400_000
    const restarted = fixture.restart({ store: openSqliteStore(file) })
    fixture.source.remove('a.json')
    await restarted.refresh()
    expect(feedFacts(restarted, 'lastModified').uk).toBe(before + 1000)
  })

  test('does not serve an edition made under other settings', async () => {
    const file = storeFile()
    const fixture = await publishedPress({ files: FINAL, store: openSqliteStore(file) })
    await fixture.store.close()
    const store = openSqliteStore(file)
    const changes = [{ site: { feedUrl: 'https://other.example' } }, { program: 'another' }]
    for (const over of changes) {
      const restarted = fixture.restart({ store, ...over })
      await restarted.follow()
      expect(restarted.current()).toBeUndefined()
    }
    await store.close()
  })
})
