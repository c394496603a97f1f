import { describe, expect, onTestFinished, test } from 'vitest'
import type { NewOutboxRow, OutboxRow, Settled } from '../../src/store/outbox.ts'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import { latch } from '../support/store-rows.ts'
import type { OpenSame } from './store-shared.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const TOPIC = '/uk/rss.xml'

const subscription = (target: string, over: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  ...{ kind: 'subscription', target, topic: TOPIC, host: `${target}.example`, body: '{}', created: NOW },
  ...{ ends: NOW + DAY, due: null, revision: 1 },
  ...over,
})

const SENT: Settled = {
  ...{ version: 'v1', digest: 'd1', attempts: 0, failing: null, problem: null },
  ...{ isFinal: true, retryAt: NOW + MINUTE },
}
const FAILED: Settled = { ...SENT, attempts: 1, failing: NOW, problem: 'answered 500', isFinal: false }

async function subscribed(store: Store, ...rows: readonly NewOutboxRow[]): Promise<void> {
  await store.outbox(async (outbox) => {
    for (const row of rows) {
      await outbox.putSubscription(row)
      await outbox.putScopes(row.topic, ['uk'], NOW)
    }
  })
}

const mark = (store: Store, scopes: readonly string[] | 'all', revision: number, at = NOW) =>
  store.transact((writer) => writer.markTopics(scopes, revision, at))

function claim(store: Store, { now = NOW, limit = 100, except = [] as string[] } = {}): Promise<OutboxRow[]> {
  return store.outbox((outbox) => outbox.claimDue('subscription', now, now + MINUTE, { limit, except }))
}

const targets = (rows: readonly OutboxRow[]) => rows.map(({ target }) => target).sort()

const settle = (store: Store, row: OutboxRow | undefined, settled: Settled) =>
  store.outbox((outbox) => outbox.settleRow(row as OutboxRow, settled))

