import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { article, NOW, variant } from '../support/newsroom.ts'
import { feedFacts, observeCalls, type Press, press } from '../support/press.ts'

/** Two full parts and a fraction of a third. */
const FILES = 1100
const PART = 500

function files(count = FILES): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `${String(n).padStart(4, '0')}.json`,
      article({ tags: [`t${n % 7}`], variants: { uk: variant(`Міст ${n}`, 'uk') } }),
    ]),
  )
}

/** A newsroom that stops while it saves a part of its first intake. */
async function interruptAfter(parts: number, store = openSqliteStore(':memory:')): Promise<Press & { inner: Store }> {
  let transactions = 0
  const breaking = observeCalls(store, (method) => {
    // The first transaction records that an intake has started.
    if (method === 'transact' && ++transactions === parts + 1) void fixture.newsroom.stop()
  })
  const fixture = press({ store: breaking, files: files() })
  await expect(fixture.newsroom.refresh()).rejects.toThrow('stopping')
  await fixture.newsroom.whenSettled()
  fixture.source.reads.length = 0
  return { ...fixture, inner: store }
}

type Whole = { readonly versions: ReturnType<typeof feedFacts>; readonly rows: Awaited<ReturnType<typeof rowsOf>> }
let whole: Promise<Whole> | undefined

/** The same files without an interruption, once for all tests. */
function uninterrupted(): Promise<Whole> {
  const refreshed = async (): Promise<Whole> => {
    const { newsroom, store } = press({ files: files() })
    await newsroom.refresh()
    return { versions: feedFacts(newsroom, 'version'), rows: await rowsOf(store) }
  }
  whole ??= refreshed()
  return whole
}

async function rowsOf(store: Store) {
  return { head: await store.head(), feeds: (await store.feeds()).map((feed) => JSON.stringify(feed)).sort() }
}

describe('an interrupted first intake', () => {
  test.each([1, 2])('continues after %i parts without reading saved files again', async (parts) => {
    const { restart, source, store, inner } = await interruptAfter(parts)
    expect(await inner.fileCount()).toBe(parts * PART)
    expect(await inner.head()).toBeUndefined()
    expect(await inner.feeds()).toEqual([])
    const next = restart({ store: inner })
    await next.follow()
    expect(next.current()).toBeUndefined()
    const report = await next.refresh()
    expect(source.reads).toHaveLength(FILES - parts * PART)
    expect(report.files).toEqual({ changed: FILES - parts * PART, vanished: 0, known: FILES })
    expect(report.articles).toBe(FILES)
    const { versions, rows } = await uninterrupted()
    expect(feedFacts(next, 'version')).toEqual(versions)
    expect(await rowsOf(store)).toEqual(rows)
  })

  test('starts again if nothing was saved', async () => {
    const { restart, source, inner } = await interruptAfter(0)
    expect(await inner.fileCount()).toBe(0)
    await restart({ store: inner }).refresh()
    expect(source.reads).toHaveLength(FILES)
  })

  test('reads nothing again if it was interrupted while the edition was made', async () => {
    const inner = openSqliteStore(':memory:')
    let placed = 0
    const store = observeCalls(inner, (method) => {
      if (method === 'collect' && ++placed === 3) void fixture.newsroom.stop()
    })
    const fixture = press({ store, files: files() })
    await expect(fixture.newsroom.refresh()).rejects.toThrow('stopping')
    expect(await inner.head()).toBeUndefined()
    expect(await inner.window({ language: 'uk' as never, kind: 'all' }, 10)).toEqual([])
    fixture.source.reads.length = 0
    const next = fixture.restart({ store: inner })
    await next.refresh()
    expect(fixture.source.reads).toEqual([])
    expect(await rowsOf(inner)).toEqual((await uninterrupted()).rows)
  })

  test('reads every file again, once, under other settings', async () => {
    const { restart, source, inner } = await interruptAfter(1)
    const moved = restart({ store: inner, site: { baseUrl: 'https://moved.example' } })
    const report = await moved.refresh()
    expect(source.reads).toHaveLength(FILES)
    expect(report.files.changed).toBe(FILES)
    const [shown] = await inner.shownVariants(await inner.window({ language: 'uk' as never, kind: 'all' }, 1))
    expect(shown?.variant.url).toMatch(/^https:\/\/moved\.example\//)
    source.reads.length = 0
    await moved.refresh()
    expect(source.reads).toEqual([])
  })

  test('reads every file again with another version of the program', async () => {
    const { restart, source, inner } = await interruptAfter(1)
    await restart({ store: inner, program: 'another' }).refresh()
    expect(source.reads).toHaveLength(FILES)
  })

  test('sees files changed, added and removed in the meantime', async () => {
    const { restart: again, source, inner } = await interruptAfter(1)
    source.write('0003.json', article({ variants: { uk: variant('Інший', 'uk') } }))
    source.remove('0004.json')
    source.write('9999.json', article({ variants: { uk: variant('Новий', 'uk') } }))
    const next = again({ store: inner })
    const report = await next.refresh()
    expect(report.files).toEqual({ changed: FILES - PART + 2, vanished: 1, known: FILES })
    const titles = (await inner.shownVariants(await inner.window({ language: 'uk' as never, kind: 'all' }, 2000))).map(
      ({ variant: { title } }) => title,
    )
    expect(titles).not.toContain('Міст 3')
    expect(await inner.transact((writer) => writer.variantsOf('0004'))).toEqual([])
    expect((await inner.transact((writer) => writer.variantsOf('0003')))[0]?.title).toBe('Інший')
    // An article that was never published gets no tombstone.
    expect(await inner.transact((writer) => writer.withdrawalsOf(['0004']))).toEqual([])
  })

  test('treats an empty folder as a missing source', async () => {
    const { restart: again, source, inner } = await interruptAfter(1)
    for (const { file } of [...source.scan()]) source.remove(file)
    const next = again({ store: inner })
    await expect(next.refresh()).rejects.toThrow(`The folder "memory" is empty; the articles of ${PART} files are kept`)
    expect(await inner.fileCount()).toBe(PART)
    for (const [file, content] of Object.entries(files())) source.write(file, content)
    expect((await next.refresh()).files.known).toBe(FILES)
  })

  test('drops the files of other settings, because none was published', async () => {
    const { restart: again, source, inner } = await interruptAfter(1)
    for (const { file } of [...source.scan()]) source.remove(file)
    source.write('elsewhere/1.json', article({ variants: { uk: variant('Деінде', 'uk') } }))
    const moved = again({ store: inner, site: { baseUrl: 'https://moved.example' } })
    const report = await moved.refresh()
    expect(report.files).toEqual({ changed: 1, vanished: PART, known: 1 })
  })

  test('is not an edition: followers have none yet, and none is outdated', async () => {
    const { restart: again, inner } = await interruptAfter(2)
    const follower = again({ store: inner })
    await follower.follow()
    expect([follower.current(), follower.outdated()]).toEqual([undefined, false])
  })
})

test('two simultaneous first intakes end with the same edition', async () => {
  const store = openSqliteStore(':memory:')
  const fixture = press({ store, files: files() })
  const other = fixture.restart()
  const reports = await Promise.all([fixture.newsroom.refresh(), other.refresh()])
  expect(reports.map(({ files }) => files.known)).toEqual([FILES, FILES])
  const { versions } = await uninterrupted()
  for (const newsroom of [fixture.newsroom, other]) {
    expect(feedFacts(newsroom, 'version')).toEqual(versions)
  }
  expect((await store.head())?.instant).toBe(NOW)
})
