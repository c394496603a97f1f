import { describe, expect, test } from 'vitest'
import type { Store } from '../../../src/store/port.ts'
import { openSqliteStore } from '../../../src/store/sqlite/store.ts'
import { article, NOW, variant } from '../../support/newsroom.ts'
import { feedFacts, type Press, press, watched } from '../../support/press.ts'

/** Two parts of what is looked at together, and a little of a third. */
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

/** A newsroom that is stopped while it writes down a part of its first intake. */
async function brokenOff(parts: number, store = openSqliteStore(':memory:')): Promise<Press & { inner: Store }> {
  let transactions = 0
  const breaking = watched(store, (method) => {
    // The first says that an intake is begun.
    if (method === 'transact' && ++transactions === parts + 1) void made.newsroom.stop()
  })
  const made = press({ store: breaking, files: files() })
  await expect(made.newsroom.refresh()).rejects.toThrow('stopping')
  await made.newsroom.settled()
  made.source.reads.length = 0
  return { ...made, inner: store }
}

/** What the same files become in one go, at the same time. */
async function inOneGo(): Promise<Press> {
  const made = press({ files: files() })
  await made.newsroom.refresh()
  return made
}

async function rowsOf(store: Store) {
  return { head: await store.head(), feeds: (await store.feeds()).map((feed) => JSON.stringify(feed)).sort() }
}

describe('a first intake that was broken off', () => {
  test.each([1, 2])('after %i parts is gone on with: what was written down is not read again', async (parts) => {
    const { again, source, store, inner } = await brokenOff(parts)
    expect(await inner.fileCount()).toBe(parts * PART)
    expect(await inner.head()).toBeUndefined()
    expect(await inner.feeds()).toEqual([])
    const next = again({ store: inner })
    await next.follow()
    expect(next.current()).toBeUndefined()
    const report = await next.refresh()
    expect(source.reads).toHaveLength(FILES - parts * PART)
    expect(report.files).toEqual({ changed: FILES - parts * PART, vanished: 0, known: FILES })
    expect(report.articles).toBe(FILES)
    const whole = await inOneGo()
    expect(feedFacts(next, 'version')).toEqual(feedFacts(whole.newsroom, 'version'))
    expect(await rowsOf(store)).toEqual(await rowsOf(whole.store))
  })

  test('before anything was written down begins again', async () => {
    const { again, source, inner } = await brokenOff(0)
    expect(await inner.fileCount()).toBe(0)
    await again({ store: inner }).refresh()
    expect(source.reads).toHaveLength(FILES)
  })

  test('while the edition was made of it reads nothing again', async () => {
    const inner = openSqliteStore(':memory:')
    let placed = 0
    const store = watched(inner, (method) => {
      if (method === 'place' && ++placed === 300) void made.newsroom.stop()
    })
    const made = press({ store, files: files() })
    await expect(made.newsroom.refresh()).rejects.toThrow('stopping')
    expect(await inner.head()).toBeUndefined()
    expect(await inner.window({ language: 'uk' as never, kind: 'all' }, 10)).toEqual([])
    made.source.reads.length = 0
    const next = made.again({ store: inner })
    await next.refresh()
    expect(made.source.reads).toEqual([])
    expect(await rowsOf(inner)).toEqual(await rowsOf((await inOneGo()).store))
  })

  test('under other settings reads every file again, once', async () => {
    const { again, source, inner } = await brokenOff(1)
    const moved = again({ store: inner, site: { baseUrl: 'https://moved.example' } })
    const report = await moved.refresh()
    expect(source.reads).toHaveLength(FILES)
    expect(report.files.changed).toBe(FILES)
    const [shown] = await inner.shown(await inner.window({ language: 'uk' as never, kind: 'all' }, 1))
    expect(shown?.variant.url).toMatch(/^https:\/\/moved\.example\//)
    source.reads.length = 0
    await moved.refresh()
    expect(source.reads).toEqual([])
  })

  test('by another program reads every file again', async () => {
    const { again, source, inner } = await brokenOff(1)
    await again({ store: inner, program: 'another' }).refresh()
    expect(source.reads).toHaveLength(FILES)
  })

  test('sees what was changed, added and taken away in between', async () => {
    const { again, source, inner } = await brokenOff(1)
    source.write('0003.json', article({ variants: { uk: variant('Інший', 'uk') } }))
    source.remove('0004.json')
    source.write('9999.json', article({ variants: { uk: variant('Новий', 'uk') } }))
    const next = again({ store: inner })
    const report = await next.refresh()
    expect(report.files).toEqual({ changed: FILES - PART + 2, vanished: 1, known: FILES })
    const titles = (await inner.shown(await inner.window({ language: 'uk' as never, kind: 'all' }, 2000))).map(
      ({ variant: { title } }) => title,
    )
    expect(titles).not.toContain('Міст 3')
    expect(await inner.transact((writer) => writer.variantsOf('0004'))).toEqual([])
    expect((await inner.transact((writer) => writer.variantsOf('0003')))[0]?.title).toBe('Інший')
    // What was never shown is not told of.
    expect(await inner.transact((writer) => writer.withdrawalsOf('0004'))).toEqual([])
  })

  test('takes a disk that is gone by then for an accident', async () => {
    const { again, source, inner } = await brokenOff(1)
    for (const { file } of [...source.scan()]) source.remove(file)
    const next = again({ store: inner })
    await expect(next.refresh()).rejects.toThrow(`The folder "memory" is empty; the articles of ${PART} files are kept`)
    expect(await inner.fileCount()).toBe(PART)
    for (const [file, content] of Object.entries(files())) source.write(file, content)
    expect((await next.refresh()).files.known).toBe(FILES)
  })

  test('under settings that name other files is no accident: nothing of it was ever shown', async () => {
    const { again, source, inner } = await brokenOff(1)
    for (const { file } of [...source.scan()]) source.remove(file)
    source.write('elsewhere/1.json', article({ variants: { uk: variant('Деінде', 'uk') } }))
    const moved = again({ store: inner, site: { baseUrl: 'https://moved.example' } })
    const report = await moved.refresh()
    expect(report.files).toEqual({ changed: 1, vanished: PART, known: 1 })
  })

  test('is nobody’s edition: what others follow stays empty, and requests are told to wait', async () => {
    const { again, inner } = await brokenOff(2)
    const follower = again({ store: inner })
    await follower.follow()
    expect([follower.current(), follower.outdated()]).toEqual([undefined, false])
  })
})

test('of two that take a store in for the first time at once, both end with the same edition', async () => {
  const store = openSqliteStore(':memory:')
  const made = press({ store, files: files() })
  const other = made.again()
  const reports = await Promise.all([made.newsroom.refresh(), other.refresh()])
  expect(reports.map(({ files }) => files.known)).toEqual([FILES, FILES])
  const whole = await inOneGo()
  for (const newsroom of [made.newsroom, other]) {
    expect(feedFacts(newsroom, 'version')).toEqual(feedFacts(whole.newsroom, 'version'))
  }
  expect((await store.head())?.instant).toBe(NOW)
})
