import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { confirmLoss } from '../../src/refresh/confirmations.ts'
import { article, newsroom, SITE, variant } from '../support/newsroom.ts'
import { fetchIn, type Served, serveNewsroom } from '../support/parsed-feed.ts'
import { postgres } from '../support/postgres.ts'
import { until } from '../support/until.ts'
import { wire } from '../support/wire.ts'

const MINUTE = 60_000
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

const story = (id: string, title: string) => ({
  ...article({ published: '2026-03-01T09:00:00Z', variants: { en: variant(title, 'en') } }),
  id,
})

describe('a file with one article per line', () => {
  const SOURCE = { type: 'ndjson', name: 'wire', path: 'wire.ndjson' }

  async function served(lines: readonly unknown[], source: Record<string, unknown> = SOURCE) {
    const newsroom = await serveNewsroom({ site: { sources: [{ type: 'json', path: 'articles' }, source] } })
    let modified = 1_700_000_000
    const write = (content: readonly unknown[], file = SOURCE.path): void => {
      const text = content.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
      writeFileSync(path.join(newsroom.folder, file), file.endsWith('.gz') ? gzipSync(text) : text)
      modified += 1
      utimesSync(path.join(newsroom.folder, file), modified, modified)
    }
    write(lines, String(source.path))
    await fetchIn(newsroom)
    return { ...newsroom, rewrite: write }
  }
  const problemsIn = ({ app }: Served) => app.newsroom.quarantine().map(({ file, reason }) => [file, reason])

  test('is in the feeds, beside files', async () => {
    const newsroom = await served([story('a', 'Alpha'), story('b', 'Beta')])
    newsroom.write('articles/c.json', story('c', 'Gamma'))
    await fetchIn(newsroom)
    expect((await newsroom.titles('/en/rss.xml')).toSorted()).toEqual(['Alpha', 'Beta', 'Gamma'])
  })

  test('is in the first edition, which is made once', async () => {
    const sources = ['wire', 'desk'].map((name) => ({ type: 'ndjson', name, path: `${name}.ndjson` }))
    const files = {
      'wire.ndjson': JSON.stringify(story('a', 'Alpha')),
      'desk.ndjson': JSON.stringify(story('b', 'Beta')),
    }
    const { app } = await newsroom({ site: { schedule: '0 0 1 1 *', sources }, files })
    await app.work()
    expect(app.newsroom.refreshCount()).toBe(1)
    const { text } = await (await wire(app.handler))('/en/rss.xml')
    expect(text).toContain('Alpha')
    expect(text).toContain('Beta')
  })

  test('may be compressed', async () => {
    const newsroom = await served([story('a', 'Alpha')], { ...SOURCE, path: 'wire.ndjson.gz' })
    expect(await newsroom.titles('/en/rss.xml')).toEqual(['Alpha'])
  })

  test('a broken line is quarantined, and the others are published', async () => {
    const newsroom = await served([
      story('a', 'Alpha'),
      '{"id": broken',
      '',
      { ...story('b', 'Beta'), published: 'soon' },
    ])
    expect(await newsroom.titles('/en/rss.xml')).toEqual(['Alpha'])
    expect(problemsIn(newsroom)).toEqual([
      ['wire:b', 'date_unparsable'],
      ['wire:line-2', 'json_invalid'],
    ])
  })

  test('a changed line changes its article only, and a deleted one withdraws it', async () => {
    const newsroom = await served(numbers(9).map((n) => story(`n${n}`, `Story ${n}`)))
    newsroom.rewrite(numbers(8).map((n) => story(`n${n}`, n === 3 ? 'Changed' : `Story ${n}`)))
    await fetchIn(newsroom)
    const last = newsroom.app.newsroom.lastOutcome()
    expect(last?.ok && last.files).toEqual({ changed: 1, vanished: 1, known: 8 })
    expect(await newsroom.titles('/en/rss.xml')).toContain('Changed')
    expect((await newsroom.ask('/en/atom.xml')).text.match(/<at:deleted-entry/g)).toHaveLength(1)
  })

  test('another key names the articles anew, although the file is the same', async () => {
    const newsroom = await served([{ ...story('a', 'Alpha'), nr: 7 }])
    const sources = [{ ...SOURCE, key: 'nr' }]
    newsroom.write('site.yaml', stringify({ ...SITE, sources }))
    await newsroom.refresh()
    await fetchIn(newsroom)
    const keys = await newsroom.app.store.recordStamps('wire', { after: '', limit: 9 })
    expect(keys.map(({ key }) => key)).toEqual(['7'])
  })

  test('half of the articles gone is held until an operator confirms it', async () => {
    const newsroom = await served(numbers(30).map((n) => story(`n${n}`, `Story ${n}`)))
    newsroom.rewrite(numbers(15).map((n) => story(`n${n}`, `Story ${n}`)))
    await fetchIn(newsroom)
    expect((await newsroom.titles('/en/rss.xml')).length).toBe(30)
    const [missing] = newsroom.app.newsroom.missingSources()
    expect(missing).toMatchObject({ source: 'wire', reason: 'shrunk', held: 15, known: 30, isRunning: true })
    if (missing) await confirmLoss(newsroom.app.store, missing, newsroom.clock.now)
    await newsroom.refresh()
    expect((await newsroom.titles('/en/rss.xml')).length).toBe(15)
  })

  test.each([
    ['an empty file', ''],
    ['an error page', '<!doctype html><h1>502 Bad Gateway</h1>'],
  ])('%s takes nothing away', async (_, text) => {
    const newsroom = await served(numbers(12).map((n) => story(`n${n}`, `Story ${n}`)))
    newsroom.rewrite([text])
    await fetchIn(newsroom)
    expect((await newsroom.titles('/en/rss.xml')).length).toBe(12)
    expect(newsroom.app.newsroom.missingSources()).toMatchObject([{ source: 'wire', held: 12 }])
  })

  test('a missing file keeps the articles, and says so', async () => {
    const newsroom = await served([story('a', 'Alpha')])
    rmSync(path.join(newsroom.folder, SOURCE.path))
    await fetchIn(newsroom)
    expect(await newsroom.titles('/en/rss.xml')).toEqual(['Alpha'])
    const { sources } = JSON.parse((await newsroom.ask('/readyz')).text)
    expect(sources).toMatchObject([{ name: 'wire', failures: 1, error: 'wire.ndjson does not exist', ageSeconds: 60 }])
    expect(newsroom.app.newsroom.missingSources()).toEqual([])
    expect((await newsroom.app.metrics.scrape()).text).toContain('polyfeed_source_failures{source="wire"} 1')
  })
})