export function outboxContract(open: () => Promise<Store>): void {
  test('an edition makes the subscriptions of its changed scopes due, and no others', async () => {
    const store = await open()
    await subscribed(store, subscription('a'), subscription('b'), subscription('c', { topic: '/en/rss.xml' }))
    await store.outbox((outbox) => outbox.putScopes('/en/rss.xml', ['en', 'uk/tag/usa'], NOW))
    await store.outbox(async (outbox) => {
      await outbox.putScopes('/uk,en/rss.xml', ['uk', 'en'], NOW)
      await outbox.putSubscription(subscription('d', { topic: '/uk,en/rss.xml' }))
    })
    expect(await claim(store)).toEqual([])
    await mark(store, ['ru', 'uk/tag/usa/more'], 2)
    expect(await claim(store)).toEqual([])
    await mark(store, ['uk/tag/usa', ...Array.from({ length: 1200 }, (_, n) => `uk/tag/t${n}`)], 3)
    const rows = await claim(store)
    expect(targets(rows)).toEqual(['c'])
    expect(rows[0]).toMatchObject({ revision: 3, marked: NOW, due: 0 })
    await mark(store, ['en'], 4)
    expect(targets(await claim(store))).toEqual(['d'])
    await mark(store, 'all', 5)
    expect(targets(await claim(store))).toEqual(['a', 'b'])
    expect(await store.subscribedTopics()).toEqual([
      { topic: '/en/rss.xml', subscriptions: 1 },
      { topic: '/uk,en/rss.xml', subscriptions: 1 },
      { topic: TOPIC, subscriptions: 2 },
    ])
  })

  test('a failed transaction marks nothing', async () => {
    const store = await open()
    await subscribed(store, subscription('a'))
    const failing = store.transact(async (writer) => {
      await writer.markTopics('all', 2, NOW)
      throw new Error('no edition')
    })
    await expect(failing).rejects.toThrow('no edition')
    expect(await claim(store)).toEqual([])
  })

  test('many subscriptions of a topic are marked', async () => {
    const store = await open()
    const rows = Array.from({ length: 2100 }, (_, n) => subscription(`t${n}`))
    await subscribed(store, ...rows.slice(0, 1))
    await store.outbox((outbox) => Promise.all(rows.map((row) => outbox.putSubscription(row))))
    await mark(store, ['uk'], 2)
    expect(await store.outboxDepths()).toEqual([{ kind: 'subscription', depth: 2100, oldest: NOW }])
    expect(await store.countRows('subscription', 3000)).toBe(2100)
    expect(await store.countRows('subscription', 100)).toBe(100)
    expect(await store.countRows('subscription', 100, 't7.example')).toBe(1)
  })

  test('a claimed row is claimed again after its claim has ended only', async () => {
    const store = await open()
    await subscribed(store, subscription('a', { due: NOW }), subscription('b', { due: NOW + 1 }))
    const [row] = await claim(store)
    expect(row).toMatchObject({ target: 'a', claimed: NOW + MINUTE })
    expect(await store.nextToSend('subscription', NOW)).toBe(NOW + 1)
    expect(targets(await claim(store, { now: NOW + MINUTE - 1 }))).toEqual(['b'])
    expect(targets(await claim(store, { now: NOW + MINUTE }))).toEqual(['a'])
    // The first process was too slow, and its result has no effect.
    await settle(store, row, SENT)
    await store.outbox((outbox) => outbox.dropRow(row as OutboxRow))
    expect(await store.outbox((outbox) => outbox.isClaimed(row as OutboxRow))).toBe(false)
    expect(await store.subscriptions(9)).toMatchObject([{ target: 'a', version: null }, { target: 'b' }])
  })

  test('the rows that are due longest are claimed first, without those of some hosts', async () => {
    const store = await open()
    const rows = ['a', 'b', 'c', 'd'].map((name, n) => subscription(name, { due: NOW - n }))
    await subscribed(store, ...rows)
    expect(targets(await claim(store, { limit: 2, except: ['d.example'] }))).toEqual(['b', 'c'])
    expect(targets(await claim(store, { except: Array.from({ length: 40 }, (_, n) => `h${n}`) }))).toEqual(['a', 'd'])
  })

  test('a delivery ends what is due, unless another edition came meanwhile', async () => {
    const store = await open()
    await subscribed(store, subscription('a', { due: NOW }), subscription('b', { due: NOW }))
    const [a, b] = (await claim(store)).sort((one, other) => (one.target < other.target ? -1 : 1))
    await mark(store, ['uk'], 7)
    await settle(store, a, SENT)
    await settle(store, { ...(b as OutboxRow), revision: 7 }, SENT)
    expect(await store.subscriptions(9)).toMatchObject([
      { target: 'a', version: 'v1', digest: 'd1', due: NOW + MINUTE, claimed: 0 },
      { target: 'b', version: 'v1', digest: 'd1', due: null, claimed: 0 },
    ])
  })

  test('a failure keeps its time for the next try when the topic changes again; a release does not count', async () => {
    const store = await open()
    await subscribed(store, subscription('a', { due: NOW }))
    const [row] = await claim(store)
    await settle(store, row, FAILED)
    await mark(store, ['uk'], 2)
    expect(await store.failingRows(9)).toMatchObject([{ target: 'a', due: NOW + MINUTE, problem: 'answered 500' }])
    const [again] = await claim(store, { now: NOW + MINUTE })
    await store.outbox((outbox) => outbox.releaseRow(again as OutboxRow))
    expect(await claim(store, { now: NOW + MINUTE })).toMatchObject([{ target: 'a', attempts: 1, failing: NOW }])
  })

  test('a renewal replaces secret and lease and keeps what was delivered', async () => {
    const store = await open()
    await subscribed(store, subscription('a', { due: NOW }))
    await settle(store, (await claim(store))[0], FAILED)
    await subscribed(store, subscription('a', { body: '"new"', ends: NOW + 2 * DAY, due: NOW + 5, created: NOW + 1 }))
    expect(await store.subscriptions(9)).toMatchObject([
      { body: '"new"', ends: NOW + 2 * DAY, due: NOW + 5, attempts: 0, failing: null, version: 'v1', created: NOW },
    ])
  })

  test('a later request replaces one that is being verified', async () => {
    const store = await open()
    const request = subscription('a', { kind: 'verification', due: NOW, body: '1' })
    await store.outbox((outbox) => outbox.putVerification(request))
    const claimed = await store.outbox((outbox) =>
      outbox.claimDue('verification', NOW, NOW + MINUTE, { limit: 9, except: [] }),
    )
    await store.outbox((outbox) => outbox.putVerification({ ...request, body: '2' }))
    await store.outbox((outbox) => outbox.dropRow(claimed[0] as OutboxRow))
    const next = await store.outbox((outbox) =>
      outbox.claimDue('verification', NOW, NOW + MINUTE, { limit: 9, except: [] }),
    )
    expect(next).toMatchObject([{ body: '2' }])
    // It is no subscription.
    expect(await store.subscriptions(9)).toEqual([])
  })

  test('a lease that has ended is not served, and is deleted', async () => {
    const store = await open()
    await subscribed(store, subscription('a', { due: NOW, ends: NOW + 10 }), subscription('b'))
    expect(await store.nextToSend('subscription', NOW + 10)).toBeUndefined()
    expect(await claim(store, { now: NOW + 10 })).toEqual([])
    await store.outbox((outbox) => outbox.dropEnded(NOW + 9))
    expect(await store.countRows('subscription', 9)).toBe(2)
    await store.outbox((outbox) => outbox.dropEnded(NOW + 10))
    expect(targets(await store.subscriptions(9))).toEqual(['b'])
  })

  test('scopes of topics without subscriptions are forgotten', async () => {
    const store = await open()
    await subscribed(store, subscription('a', { ends: NOW + 100 * DAY }))
    await store.outbox((outbox) => outbox.dropOldScopes(NOW + 11 * DAY))
    await mark(store, ['uk'], 2)
    expect(await claim(store)).toHaveLength(1)
    await store.outbox((outbox) => outbox.dropOldScopes(NOW + 12 * DAY))
    await mark(store, ['uk'], 3)
    expect(await claim(store, { now: NOW + 2 * MINUTE })).toMatchObject([{ revision: 2 }])
  })

  test('a callback is forgotten, with one topic or all', async () => {
    const store = await open()
    const more = subscription('a', { topic: '/en/rss.xml' })
    await subscribed(store, subscription('a'), more, subscription('b'))
    await store.outbox((outbox) => outbox.putVerification({ ...more, kind: 'verification' }))
    expect(await store.transact((writer) => writer.dropTarget('a', '/en/rss.xml'))).toBe(1)
    expect(await store.countRows('verification', 9)).toBe(0)
    expect(await store.transact((writer) => writer.dropTarget('a'))).toBe(1)
    expect(await store.transact((writer) => writer.dropTarget('nobody'))).toBe(0)
    expect(targets(await store.subscriptions(9))).toEqual(['b'])
  })

  test('subscriptions are listed page by page', async () => {
    const store = await open()
    await subscribed(store, ...['b', 'a', 'c'].map((name) => subscription(name)))
    await subscribed(store, subscription('b', { topic: '/en/rss.xml' }))
    const first = await store.subscriptions(2)
    expect(first.map(({ target, topic }) => [target, topic])).toEqual([
      ['a', TOPIC],
      ['b', '/en/rss.xml'],
    ])
    expect(targets(await store.subscriptions(9, first[1]))).toEqual(['b', 'c'])
  })

  test('pings: a topic has one per hub, for the last edition', async () => {
    const store = await open()
    const ping = { ...subscription('hub'), kind: 'ping', due: 0 } as const
    const pings = Array.from({ length: 250 }, (_, n) => ({ ...ping, topic: `/uk/tags/t${n}/rss.xml` }))
    await store.transact((writer) => writer.putPings(pings, NOW))
    await store.transact((writer) =>
      writer.putPings([{ ...pings[3], revision: 2, ends: NOW + 2 * DAY } as NewOutboxRow], NOW + 1),
    )
    expect(await store.countRows('ping', 999)).toBe(250)
    const rows = await store.outbox((outbox) => outbox.claimDue('ping', NOW, NOW + MINUTE, { limit: 999, except: [] }))
    expect(rows.find(({ topic }) => topic === pings[3]?.topic)).toMatchObject({ revision: 2, marked: NOW + 1 })
  })
}

