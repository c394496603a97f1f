import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '../../src')

type Module = {
  readonly file: string
  readonly room: string
  readonly text: string
  readonly imports: readonly string[]
}

const MODULES: readonly Module[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => {
    const text = readFileSync(path.join(SRC, file), 'utf8')
    return { file, room: roomOf(file), text, imports: importsOf(text) }
  })

function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm,
  )
  return [...statements].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')
}

/** The first folder, or the file itself if it is in no folder. */
function roomOf(file: string): string {
  return file.split('/')[0] as string
}

/** The modules of `src` that a module imports, by their files. */
function withinSrc({ file, imports }: Module): string[] {
  return imports
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.normalize(path.posix.join(path.posix.dirname(file), name)))
}

/** The rooms in the order of the data flow. A room may import the rooms before it. */
const ORDER = [
  ...['outbound', 'sources', 'intake', 'store', 'ingest', 'feeds', 'editions', 'refresh', 'embed'],
  ...['http', 'pages', 'readers', 'documents', 'push', 'admin', 'api', 'server', 'export'],
] as const

const SHARED = ['domain', 'i18n', 'concurrency.ts', 'memo.ts']

/** Earlier rooms that a room must not import. */
const HIDDEN: Readonly<Partial<Record<(typeof ORDER)[number], readonly string[]>>> = {
  intake: ['outbound'],
  store: ['outbound'],
  feeds: ['outbound', 'sources', 'ingest'],
  editions: ['outbound', 'sources', 'ingest'],
  refresh: ['outbound', 'sources'],
  embed: ['outbound', 'sources', 'ingest', 'refresh'],
  http: ['outbound', 'sources', 'ingest', 'refresh', 'embed', 'store'],
  pages: ['outbound', 'sources', 'ingest', 'refresh', 'http'],
  readers: ['outbound', 'sources', 'ingest', 'refresh', 'embed', 'pages'],
  documents: ['outbound', 'sources', 'ingest'],
  push: ['sources', 'intake', 'ingest', 'feeds', 'embed', 'http', 'pages'],
  admin: ['outbound', 'sources', 'ingest'],
  api: ['outbound', 'sources', 'readers'],
  server: ['outbound', 'sources', 'ingest'],
  export: ['sources', 'ingest', 'refresh', 'readers', 'admin', 'api'],
}

/** The rooms that each room may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  i18n: ['domain', 'memo.ts', '../locales'],
  ...Object.fromEntries(
    ORDER.map((room, at) => [
      room,
      [
        ...[...SHARED, ...ORDER.slice(0, at).filter((earlier) => !HIDDEN[room]?.includes(earlier))],
        ...(room === 'api' ? ['purge'] : []),
      ],
    ]),
  ),
  outbound: ['domain', 'program.ts'],
  // The composition root passes the changed keys to it. `api` verifies signatures as they are made for purges.
  purge: ['domain', 'outbound'],
  // Writes what running systems gave to the store.
  fetching: ['domain', 'outbound', 'sources', 'intake', 'store', 'scheduling', 'concurrency.ts'],
  // Alerts are about the state that the status endpoints and the operator's page show.
  alerts: ['domain', 'outbound', 'store', 'editions', 'push', 'admin', 'purge'],
  // Reads the counters of other rooms at a scrape.
  metrics: ['domain', 'editions', 'refresh', 'http', 'readers', 'push'],
  scheduling: ['domain', 'store', 'refresh'],
  'program.ts': ['domain'],
  'concurrency.ts': [],
  'memo.ts': [],
  'lifetime.ts': [],
  // Settings name namespaces and keys of feeds.
  config: ['domain', 'sources', 'intake', 'scheduling', 'feeds'],
  // Writes files that sources read later.
  import: ['domain', 'sources', 'intake', 'outbound', 'fetching'],
}

/** The composition root and the commands may import every room. */
const SEE_ALL = [
  'app.ts',
  'site-parts.ts',
  'refreshing.ts',
  'collecting.ts',
  'pushing.ts',
  'counting.ts',
  'alerting.ts',
  'overrides.ts',
  'cli',
  'main.ts',
]

function neighbours(module: Module): string[] {
  return withinSrc(module)
    .map((file) => (file.startsWith('../locales/') ? '../locales' : roomOf(file)))
    .filter((room) => room !== module.room)
}

test('the imports of every module are read', () => {
  const count = (pattern: RegExp) => MODULES.flatMap(({ text }) => text.match(pattern) ?? []).length
  expect(MODULES.length).toBeGreaterThan(50)
  expect(MODULES.flatMap(({ imports }) => imports).length).toBe(count(/(?<=\bfrom )'|\bimport (?=')|\bimport\(/g))
})

test('every module is in a room that has rules', () => {
  const known = [...Object.keys(MAY_IMPORT), ...SEE_ALL]
  expect(MODULES.filter(({ room }) => !known.includes(room)).map(({ file }) => file)).toEqual([])
})

describe('a room imports only the rooms that it may import', () => {
  test.each(MODULES.filter(({ room }) => !SEE_ALL.includes(room)))('$file', (module) => {
    const allowed = MAY_IMPORT[module.room] ?? []
    expect(neighbours(module).filter((room) => !allowed.includes(room))).toEqual([])
  })
})

