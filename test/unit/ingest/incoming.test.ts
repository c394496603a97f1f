import { rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { IngestedPart } from '../../../src/ingest/ingest.ts'
import { jsonSource } from '../../../src/sources/json.ts'
import type { Source } from '../../../src/sources/record.ts'
import { sourcesOf } from '../../../src/sources/sources.ts'
import type { FileMark } from '../../../src/store/files.ts'
import { folderWith, incomingHere, readingsOf, siteOf } from '../../support/desk.ts'
import { article } from '../../support/newsroom.ts'

const articlesIn = (folder: string): Source => jsonSource(folder, { type: 'json', path: 'articles' })

function readSources(sources: readonly Source[], known?: ReadonlyMap<string, FileMark>): Promise<IngestedPart> {
  return readingsOf(incomingHere(sources, { site: siteOf(), servesMedia: false }), known)
}

test('omits a file that vanishes between scan and read', async () => {
  const folder = folderWith({ 'articles/a.json': article(), 'articles/b.json': article() })
  const source = articlesIn(folder)
  const vanishing: Source = {
    ...source,
    read: (file) => {
      if (file === 'articles/a.json') rmSync(path.join(folder, file))
      return source.read(file)
    },
  }
  const { changed } = await readSources([vanishing])
  expect(changed.map(({ file }) => file)).toEqual(['articles/b.json'])
})

test('reports a known file that has vanished', async () => {
  const folder = folderWith({ 'articles/a.json': article() })
  const known = new Map([['articles/gone.json', { modified: 1, size: 1, hash: '' }]])
  const { vanished } = await readSources([articlesIn(folder)], known)
  expect(vanished).toEqual(['articles/gone.json'])
})

test.each([
  ['EACCES', 'The file cannot be read: permission denied.'],
  ['EIO', 'The file cannot be read: i/o error.'],
])('a file that cannot be read (%s) is quarantined and tried again next time', async (code, message) => {
  const folder = folderWith({ 'articles/a.json': article(), 'articles/b.json': article() })
  const source = articlesIn(folder)
  const broken: Source = {
    ...source,
    read: (file) => {
      if (file === 'articles/b.json') return source.read(file)
      throw Object.assign(new Error('i/o error'), { code })
    },
  }
  const { changed } = await readSources([broken])
  expect(changed[0]).toMatchObject({
    mark: { modified: -1 },
    variants: [],
    unread: 'all',
    quarantined: [{ file: 'articles/a.json', place: '', reason: 'unreadable', message }],
  })
  expect(changed[1]?.variants).toHaveLength(2)
})

test('a file in two sources is read once', async () => {
  const folder = folderWith({ 'articles/a.json': article() })
  const { changed } = await readSources([articlesIn(folder), articlesIn(folder)])
  expect(changed).toHaveLength(1)
})

test('an unchanged file is not read, and a file with only a new time is not ingested again', async () => {
  const folder = folderWith({ 'articles/a.json': article(), 'articles/b.json': article() })
  const first = await readSources([articlesIn(folder)])
  const known = new Map(first.changed.map(({ file, mark }) => [file, mark]))
  const b = known.get('articles/b.json') as FileMark
  known.set('articles/b.json', { ...b, modified: 1 })
  const source = articlesIn(folder)
  const unreadable: Source = {
    ...source,
    read: (file) => {
      if (file === 'articles/a.json') throw new Error('the file was read')
      return source.read(file)
    },
  }
  const second = await readSources([unreadable], known)
  expect(second).toMatchObject({ changed: [], vanished: [], touched: [{ file: 'articles/b.json', mark: b }] })
})

test('files below an unreadable folder are kept, and the folder is reported once', async () => {
  const folder = folderWith({ 'articles/a.json': article() })
  const source = articlesIn(folder)
  const locked = { file: 'articles/locked', place: '', reason: 'unreadable', message: 'permission denied' }
  const partlyLocked: Source = {
    ...source,
    *scan() {
      yield* source.scan()
      yield { file: 'articles/locked', problem: locked }
    },
  }
  const known = new Map([
    ['articles/locked/b.json', { modified: 1, size: 1, hash: '' }],
    ['articles/locked-not.json', { modified: 1, size: 1, hash: '' }],
  ])
  const first = await readSources([partlyLocked], known)
  expect(first).toMatchObject({
    changed: [
      { file: 'articles/locked', variants: [], unread: 'all', quarantined: [locked] },
      { file: 'articles/a.json' },
    ],
    vanished: ['articles/locked-not.json'],
    missing: [],
  })
  for (const { file, mark } of first.changed) known.set(file, mark)
  expect(await readSources([partlyLocked], known)).toMatchObject({
    changed: [],
    vanished: ['articles/locked-not.json'],
  })
  // The folder is readable again.
  expect((await readSources([source], known)).vanished).toContain('articles/locked')
})

test('files in a language that the site no longer has are deleted, not lost', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `stories/${index}.de.md`)
  const folder = folderWith({ 'stories/a.en.md': '', ...Object.fromEntries(names.map((name) => [name, ''])) })
  const site = siteOf({ sources: [{ type: 'markdown', path: 'stories' }] })
  const known = new Map(names.map((name) => [name, { modified: 1, size: 1, hash: '' }]))
  const incoming = incomingHere(sourcesOf(site, folder), { site, servesMedia: false })
  expect(await readingsOf(incoming, known)).toMatchObject({ vanished: names, missing: [] })
})
