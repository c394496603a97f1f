import { describe, expect, test } from 'vitest'
import type { Month } from '../../src/domain/calendar.ts'
import { type Scope, scopeId } from '../../src/domain/feed-key.ts'
import type { Store } from '../../src/store/port.ts'
import { feedRow, headRow, placement } from '../support/store-rows.ts'

const AT = placement('uk').published

export function feedsContract(open: () => Promise<Store>): void {
  test('feeds are stored unchanged, and a later state replaces an earlier one', async () => {
    const store = await open()
    const feeds = ['uk', 'zh-Hant', 'uk/tag/річка', 'uk/section/all', 'en/author/iryna-koval'].map((id, index) =>
      feedRow(id, {
        ...{ version: `v${index}`, items: index, label: 'Річка & "co"', updated: AT + index, lastModified: 0 },
        ...{ touched: AT - index, older: index % 2 === 0 ? null : ('2026-02' as Month) },
      }),
    )
    await store.transact(async (writer) => {
      for (const feed of feeds) await writer.putFeeds([feedRow(scopeId(feed.scope))], 1)
      for (const feed of feeds) await writer.putFeeds([feed], 1)
    })
    const byScope = (list: readonly { scope: Scope }[]) =>
      [...list].sort((a, b) => (scopeId(a.scope) < scopeId(b.scope) ? -1 : 1))
    expect(byScope(await store.feeds())).toEqual(byScope(feeds))
  })

  describe('feeds after a revision', () => {
    const scopesOf = async (store: Store, after?: number) =>
      (await store.feeds(after)).map(({ scope }) => scopeId(scope)).sort()

    test('are those that later editions changed', async () => {
      const store = await open()
      await store.transact(async (writer) => {
        await writer.putFeeds([feedRow('uk')], 1)
        await writer.putFeeds([feedRow('en')], 2)
        await writer.putFeeds([feedRow('ru')], 3)
        await writer.putHead(headRow({ revision: 3 }))
      })
      expect(await scopesOf(store)).toEqual(['en', 'ru', 'uk'])
      expect(await scopesOf(store, 0)).toEqual(['en', 'ru', 'uk'])
      expect(await scopesOf(store, 1)).toEqual(['en', 'ru'])
      expect(await scopesOf(store, 2)).toEqual(['ru'])
      expect(await scopesOf(store, 3)).toEqual([])
    })

    test('are all read, in parts if they are many', async () => {
      const store = await open()
      const ids = Array.from({ length: 1_001 }, (_, index) => `uk/tag/${index}`)
      await store.transact(async (writer) => {
        await writer.putFeeds([feedRow('uk')], 1)
        await writer.putFeeds(
          ids.map((id) => feedRow(id)),
          2,
        )
      })
      expect(await scopesOf(store, 1)).toEqual(ids.toSorted())
      expect(await scopesOf(store)).toEqual(['uk', ...ids].toSorted())
    })

    test('use only the last edition that changed a feed', async () => {
      const store = await open()
      await store.transact((writer) => writer.putFeeds([feedRow('uk')], 1))
      await store.transact((writer) => writer.putFeeds([feedRow('en')], 1))
      await store.transact((writer) => writer.putFeeds([feedRow('uk', { version: 'v2' })], 5))
      expect(await store.feeds(4)).toEqual([feedRow('uk', { version: 'v2' })])
      expect(await scopesOf(store, 5)).toEqual([])
      expect(await scopesOf(store)).toEqual(['en', 'uk'])
    })
  })

  test('the head is stored unchanged, and a later head replaces an earlier one', async () => {
    const store = await open()
    const over = { timeZone: 'Europe/Kyiv', remade: AT - 1000, headlines: { top: ['b', 'a'], sport: [] } }
    const head = headRow({ revision: 2 ** 40, instant: AT + 999, modified: 0, ...over })
    await store.transact((writer) => writer.putHead(headRow()))
    await store.transact((writer) => writer.putHead(head))
    expect(await store.head()).toEqual(head)
  })
}