/** The same database in SQLite and in PostgreSQL. */
type Database = { readonly address: string; run(statement: string): Promise<void> }

const newPostgres = postgres()
const DATABASES: readonly (readonly [string, (folder: string) => Promise<Database>])[] = [
  [
    'SQLite',
    async (folder) => {
      const database = new DatabaseSync(path.join(folder, 'cms.db'))
      onTestFinished(() => database.close())
      return { address: 'sqlite:cms.db', run: async (statement) => database.exec(statement) }
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const address = await newPostgres()
      const client = new pg.Client({ connectionString: address })
      await client.connect()
      onTestFinished(() => client.end())
      return { address, run: async (statement) => void (await client.query(statement)) }
    },
  ],
]

describe.each(DATABASES)('a query of %s', (name, open) => {
  const INSERT = 'INSERT INTO articles (id, published, updated, section, variants) VALUES'
  const row = (id: string, title: string, updated = '2026-03-01T10:00:00Z') =>
    `('${id}', '2026-03-01T09:00:00Z', '${updated}', 'city', '${JSON.stringify({ en: variant(title, 'en') })}')`

  async function served(over: Record<string, unknown> = {}) {
    const newsroom = await serveNewsroom()
    const database = await open(newsroom.folder)
    await database.run(
      'CREATE TABLE articles (id TEXT PRIMARY KEY, published TEXT, updated TEXT, section TEXT, variants TEXT)',
    )
    await database.run(`${INSERT} ${row('a', 'Alpha')}, ${row('b', 'Beta')}`)
    const common = { type: 'sql', name: 'cms', database: database.address, query: 'articles', changed: 'updated' }
    const write = async (settings: Record<string, unknown>): Promise<void> => {
      const sources = [
        { type: 'json', path: 'articles' },
        { ...common, ...settings },
      ]
      newsroom.write('site.yaml', stringify({ ...SITE, sources }))
      await newsroom.refresh()
    }
    await write(over)
    await fetchIn(newsroom)
    return { newsroom, database, write }
  }

  test('gives articles; between full fetches only rows that changed are read', async () => {
    const { newsroom, database } = await served()
    expect((await newsroom.titles('/en/rss.xml')).toSorted()).toEqual(['Alpha', 'Beta'])
    await database.run("DELETE FROM articles WHERE id = 'a'")
    await database.run(`${INSERT} ${row('c', 'Gamma', '2026-03-02T10:00:00Z')}`)
    await fetchIn(newsroom)
    expect((await newsroom.titles('/en/rss.xml')).toSorted()).toEqual(['Alpha', 'Beta', 'Gamma'])
    newsroom.clock.now += 24 * 60 * MINUTE
    await fetchIn(newsroom)
    expect((await newsroom.titles('/en/rss.xml')).toSorted()).toEqual(['Beta', 'Gamma'])
  })

  test('another query is read from its beginning, also if its column of changes has other values', async () => {
    const { newsroom, database, write } = await served()
    await database.run('ALTER TABLE articles ADD COLUMN version INTEGER DEFAULT 1')
    await database.run(`${INSERT.replace('variants', 'variants, version')} ${row('c', 'Gamma').replace(/\)$/, ', 5)')}`)
    await write({ changed: 'version', query: "SELECT * FROM articles WHERE id <> 'a'" })
    await fetchIn(newsroom)
    expect(await newsroom.titles('/en/rss.xml')).toContain('Gamma')
    await database.run(`${INSERT.replace('variants', 'variants, version')} ${row('d', 'Delta').replace(/\)$/, ', 6)')}`)
    await fetchIn(newsroom)
    expect(await newsroom.titles('/en/rss.xml')).toContain('Delta')
  })

  test('a row that was changed in the future hides no other change', async () => {
    const { newsroom, database } = await served()
    await database.run(`${INSERT} ${row('z', 'Zeta', '2099-01-01T00:00:00Z')}`)
    await fetchIn(newsroom)
    await database.run(`${INSERT} ${row('c', 'Gamma', '2026-03-02T10:00:00Z')}`)
    await fetchIn(newsroom)
    expect(await newsroom.titles('/en/rss.xml')).toContain('Gamma')
  })

  test('without a column of changes every fetch reads all rows', async () => {
    const { newsroom, database } = await served({ changed: undefined, query: 'SELECT * FROM articles;' })
    await database.run("DELETE FROM articles WHERE id = 'a'")
    await fetchIn(newsroom)
    expect(await newsroom.titles('/en/rss.xml')).toEqual(['Beta'])
  })

  test('a query that fails keeps the articles', async () => {
    const { newsroom, database } = await served()
    await database.run('ALTER TABLE articles RENAME TO moved')
    await fetchIn(newsroom)
    expect((await newsroom.titles('/en/rss.xml')).length).toBe(2)
    expect(await newsroom.app.store.fetchState('cms')).toMatchObject({
      failures: 1,
      error: expect.stringMatching(/^the query failed: .*articles/),
    })
  })

  test('nothing is written to the database', async () => {
    const { newsroom } = await served({ query: name === 'SQLite' ? 'SELECT 1 AS id' : "SELECT nextval('s') AS id" })
    expect(await newsroom.app.store.fetchState('cms')).toMatchObject(
      name === 'SQLite' ? { failures: 0 } : { failures: 1 },
    )
  })
})

test('a NOTIFY of PostgreSQL starts a fetch', async () => {
  const newsroom = await serveNewsroom({ environment: { POLYFEED_STORE: 'sqlite::memory:' } })
  const address = await newPostgres()
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  onTestFinished(() => client.end())
  await client.query('CREATE TABLE articles (id TEXT, published TEXT, variants JSON)')
  const { sqlConnector } = await import('../../src/fetching/sql.ts')
  let changes = 0
  const end = await sqlConnector(
    {
      ...{ type: 'sql', name: 'cms' },
      fetch: {
        ...{ schedule: null, deadline: 10, fullEvery: 24, database: address, query: 'articles', key: ['id'] },
        listen: 'articles_changed',
      },
    },
    newsroom.folder,
  ).listen?.(() => changes++)
  onTestFinished(async () => end?.())
  await until(() => changes)
  const before = changes
  await client.query('NOTIFY articles_changed')
  await until(
    () => changes,
    (count) => count > before,
  )
})