/** The contract of several processes that send from one outbox. */
export function sharedOutboxContract(openSame: () => Promise<OpenSame>): void {
  describe('processes that send', () => {
    test('never claim the same row', async () => {
      const open = await openSame()
      const stores = await Promise.all(Array.from({ length: 4 }, () => open()))
      await subscribed(
        stores[0] as Store,
        ...Array.from({ length: 120 }, (_, n) => subscription(`t${n}`, { due: NOW })),
      )
      const claims = await Promise.all(
        Array.from({ length: 24 }, (_, n) => claim(stores[n % 4] as Store, { limit: 10 })),
      )
      const claimed = [...targets(claims.flat()), ...targets(await claim(stores[1] as Store))]
      expect(claimed).toHaveLength(120)
      expect(new Set(claimed).size).toBe(120)
    })

    test('are seen by each other', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      await subscribed(store, subscription('a', { due: NOW }))
      const [row] = await claim(other)
      await settle(store, row, SENT)
      expect(await other.subscriptions(9)).toMatchObject([{ version: 'v1', due: null }])
    })

    test('get no row that an edition is marking, or get it before', async () => {
      const open = await openSame()
      const [store, other] = [await open(), await open()]
      await subscribed(store, subscription('a', { due: NOW }))
      const half = latch()
      const rest = latch()
      onTestFinished(rest.open)
      const committing = store.transact(async (writer) => {
        await writer.markTopics('all', 9, NOW)
        half.open()
        await rest.opened
      })
      await half.opened
      const claiming = claim(other)
      rest.open()
      await committing
      const rows = [...(await claiming), ...(await claim(other))]
      expect(rows).toMatchObject([{ target: 'a', revision: 9 }])
    })
  })
}
