import { describe, expect, test } from 'vitest'
import { scopeId } from '../../src/domain/feed-key.ts'
import type { Placement } from '../../src/store/placements.ts'
import type { Store } from '../../src/store/port.ts'
import { articlesIn, placement, UK } from '../support/store-rows.ts'

const AT = placement('uk').published

export function placementsContract(open: () => Promise<Store>): void {
  const place = async (store: Store, article: string, placements: readonly Placement[]): Promise<string[]> => {
    const moved = await store.transact((writer) => writer.place(new Map([[article, placements]])))
    return [...new Set(moved.map(({ scope }) => scopeId(scope)))].sort()
  }

  describe('place', () => {
    const before = [placement('uk'), placement('uk/tag/river', { label: 'річка' }), placement('en')]

    test.each<readonly [string, readonly Placement[], readonly string[]]>([
      ['the same placements change nothing', before, []],
      ['the same in another order changes nothing', [...before].reverse(), []],
      ['no placements change all feeds', [], ['en', 'uk', 'uk/tag/river']],
      ['one more feed changes that feed', [...before, placement('uk/author/jo')], ['uk/author/jo']],
      ['one feed fewer changes that feed', before.slice(0, 2), ['en']],
      [
        'other content changes the feeds that show it',
        [placement('uk', { hash: 'other' }), ...before.slice(1)],
        ['uk'],
      ],
      ['another date changes the feed', [placement('uk', { published: AT + 1000 }), ...before.slice(1)], ['uk']],
      [
        'another label changes the feed',
        [placement('uk'), placement('uk/tag/river'), placement('en')],
        ['uk/tag/river'],
      ],
      ['another rank changes the feed', [placement('uk', { rank: 1 }), ...before.slice(1)], ['uk']],
      ['another language changes the feed', [...before.slice(0, 2), placement('en', { language: UK })], ['en']],
      [
        'several changes list each feed once',
        [placement('uk', { hash: 'other', published: AT - 1000 }), placement('ru')],
        ['en', 'ru', 'uk', 'uk/tag/river'],
      ],
    ])('%s', async (_name, after, moved) => {
      const store = await open()
      expect(await place(store, 'a', before)).toEqual(['en', 'uk', 'uk/tag/river'])
      expect(await place(store, 'a', after)).toEqual([...moved].sort())
      for (const { scope } of [...before, ...after]) {
        const expected = after.filter((placement) => scopeId(placement.scope) === scopeId(scope))
        expect(await store.window(scope, 10)).toEqual(
          expected.map((placement) => ({ ...placement, article: 'a', added: 0 })),
        )
      }
      expect(await place(store, 'a', after)).toEqual([])
    })

    test('counts the entries of languages by quarters of an hour', async () => {
      const store = await open()
      const quarter = 900_000
      const start = Math.floor(AT / quarter) * quarter
      for (const [article, published] of Object.entries({
        a: start,
        b: start + quarter - 1,
        c: start + quarter,
        d: start - 1,
      })) {
        await place(
          store,
          article,
          ['uk', 'uk/tag/river', 'en'].map((scope) => placement(scope, { published })),
        )
      }
      expect(await store.entryCounts([UK], start)).toEqual([
        { scope: UK, at: start, entries: 2 },
        { scope: UK, at: start + quarter, entries: 1 },
      ])
    })

    test('returns the change in the number of entries per date', async () => {
      const store = await open()
      const moves = async (placements: readonly Placement[]) =>
        (await store.transact((writer) => writer.place(new Map([['a', placements]]))))
          .map(({ scope, published, entries }) => `${scopeId(scope)} ${published - AT} ${entries}`)
          .sort()
      expect(await moves(before)).toEqual(['en 0 1', 'uk 0 1', 'uk/tag/river 0 1'])
      expect(await moves([placement('uk', { hash: 'other' }), ...before.slice(1)])).toEqual(['uk 0 0'])
      expect(await moves([placement('uk', { published: AT + 1000 })])).toEqual([
        'en 0 -1',
        'uk 0 -1',
        'uk 1000 1',
        'uk/tag/river 0 -1',
      ])
    })

    test('does not change other articles', async () => {
      const store = await open()
      await place(store, 'a', [placement('uk')])
      await place(store, 'b', [placement('uk')])
      expect(await place(store, 'a', [])).toEqual(['uk'])
      expect(await articlesIn(store, 'uk')).toEqual(['b'])
    })
  })

  describe('window', () => {
    test('sorts by date descending, then by article in code point order', async () => {
      const store = await open()
      // In UTF-16 order the emoji would precede U+FFFD.
      const dated: [string, number][] = [
        ['old', 1],
        ['\u{1F600}', 2],
        ['\uFFFD', 2],
        ['a', 2],
        ['Z', 2],
        ['є', 2],
        ['new', 3],
      ]
      for (const [article, hour] of dated) {
        await place(store, article, [placement('uk', { published: AT + hour * 1000 })])
      }
      expect(await articlesIn(store, 'uk')).toEqual(['new', 'Z', 'a', 'є', '\uFFFD', '\u{1F600}', 'old'])
    })

    test('has the newest entries up to the limit', async () => {
      const store = await open()
      for (let day = 0; day < 5; day++) await place(store, `a${day}`, [placement('uk', { published: AT + day * 1000 })])
      expect(await articlesIn(store, 'uk', 2)).toEqual(['a4', 'a3'])
      expect(await articlesIn(store, 'uk', 50)).toHaveLength(5)
    })

    // RFC 5005 §4: the entries that were added or changed last.
    test('has the last changed entries, sorted by date', async () => {
      const store = await open()
      for (let day = 0; day < 4; day++) await place(store, `a${day}`, [placement('uk', { published: AT + day * 1000 })])
      const old = { published: AT - 1000, updated: AT + 9000 }
      await place(store, 'old', [placement('uk', old)])
      expect(await articlesIn(store, 'uk', 2)).toEqual(['a3', 'old'])
      expect(await articlesIn(store, 'uk', 1)).toEqual(['old'])
      expect(await articlesIn(store, 'uk')).toEqual(['a3', 'a2', 'a1', 'a0', 'old'])
    })

    test('sorts a block of headlines by rank', async () => {
      const store = await open()
      for (const [article, rank] of [
        ['a', 2],
        ['b', 0],
        ['c', 1],
      ] as const) {
        await place(store, article, [placement('uk/headlines/top', { rank, published: AT + rank })])
      }
      expect(await articlesIn(store, 'uk/headlines/top')).toEqual(['b', 'c', 'a'])
    })

    test('is limited to one feed, and empty for an unknown feed', async () => {
      const store = await open()
      await place(store, 'a', [placement('uk/tag/river')])
      expect(await articlesIn(store, 'uk/tag/river')).toEqual(['a'])
      for (const scope of ['uk', 'en/tag/river', 'uk/tag/rive', 'uk/tag/river2', 'uk/section/river']) {
        expect(await articlesIn(store, scope)).toEqual([])
      }
    })

    test('sorts dates before 1970 and far in the future', async () => {
      const store = await open()
      const far = Date.UTC(9999, 0)
      for (const [article, published] of [
        ['past', -1_000_000],
        ['future', far],
        ['zero', 0],
      ] as const) {
        await place(store, article, [placement('uk', { published })])
      }
      expect(await articlesIn(store, 'uk')).toEqual(['future', 'zero', 'past'])
      expect((await store.window(placement('uk').scope, 1))[0]?.published).toBe(far)
    })
  })
}
