import { describe, expect, test } from 'vitest'
import type { Month } from '../../../src/domain/calendar.ts'
import type { Store } from '../../../src/store/port.ts'
import { openSqliteStore } from '../../../src/store/sqlite/store.ts'
import { article, NOW, variant } from '../../support/newsroom.ts'
import { feedFacts, observeCalls, type Press, press, publishedPress } from '../../support/press.ts'
import { latch, UK } from '../../support/store-rows.ts'

const STEPS = [
  ...['head', 'fileMarks', 'transact', 'putFiles', 'touchFiles', 'dropFile', 'due', 'variantsByArticle', 'place'],
  ...['withdrawalsOf', 'placementsOf', 'withdraw', 'touchMonths', 'withdrawnFrom', 'newestMonths', 'withdrawn'],
  ...['scopesWithWithdrawals', 'window', 'putFeeds', 'putHead', 'quarantined', 'nextDue'],
] as const

/** The contents of a store. */
async function everything(store: Store) {
  return {
    head: await store.head(),
    feeds: await store.feeds(),
    files: [...(await store.fileMarks())],
    articles: await store.transact((writer) => writer.articles()),
    withdrawn: await store.withdrawn([{ language: UK, any: [{ language: UK, kind: 'all' }], all: [], none: [] }], 10),
    month: await store.month({ language: UK, kind: 'all' }, '2026-03' as Month),
  }
}

/** A newsroom with an edition; its store fails at the step `fail.at`. */
async function createFailing(): Promise<Press & { fail: { at: string | undefined }; inner: Store }> {
  const fail: { at: string | undefined } = { at: undefined }
  const inner = openSqliteStore(':memory:')
  const store = observeCalls(inner, (method) => {
    if (method === fail.at) throw new Error(`the store fails at ${method}`)
  })
  const files = { 'a.json': article(), 'b.json': article(), 'c.json': article() }
  const fixture = press({ store, files })
  await fixture.newsroom.refresh()
  return { ...fixture, fail, inner }
}

/** Gives every step something to do: a file changed, one touched, one removed, and time passed. */
function changeEverything({ source, clock }: Press): void {
  source.write('a.json', article({ variants: { uk: variant('Інший', 'uk') } }))
  source.touch('b.json')
  source.remove('c.json')
  clock.now = NOW + 5000
}