test('only the commands import the composition root, and only main.ts imports the commands', () => {
  const importers = (target: RegExp) =>
    MODULES.filter((module) => withinSrc(module).some((file) => target.test(file))).map(({ file }) => roomOf(file))
  expect([...new Set(importers(/^app\.ts$/))]).toEqual(['cli'])
  expect([...new Set(importers(/^cli\//))].sort()).toEqual(['cli', 'main.ts'])
})

test('imports name a file with its ending: no barrels, no folders', () => {
  const odd = MODULES.flatMap((module) => withinSrc(module)).filter(
    (file) => !/\.(?:ts|json)$/.test(file) || /(?:^|\/)index\.ts$/.test(file),
  )
  expect(odd).toEqual([])
})

describe('a foreign library is known to one module', () => {
  test.each([
    ['feed', 'feeds/writer.ts'],
    ['node-cron', 'scheduling/schedule.ts'],
    ['i18next', 'i18n/catalog.ts'],
    ['sanitize-html', 'intake/html.ts'],
    ['markdown-it', 'intake/markdown/library.ts'],
    ['htmlparser2', 'intake/markup/tree.ts'],
    ['liquidjs', 'sources/dialects/liquid.ts'],
    ['html-to-text', 'intake/text.ts'],
    ['temporal-polyfill', 'domain/calendar.ts'],
    ['ipaddr.js', 'domain/network.ts'],
    ['proxy-addr', 'http/client-network.ts'],
    ['undici', 'outbound/client.ts'],
    ['helmet', 'pages/security.ts'],
    ['commander', 'cli/run.ts'],
    ['cli-progress', 'cli/progress.ts'],
    ['jsonata', 'sources/expression.ts'],
    ['saxes', 'import/wxr-elements.ts'],
    ['feedsmith', 'fetching/feed/page.ts'],
    ['prom-client', 'metrics/exposition.ts'],
    ['uqr', 'pages/qr-code.ts'],
    ['@formatjs/intl-localematcher', 'http/accept-language.ts'],
    ['node:cluster', 'cli/workers.ts'],
    ['@parcel/watcher', 'scheduling/watch.ts'],
    ['nodemailer', 'alerts/targets.ts'],
  ])('%s to %s', (library, owner) => {
    expect(MODULES.filter(({ imports }) => imports.includes(library)).map(({ file }) => file)).toEqual([owner])
  })

  test('requests to other servers to one', () => {
    const inBrowsers = /^(?:embed\/element|pages\/scripts)/
    const senders = MODULES.filter(({ text }) =>
      /(?:[=(>]\s*|\b(?:await|return|void)\s+)fetch\(|\bhttps?\.(?:request|get)\(/.test(text),
    )
    expect(senders.map(({ file }) => file).filter((file) => !inBrowsers.test(file))).toEqual([])
  })

  test('starting processes to four', () => {
    const owners = MODULES.filter(({ imports }) => imports.includes('node:child_process')).map(({ file }) => file)
    expect(owners).toEqual(['cli/postgres-tools.ts', 'export/folder.ts', 'ingest/process.ts', 'sources/git-dates.ts'])
  })

  test.each([
    ['pg', /^store\/postgres|^fetching\/sql/],
    ['node:sqlite', /^store\/sqlite|^fetching\/sql/],
  ])('%s to its adapter', (library, adapter) => {
    const importers = MODULES.filter(({ imports }) => imports.includes(library)).map(({ file }) => file)
    expect(importers.length).toBeGreaterThan(0)
    expect(importers.filter((file) => !adapter.test(file))).toEqual([])
  })

  test('express to the rooms that answer requests', () => {
    const rooms = MODULES.filter(({ imports }) => imports.includes('express')).map(({ room }) => room)
    expect([...new Set(rooms)].sort()).toEqual(['admin', 'api', 'documents', 'push', 'server'])
  })
})

describe('no clock, randomness or environment below the composition root', () => {
  const OUTSIDE: Readonly<Record<string, RegExp>> = {
    'app.ts': /\bDate\.now\b/,
    'config/config.ts': /\bprocess\.env\b/,
    'refreshing.ts': /\bMath\.random\b/,
    'pushing.ts': /\bMath\.random\b|\brandomBytes\b/,
    // Passes the compile cache to the processes that it starts.
    'main.ts': /\bprocess\.env\b/,
    // Adds memory settings to the environment of the processes that it starts.
    'ingest/process.ts': /\bprocess\.env\b/,
  }
  const FORBIDDEN =
    /\bnew Date\(\s*\)|\bDate\(\s*\)|\bDate\.now\b|\bTemporal\.Now\b|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b|\bprocess\.env\b/g

  test.each(MODULES.filter(({ room }) => room !== 'cli'))('$file', ({ file, text }) => {
    const allowed = OUTSIDE[file]
    const code = text.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '')
    expect((code.match(FORBIDDEN) ?? []).filter((found) => !allowed?.test(found))).toEqual([])
  })
})

test.each(MODULES)('$file has 200 lines at most', ({ text }) => {
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(200)
})

test('no room has more than 25 files of its own', () => {
  const files = Map.groupBy(MODULES, ({ file }) => path.posix.dirname(file))
  expect([...files].filter(([, { length }]) => length > 25).map(([folder]) => folder)).toEqual([])
})

test('imports form no circle, imports of types included', () => {
  const importsByFile = new Map(MODULES.map((module) => [module.file, withinSrc(module)]))
  const finished = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) circles.push([...path.slice(start), file].join(' → '))
    if (start >= 0 || finished.has(file)) return
    for (const imported of importsByFile.get(file) ?? []) visit(imported, [...path, file])
    finished.add(file)
  }
  for (const { file } of MODULES) visit(file, [])
  expect(circles).toEqual([])
})
