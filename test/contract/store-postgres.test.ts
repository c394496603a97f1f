import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../src/domain/errors.ts'
import { feedFromState } from '../../src/domain/feed.ts'
import { FORMATS, type Scope } from '../../src/domain/feed-key.ts'
import { createDocuments } from '../../src/editions/feed-bodies.ts'
import { POSTGRES_MIGRATIONS, TABLES } from '../../src/store/migrations.ts'
import { copyStore, openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { folderWith } from '../support/desk.ts'
import { article, NOW, variant } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { type Press, press } from '../support/press.ts'
import {
  articlesIn,
  content,
  EN,
  feedRow,
  headRow,
  latch,
  mark,
  placement,
  problem,
  row,
  UK,
} from '../support/store-rows.ts'
import { openTogether } from '../support/together.ts'
import { until } from '../support/until.ts'
import { storeContract } from './store-contract.ts'

const empty = postgres()

storeContract('PostgreSQL', {
  open: async () => opened(await empty()),
  openSame: async () => {
    const address = await empty()
    return () => opened(address)
  },
  histories: 10,
})

/** SQL that creates a database with the first schema. */
const FIRST_SCHEMA = `${POSTGRES_MIGRATIONS[0]};
  CREATE TABLE polyfeed_schema (version INTEGER NOT NULL);
  INSERT INTO polyfeed_schema VALUES (1);`

async function opened(address: string): Promise<Store> {
  const store = await openStore(address)
  onTestFinished(() => store.close().catch(() => undefined))
  return store
}

async function asked(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

async function answered(address: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  return (await client.query(statement).finally(() => client.end())).rows
}

async function refusal(address: string): Promise<AppError> {
  const error = await openStore(address).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AppError)
  return error as AppError
}

describe('PostgreSQL', () => {
  test('keeps everything when it is closed and opened again', async () => {
    const address = await empty()
    const first = await openStore(address)
    await first.transact(async (writer) => {
      await writer.putFiles([content('a.json', [row('a', UK)], { quarantined: [problem('a.json')] })])
      await writer.place(new Map([['a', [placement('uk')]]]))
      await writer.putFeeds([feedRow('uk')], 1)
      await writer.putHead(headRow())
    })
    await first.close()
    const second = await opened(address)
    expect(await second.head()).toEqual(headRow())
    expect(await second.feeds()).toEqual([feedRow('uk')])
    expect(await second.fileMarks()).toEqual(new Map([['a.json', mark()]]))
    expect(await second.quarantined()).toEqual([problem('a.json')])
    expect(await articlesIn(second, 'uk')).toEqual(['a'])
  })

  test('has the tables that a backup copies', async () => {
    const address = await empty()
    await opened(address)
    const tables = await answered(
      address,
      'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1',
    )
    expect(tables.map(({ tablename }) => tablename)).toEqual(['polyfeed_schema', ...TABLES].sort())
  })

  test('is migrated once by several stores that open at the same time, and all see the same', async () => {
    const address = await empty()
    const stores = await Promise.all(Array.from({ length: 5 }, () => opened(address)))
    await stores[0]?.transact((writer) => writer.putHead(headRow({ revision: 5 })))
    for (const store of stores) expect((await store.head())?.revision).toBe(5)
  })

  test('is migrated once by several programs that start at the same moment', async () => {
    const addresses = [await empty(), await empty()]
    await openTogether(4, folderWith({}), addresses)
    for (const address of addresses) expect(await (await opened(address)).fileCount()).toBe(4)
  })

  test('of the first schema is migrated without losses: finds duplicates and treats feeds as unchanged', async () => {
    const address = await empty()
    await asked(
      address,
      `${FIRST_SCHEMA}
      INSERT INTO head VALUES (1, '${JSON.stringify(headRow())}');
      INSERT INTO feeds (scope, version, updated, last_modified, touched, label, items, older)
        VALUES ('uk', 'v1', ${NOW}, ${NOW}, ${NOW}, '', 1, NULL);
      ${['a.json', 'b.json']
        .map((file) => {
          const { returned: _, ...body } = row('one', UK, { title: file })
          return `INSERT INTO files VALUES ('${file}', 1700000000123.5, 100, 'hash');
            INSERT INTO variants (article, language, file, status, published, updated, title, url, body)
              VALUES ('one', 'uk', '${file}', 'published', ${NOW}, ${NOW}, '${file}', '', '${JSON.stringify(body)}');`
        })
        .join('\n')}`,
    )
    const store = await opened(address)
    expect(await store.head()).toEqual(headRow())
    expect(await store.feeds()).toEqual([feedRow('uk')])
    expect(await store.feeds(0)).toEqual([])
    expect(await store.fileMarks(['a.json'])).toEqual(new Map([['a.json', mark()]]))
    expect(await store.quarantined()).toMatchObject([{ file: 'b.json', reason: 'duplicate' }])
    await store.transact((writer) => writer.dropFile('a.json'))
    expect(await store.quarantined()).toEqual([])
    expect((await store.transact((writer) => writer.variantsOf('one'))).map(({ title }) => title)).toEqual(['b.json'])
    expect(await store.claim('slot', NOW, NOW + 1)).toBe(true)
    await store.close()
    expect((await (await opened(address)).head())?.revision).toBe(1)
  })

  test('of the first schema is copied as migrated, with its duplicates', async () => {
    const address = await empty()
    await asked(
      address,
      `${FIRST_SCHEMA}
      ${['a.json', 'b.json']
        .map(
          (file) => `INSERT INTO variants (article, language, file, status, published, updated, title, url, body)
            VALUES ('one', 'uk', '${file}', 'published', ${NOW}, ${NOW}, '${file}', '', '${JSON.stringify(row('one', UK))}');`,
        )
        .join('\n')}`,
    )
    const copy = await copyStore(address)
    onTestFinished(() => copy.close())
    expect(await copy.quarantined()).toMatchObject([{ file: 'b.json', reason: 'duplicate' }])
  })

  describe('runExclusively', () => {
    /** Connections whose last query was for the lock. Matches both waiting and polling adapters. */
    const ASKING =
      "SELECT pid FROM pg_stat_activity WHERE query LIKE '%advisory_lock(%' AND pid <> pg_backend_pid() AND state IS NOT NULL"
    const HOLDING = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"

    async function twoThatMeet() {
      const address = await empty()
      const [first, second] = [await opened(address), await opened(address)]
      const rest = latch()
      const begun: string[] = []
      const one = first.runExclusively(async () => {
        begun.push('first')
        await rest.opened
      })
      await until(() => begun.length)
      const two = second.runExclusively(async () => void begun.push('second'))
      await until(
        () => answered(address, ASKING),
        (rows) => rows.length === 2,
      )
      return { address, rest, begun, one, two }
    }

    test('makes the second process wait until the first is done', async () => {
      const { rest, begun, one, two } = await twoThatMeet()
      expect(begun).toEqual(['first'])
      rest.open()
      await Promise.all([one, two])
      expect(begun).toEqual(['first', 'second'])
    })

    test('admits the second when the connection of the first is cut, and the first fails', async () => {
      const { address, rest, begun, one, two } = await twoThatMeet()
      await asked(address, `SELECT pg_terminate_backend(pid) FROM (${HOLDING}) AS holding`)
      await two
      expect(begun).toEqual(['first', 'second'])
      rest.open()
      await expect(one).rejects.toBeInstanceOf(AppError)
    })

    test('works for every process after work that failed', async () => {
      const address = await empty()
      const [first, second] = [await opened(address), await opened(address)]
      await expect(first.runExclusively(() => Promise.reject(new Error('no further')))).rejects.toThrow('no further')
      expect(await second.runExclusively(async () => 2)).toBe(2)
      expect(await first.runExclusively(async () => 1)).toBe(1)
    })
  })

  test('follow notifies again after its connection was cut', async () => {
    const address = await empty()
    const [store, other] = [await opened(address), await opened(address)]
    let told = 0
    onTestFinished(await store.follow(() => void told++))
    const listeners = "SELECT pid FROM pg_stat_activity WHERE application_name = 'polyfeed listening'"
    const before = await answered(address, listeners)
    expect(before).toHaveLength(1)
    await asked(address, `SELECT pg_terminate_backend(pid) FROM (${listeners}) AS listening`)
    await until(
      () => answered(address, listeners),
      (rows) => rows.length === 1 && rows[0]?.pid !== before[0]?.pid,
    )
    const heard = told
    await other.transact((writer) => writer.putHead(headRow()))
    await until(
      () => told,
      (count) => count > heard,
    )
  })

  test('admits one writer at a time, of any number of processes', async () => {
    const address = await empty()
    const stores = [await opened(address), await opened(address), await opened(address)]
    const rise = (store: Store) =>
      store.transact(async (writer) =>
        writer.putHead(headRow({ revision: ((await writer.head())?.revision ?? 0) + 1 })),
      )
    await Promise.all(Array.from({ length: 12 }, (_, index) => rise(stores[index % 3] as Store)))
    expect((await stores[0]?.head())?.revision).toBe(12)
  })

  test('of a newer program is refused', async () => {
    const address = await empty()
    await (await openStore(address)).close()
    await asked(address, 'UPDATE polyfeed_schema SET version = 99')
    expect((await refusal(address)).message).toMatch(/newer Polyfeed \(schema 99/)
  })

  test('that cannot be reached is reported in one sentence, without the password', async () => {
    const { code, message } = await refusal('postgres://polyfeed:hunter2hunter2@127.0.0.1:1/nowhere')
    expect(code).toBe('store_unusable')
    expect(message).toMatch(/^POLYFEED_STORE postgres:\/\/127\.0\.0\.1:1\/nowhere cannot be used: /)
    expect(message).not.toContain('hunter2')
  })

  test('uses new connections after the old ones were cut', async () => {
    const address = await empty()
    const store = await opened(address)
    await store.transact((writer) => writer.putHead(headRow()))
    await asked(
      address,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'polyfeed' AND pid <> pg_backend_pid()",
    )
    // A query over a cut connection fails, unless the pool has already removed the connection.
    const again = () => store.head().catch(() => store.head())
    expect(await again().catch(again)).toEqual(headRow())
  })

  test('is not changed by writes to its copy', async () => {
    const address = await empty()
    expect(await (await copyStore(address)).head()).toBeUndefined()
    const store = await opened(address)
    await store.transact(async (writer) => {
      await writer.putHead(headRow())
      await writer.putFiles([content('a.json', [row('a', UK), row('a', EN)])])
    })
    const copy = await copyStore(address)
    expect(await copy.transact((writer) => writer.variantsOf('a'))).toHaveLength(2)
    await copy.transact((writer) => writer.putHead(headRow({ revision: 9 })))
    await copy.close()
    expect(await store.head()).toEqual(headRow())
  })
})

test('a newsroom publishes the same bytes with PostgreSQL and SQLite, after every edit', async () => {
  const files = Object.fromEntries(
    [1, 2, 3].map((day) => [
      `${day}.json`,
      article({ published: `2026-0${day}-01T00:00:00Z`, tags: ['a', `t${day}`] }),
    ]),
  )
  const both = [press({ files }), press({ files, store: await opened(await empty()) })]
  const steps: ((made: Press) => void)[] = [
    () => undefined,
    ({ source }) => source.write('1.json', article({ ...files['1.json'], status: 'withdrawn' })),
    ({ source }) => source.remove('2.json'),
    ({ source }) => source.write('3.json', article({ variants: { uk: variant('Інший', 'uk') } })),
    ({ source }) => source.write('1.json', files['1.json']),
    ({ clock }) => {
      clock.now += 40 * 24 * 3_600_000
    },
  ]
  for (const step of steps) {
    const documents = await Promise.all(
      both.map(async (made) => {
        step(made)
        made.clock.now += 60_000
        await made.newsroom.refresh()
        return everyDocument(made)
      }),
    )
    expect(documents[1]).toEqual(documents[0])
  }
})

async function everyDocument({ newsroom, store }: Press): Promise<Record<string, string>> {
  const published = newsroom.current()
  if (!published) throw new Error('no edition')
  const documents = createDocuments(store)
  const made: Record<string, string> = {}
  for (const [id, state] of published.edition.feeds) {
    for (const format of FORMATS) {
      made[`${id} ${format}`] = (await documents.body(published, feedFromState(state), format, 'identity')).toString()
    }
    const scope: Scope = state.scope
    made[`${id} dates`] = JSON.stringify([
      state.updated,
      state.lastModified,
      (await store.newestMonths([scope])).get(id),
    ])
  }
  return made
}