describe('a refresh that fails', () => {
  test.each(STEPS)('at %s leaves the edition and the store unchanged and reports the failure', async (step) => {
    const fixture = await createFailing()
    const edition = fixture.newsroom.current()
    const before = await everything(fixture.inner)
    changeEverything(fixture)
    fixture.fail.at = step
    await expect(fixture.newsroom.refresh()).rejects.toThrow(`the store fails at ${step}`)
    expect(fixture.newsroom.current()).toBe(edition)
    expect(fixture.newsroom.lastOutcome()).toMatchObject({ ok: false, at: NOW + 5000 })
    fixture.fail.at = undefined
    expect(await everything(fixture.inner)).toEqual(before)
  })

  test.each(STEPS)('at %s is repaired by the next one', async (step) => {
    const fixture = await createFailing()
    changeEverything(fixture)
    fixture.fail.at = step
    await fixture.newsroom.refresh().catch(() => undefined)
    fixture.fail.at = undefined
    await fixture.newsroom.refresh()
    expect(fixture.newsroom.lastOutcome()).toMatchObject({ ok: true })
    const unfailing = await createFailing()
    changeEverything(unfailing)
    await unfailing.newsroom.refresh()
    expect(feedFacts(fixture.newsroom, 'version')).toEqual(feedFacts(unfailing.newsroom, 'version'))
    const stored = (await fixture.inner.feeds()).map(({ scope, version }) => JSON.stringify({ scope, version })).sort()
    const served = [...(fixture.newsroom.current()?.edition.feeds.values() ?? [])]
    expect(served.map(({ scope, version }) => JSON.stringify({ scope, version })).sort()).toEqual(stored)
  })

  test('because the source is unavailable leaves the edition unchanged', async () => {
    const fixture = await publishedPress({ files: { 'a.json': article() } })
    const edition = fixture.newsroom.current()
    fixture.source.failure = new Error('not mounted')
    await expect(fixture.newsroom.refresh()).rejects.toThrow('not mounted')
    expect(fixture.newsroom.current()).toBe(edition)
    expect(fixture.newsroom.lastOutcome()).toMatchObject({ ok: false, cause: { message: 'not mounted' } })
    fixture.source.failure = undefined
    await fixture.newsroom.refresh()
    expect(feedFacts(fixture.newsroom, 'items').uk).toBe(1)
  })

  test('before the first edition leaves the store empty', async () => {
    const fixture = press({ files: { 'a.json': article() } })
    fixture.source.failure = new Error('not mounted')
    await expect(fixture.newsroom.refresh()).rejects.toThrow('not mounted')
    expect(fixture.newsroom.current()).toBeUndefined()
    expect(await fixture.store.head()).toBeUndefined()
  })

  test('keeps the quarantine', async () => {
    const fixture = await publishedPress({ files: { 'a.json': article(), 'b.json': '{' } })
    const known = fixture.newsroom.quarantine()
    expect(known).toHaveLength(1)
    fixture.source.failure = new Error('not mounted')
    await fixture.newsroom.refresh().catch(() => undefined)
    expect(fixture.newsroom.quarantine()).toEqual(known)
  })

  test('leaves an edition that a restart can serve', async () => {
    const fixture = await publishedPress({ files: { 'a.json': article() } })
    fixture.source.failure = new Error('not mounted')
    const restarted = fixture.restart()
    await restarted.follow()
    await restarted.refresh().catch(() => undefined)
    expect(feedFacts(restarted, 'version')).toEqual(feedFacts(fixture.newsroom, 'version'))
  })
})

describe('single flight', () => {
  /** A newsroom whose refreshes wait for the gate. */
  function createGated() {
    const gate = latch()
    const inner = openSqliteStore(':memory:')
    let runs = 0
    const store = observeCalls(inner, async (method) => {
      if (method !== 'runExclusively') return
      runs += 1
      await gate.opened
    })
    return { gate, runs: () => runs, ...press({ store, files: { 'a.json': article() } }) }
  }

  test('simultaneous calls share one refresh', async () => {
    const { gate, runs, newsroom } = createGated()
    const refreshes = Array.from({ length: 5 }, () => newsroom.refresh())
    gate.open()
    const reports = await Promise.all(refreshes)
    expect(new Set(reports).size).toBe(1)
    expect(runs()).toBe(1)
    await newsroom.refresh()
    expect(runs()).toBe(2)
  })

  test('a failed refresh rejects every caller, and the next call starts a new one', async () => {
    const { source, newsroom } = press({ files: { 'a.json': article() } })
    source.failure = new Error('not mounted')
    const refreshes = [newsroom.refresh(), newsroom.refresh()]
    for (const outcome of await Promise.allSettled(refreshes)) expect(outcome.status).toBe('rejected')
    source.failure = undefined
    expect(await newsroom.refresh()).toMatchObject({ revision: 1 })
  })

  test('settled waits for the running refresh, whether it succeeds or fails', async () => {
    const { gate, newsroom, source } = createGated()
    const refreshing = newsroom.refresh()
    let settled = false
    const waiting = newsroom.whenSettled().then(() => {
      settled = true
    })
    await new Promise(setImmediate)
    expect(settled).toBe(false)
    gate.open()
    await waiting
    await refreshing
    source.failure = new Error('not mounted')
    newsroom.refresh().catch(() => undefined)
    await newsroom.whenSettled()
    expect(newsroom.lastOutcome()?.ok).toBe(false)
  })
})
