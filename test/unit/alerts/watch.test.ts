import { expect, test } from 'vitest'
import type { Condition } from '../../../src/admin/conditions.ts'
import { createConditionWatch } from '../../../src/alerts/watch.ts'
import { openSqliteStore } from '../../../src/store/sqlite/store.ts'

const CHECK = 5 * 60_000

/** Processes that check the same conditions one after the other; `sees` returns their reports. */
function watches(
  count: number,
  store: Parameters<typeof createConditionWatch>[0]['store'] = openSqliteStore(':memory:'),
) {
  let now = 0
  let conditions: string[] | undefined = []
  const reported: string[] = []
  const errors: unknown[] = []
  const all = Array.from({ length: count }, () =>
    createConditionWatch({
      ...{ store, now: () => now },
      readConditions: async () => conditions?.map((id): Condition => ({ id, kind: 'source' })),
      report: async (changes) =>
        void reported.push(...changes.map(({ condition, state }) => `${condition.id} ${state}`)),
      onError: (error) => errors.push(error),
    }),
  )
  const sees = async (next: string[] | undefined, passedMs = CHECK): Promise<string[]> => {
    now += passedMs
    conditions = next
    for (const watch of all) {
      watch.check()
      await watch.settled()
    }
    return reported.splice(0)
  }
  return { sees, errors }
}

test('a condition is reported at its second check, and its end at the second check without it', async () => {
  const { sees } = watches(1)
  expect(await sees(['a'])).toEqual([])
  expect(await sees(['a', 'b'])).toEqual(['a began'])
  expect(await sees(['a', 'b'])).toEqual(['b began'])
  expect(await sees(['b'])).toEqual([])
  expect(await sees(['a', 'b'])).toEqual([])
  expect(await sees([])).toEqual([])
  expect(await sees([])).toEqual(['a ended', 'b ended'])
  expect(await sees(['a'])).toEqual([])
  expect(await sees([])).toEqual([])
})

test('checks that follow in less than five minutes are left out', async () => {
  const { sees } = watches(1)
  expect(await sees(['a'])).toEqual([])
  expect(await sees(['a'], CHECK - 1)).toEqual([])
  expect(await sees(['a'], 1)).toEqual(['a began'])
})

test('one of several processes tells', async () => {
  const { sees } = watches(3)
  await sees(['a'])
  expect(await sees(['a'])).toEqual(['a began'])
  await sees([])
  expect(await sees([])).toEqual(['a ended'])
})

test('a store that cannot be written or read does not hold up alerts, nor repeats them', async () => {
  const fail = async () => {
    throw new Error('disk full')
  }
  const { sees, errors } = watches(1, { transact: fail, conditions: fail })
  await sees(['disk'])
  expect(await sees(['disk'])).toEqual(['disk began'])
  expect(await sees(['disk'])).toEqual([])
  await sees([])
  expect(await sees([])).toEqual(['disk ended'])
  expect(errors).toEqual([])
})
