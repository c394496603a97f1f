import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Month } from '../../src/domain/calendar.ts'
import { AppError } from '../../src/domain/errors.ts'
import { scopeOf } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import { SQLITE_MIGRATIONS } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/port.ts'
import { NOW } from '../support/newsroom.ts'
import {
  articlesIn,
  content,
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
import { storeContract } from './store-contract.ts'

storeContract('SQLite in memory', { open: () => open('sqlite::memory:') })
storeContract('SQLite in a file', {
  open: () => open(newAddress()),
  openSame: async () => {
    const address = newAddress()
    return () => open(address)
  },
  histories: 20,
})

/** The address of a store in a file that does not exist yet. */
function newAddress(): string {
  return `sqlite:${path.join(temporaryFolder(), 'polyfeed.db')}`
}

async function open(address: string): Promise<Store> {
  const store = await openStore(address)
  onTestFinished(() => store.close().catch(() => undefined))
  return store
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The error when the store is opened. */
async function refusal(address: string): Promise<AppError> {
  const error = await openStore(address).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AppError)
  return error as AppError
}

test('the migrations are numbered one after the other', () => {
  const numbers = readdirSync('src/store/migrations').map((file) => Number.parseInt(file, 10))
  expect(numbers.sort((a, b) => a - b)).toEqual(SQLITE_MIGRATIONS.map((_, index) => index + 1))
})

describe('SQLite in memory', () => {
  test('makes readers wait for the end of a transaction', async () => {
    const store = await open('sqlite::memory:')
    const half = latch()
    const rest = latch()
    const writing = store.transact(async (writer) => {
      await writer.putHead(headRow())
      half.open()
      await rest.opened
      await writer.startIntake('whole')
    })
    await half.opened
    const answers: string[] = []
    const reads = [
      store.head().then(() => answers.push('head')),
      store.snapshot((reader) => reader.startedIntake()).then((begun) => answers.push(`begun ${begun}`)),
    ]
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    expect(answers).toEqual([])
    rest.open()
    await writing
    await Promise.all(reads)
    expect(answers).toEqual(['head', 'begun whole'])
  })
})

describe('SQLite in a file', () => {
  test('gets the log of a large transaction soon after it, and keeps all of it when the store is closed', async () => {
    const address = newAddress()
    const file = address.slice('sqlite:'.length)
    const store = await open(address)
    const sizeBefore = statSync(file).size
    const scopes = Array.from({ length: 12_000 }, (_, index) => placement(`uk/tag/t${index}`))
    await store.transact((writer) => writer.place(new Map([['a', scopes]])))
    await expect.poll(() => statSync(file).size, { timeout: 30_000 }).toBeGreaterThan(sizeBefore)
    await store.transact((writer) => writer.place(new Map([['b', scopes]])))
    await store.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
    expect(await articlesIn(await open(address), 'uk/tag/t11999')).toEqual(['a', 'b'])
  })

  test('has the tables and indexes of the migrations after its first placements were filled in', async () => {
    const file = path.join(temporaryFolder(), 'polyfeed.db')
    const schema = () => {
      const database = new DatabaseSync(file, { readOnly: true })
      const rows = database.prepare('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').all()
      database.close()
      return rows
    }
    const store = await open(`sqlite:${file}`)
    const before = schema()
    const run = await store.transact((writer) => writer.startCollecting())
    // A thread fills in so many.
    const rows = 50_000
    const placed = Array.from({ length: rows }, (_, index) => ({
      ...placement('uk', { published: NOW + (index % 7) }),
      ...{ article: `a${index}`, month: '2026-03' as Month },
    }))
    await store.transact((writer) => writer.collect(run, placed))
    expect(await store.fillPlacements({ run, rows, at: NOW })).toBe(true)
    expect(await articlesIn(store, 'uk', 1)).toEqual(['a1000'])
    await store.transact((writer) => writer.stopCollecting())
    expect(schema()).toEqual(before)
  })

  test('keeps everything when it is reopened', async () => {
    const address = `sqlite:${path.join(temporaryFolder(), 'polyfeed.db')}`
    const first = await open(address)
    await first.transact(async (writer) => {
      await writer.putFiles([content('a.json', [row('a', UK)], { quarantined: [problem('a.json')] })])
      await writer.place(new Map([['a', [placement('uk')]]]))
      await writer.putFeeds([feedRow('uk')], 1)
      await writer.putHead(headRow())
    })
    await first.close()
    const second = await open(address)
    expect(await second.head()).toEqual(headRow())
    expect(await second.feeds()).toEqual([feedRow('uk')])
    expect(await second.fileMarks()).toEqual(new Map([['a.json', mark()]]))
    expect(await second.quarantined()).toEqual([problem('a.json')])
    expect(await articlesIn(second, 'uk')).toEqual(['a'])
    expect(await second.transact((writer) => writer.variantsOf('a'))).toEqual([row('a', UK)])
  })

  test('discards an unfinished transaction after a crash', async () => {
    const file = path.join(temporaryFolder(), 'polyfeed.db')
    const first = await open(`sqlite:${file}`)
    await first.transact((writer) => writer.putHead(headRow()))
    await first.transact(async (writer) => {
      await writer.putHead(headRow({ revision: 2 }))
      // A crash would leave the state on the disk at this moment.
      const other = new DatabaseSync(file, { readOnly: true })
      expect(JSON.parse(String(other.prepare('SELECT body FROM head').get()?.body))).toEqual(headRow())
      other.close()
    })
  })

  test('migrates the first schema without losses; new columns are empty', async () => {
    const file = path.join(temporaryFolder(), 'polyfeed.db')
    const old = new DatabaseSync(file)
    const { returned: _, ...body } = row('a', UK)
    const text = JSON.stringify(body)
    old.exec(`${SQLITE_MIGRATIONS[0]}; PRAGMA user_version = 1;
      INSERT INTO head VALUES (1, '${JSON.stringify({ revision: 7, instant: NOW, modified: NOW })}');
      INSERT INTO files VALUES ('a.json', 1700000000123.5, 100, 'hash');
      INSERT INTO variants VALUES ('a', 'uk', 'a.json', 'published', ${NOW}, ${NOW}, NULL, NULL, 'a uk', '', '${text}');
      INSERT INTO placements VALUES ('uk', ${NOW}, 'a', 'uk', ${NOW}, 'hash', '');
      INSERT INTO feeds VALUES ('uk', 'v1', ${NOW}, ${NOW}, '', 1)`)
    old.close()
    const store = await open(`sqlite:${file}`)
    expect(await store.head()).toEqual({ revision: 7, instant: NOW, modified: NOW })
    expect(await store.fileMarks()).toEqual(new Map([['a.json', mark()]]))
    expect(await store.feeds()).toEqual([feedRow('uk', { touched: 0 })])
    const { scope } = placement('uk')
    const window = await store.window(scope, 9)
    expect(window).toEqual([{ ...placement('uk'), article: 'a', added: 0 }])
    expect(await store.shownVariants(window)).toMatchObject([{ variant: row('a', UK) }])
    expect(await store.newestMonths([scope])).toEqual(new Map([['uk', null]]))
    expect(await store.withdrawn([{ language: UK, any: [scope], all: [], none: [] }], 9)).toEqual([])
    await store.close()
    // Opens again after the migration.
    expect(await articlesIn(await open(`sqlite:${file}`), 'uk')).toEqual(['a'])
  })

  test.each([1, 2])('migrates schema %i: finds duplicates and treats feeds as unchanged', async (version) => {
    const file = path.join(temporaryFolder(), 'polyfeed.db')
    const old = new DatabaseSync(file)
    for (const statements of SQLITE_MIGRATIONS.slice(0, version)) old.exec(statements)
    old.exec(`PRAGMA user_version = ${version}`)
    const put = old.prepare(
      'INSERT INTO variants (article, language, file, status, published, updated, title, url, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    for (const [name, language] of [
      ['a.json', 'uk'],
      ['a.json', 'en'],
      ['b.json', 'uk'],
      ['c.json', 'uk'],
      ['c.json', 'ru'],
    ] as const) {
      const { returned: _, ...body } = row('one', language as Language, { title: name })
      put.run('one', language, name, 'published', NOW, NOW, name, body.url, JSON.stringify(body))
    }
    for (const name of ['a.json', 'b.json', 'c.json']) old.exec(`INSERT INTO files VALUES ('${name}', 1, 1, 'hash')`)
    old.exec(`INSERT INTO quarantine VALUES ('c.json', 0, 'line 1', 'json_invalid', 'The file is not JSON.');
      INSERT INTO feeds (scope, version, updated, last_modified, label, items) VALUES ('uk', 'v1', ${NOW}, ${NOW}, '', 1)`)
    old.close()
    const store = await open(`sqlite:${file}`)
    const named = (await store.quarantined()).map(({ file, reason }) => [file, reason])
    expect(named).toEqual([
      ['c.json', 'json_invalid'],
      ['b.json', 'duplicate'],
      ['c.json', 'duplicate'],
    ])
    expect(await store.feeds()).toEqual([feedRow('uk', { touched: 0 })])
    expect(await store.feeds(0)).toEqual([])
    expect(await store.fileCount()).toBe(3)
    expect(await store.startedIntake()).toBeUndefined()
    expect(await store.versions(scopeOf('uk'))).toEqual([])
    expect(await store.claim('slot', NOW, NOW + 1)).toBe(true)
    await store.transact((writer) => writer.dropFile('a.json'))
    expect((await store.quarantined()).map(({ file }) => file)).toEqual(['c.json', 'c.json'])
    const variants = await store.transact((writer) => writer.variantsOf('one'))
    expect(variants.map(({ language, title }) => [language, title])).toEqual([
      ['ru', 'c.json'],
      ['uk', 'b.json'],
    ])
  })

  test('is created once by several processes that start at the same time', async () => {
    const folder = temporaryFolder()
    const addresses = [1, 2, 3, 4].map((number) => `sqlite:${path.join(folder, `${number}.db`)}`)
    await openTogether(4, folder, addresses)
    for (const address of addresses) expect(await (await open(address)).fileCount()).toBe(4)
  }, 240_000)

  test('creates its folder', async () => {
    const file = path.join(temporaryFolder(), 'var', 'deep', 'polyfeed.db')
    await open(`sqlite:${file}`)
    expect(existsSync(file)).toBe(true)
  })

  test('of a newer program is refused with a one-line message and not changed', async () => {
    const file = path.join(temporaryFolder(), 'polyfeed.db')
    await (await open(`sqlite:${file}`)).close()
    const newer = new DatabaseSync(file)
    newer.exec('PRAGMA user_version = 999')
    newer.close()
    const error = await refusal(`sqlite:${file}`)
    expect(error.code).toBe('store_unusable')
    expect(error.message).toMatch(/^POLYFEED_STORE .*newer.*999/)
    expect(error.message).toContain(file)
    expect(error.message).not.toContain('\n')
    const reopened = new DatabaseSync(file)
    expect(reopened.prepare('PRAGMA user_version').get()?.user_version).toBe(999)
    reopened.close()
  })

  test.each([
    ['text', 'this is no database at all, but somebody has put it here\n'.repeat(50)],
    ['a torn header', `SQLite format 3\u0000${'x'.repeat(4096)}`],
  ])('that is broken (%s) is reported and not deleted', async (_name, bytes) => {
    const file = path.join(temporaryFolder(), 'polyfeed.db')
    writeFileSync(file, bytes)
    const error = await refusal(`sqlite:${file}`)
    expect(error.code).toBe('store_unusable')
    expect(error.message).toContain(file)
    expect(error.message).toContain('POLYFEED_STORE')
    expect(readFileSync(file, 'utf8')).toBe(bytes)
  })

  test.each([
    ['its folder is a file', (folder: string) => path.join(folder, 'file', 'polyfeed.db')],
    ['it is a folder', (folder: string) => path.join(folder, 'folder')],
    ['its name is too long', (folder: string) => path.join(folder, 'n'.repeat(300))],
  ])('that cannot be created is reported: %s', async (_name, pathIn) => {
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'file'), '')
    mkdirSync(path.join(folder, 'folder'))
    const error = await refusal(`sqlite:${pathIn(folder)}`)
    expect(error.code).toBe('store_unusable')
    expect(error.message).toContain(pathIn(folder))
  })
})
