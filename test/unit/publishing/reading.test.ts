import { rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readSources } from '../../../src/publishing/reading.ts'
import { jsonSource } from '../../../src/sources/json.ts'
import type { Source, SourceFile } from '../../../src/sources/record.ts'
import type { FileMark } from '../../../src/store/port.ts'
import { folderWith, siteOf } from '../../support/desk.ts'
import { article } from '../../support/newsroom.ts'

const NOTHING: ReadonlyMap<string, FileMark> = new Map()
const context = () => ({ site: siteOf(), servesMedia: false })
const articlesIn = (folder: string): Source => jsonSource(folder, { type: 'json', path: 'articles' })

/** The same source, with something done to each file after it has been found. */
function after(source: Source, change: (file: SourceFile) => SourceFile): Source {
  return {
    *scan() {
      for (const file of source.scan()) yield change(file)
    },
  }
}

test('a file that vanishes between being found and being read is not there', async () => {
  const folder = folderWith({ 'articles/a.json': article(), 'articles/b.json': article() })
  const vanishing = after(articlesIn(folder), (file) => {
    if (file.file === 'articles/a.json') rmSync(path.join(folder, file.file))
    return file
  })
  const { changed } = await readSources([vanishing], context(), NOTHING, false)
  expect(changed.map(({ file }) => file)).toEqual(['articles/b.json'])
})

test('a file known before that has vanished is named', async () => {
  const folder = folderWith({ 'articles/a.json': article() })
  const known = new Map([['articles/gone.json', { modified: 1, size: 1, hash: '' }]])
  const { vanished } = await readSources([articlesIn(folder)], context(), known, false)
  expect(vanished).toEqual(['articles/gone.json'])
})

test.each([
  ['EACCES', 'The file cannot be read: permission denied.'],
  ['EIO', 'The file cannot be read: i/o error.'],
])('a file that cannot be read (%s) is quarantined, and looked at again the next time', async (code, message) => {
  const folder = folderWith({ 'articles/a.json': article(), 'articles/b.json': article() })
  const broken = after(articlesIn(folder), (file) => ({
    ...file,
    read: () => {
      if (file.file === 'articles/b.json') return file.read()
      throw Object.assign(new Error('i/o error'), { code })
    },
  }))
  const { changed } = await readSources([broken], context(), NOTHING, false)
  expect(changed[0]).toMatchObject({
    mark: { modified: -1 },
    variants: [],
    unread: 'all',
    quarantined: [{ file: 'articles/a.json', place: '', reason: 'unreadable', message }],
  })
  expect(changed[1]?.variants).toHaveLength(2)
})

test('a file that two sources hold is read once', async () => {
  const folder = folderWith({ 'articles/a.json': article() })
  const { changed, added } = await readSources([articlesIn(folder), articlesIn(folder)], context(), NOTHING, false)
  expect(changed).toHaveLength(1)
  expect(added).toBe(1)
})

test('a file as it was is not read, one under a new time alone is not taken in again', async () => {
  const folder = folderWith({ 'articles/a.json': article(), 'articles/b.json': article() })
  const first = await readSources([articlesIn(folder)], context(), NOTHING, false)
  const known = new Map(first.changed.map(({ file, mark }) => [file, mark]))
  const b = known.get('articles/b.json') as FileMark
  known.set('articles/b.json', { ...b, modified: 1 })
  const unreadable = after(articlesIn(folder), (file) => ({
    ...file,
    read: () => {
      if (file.file === 'articles/a.json') throw new Error('was read')
      return file.read()
    },
  }))
  const second = await readSources([unreadable], context(), known, false)
  expect(second).toMatchObject({ changed: [], vanished: [], added: 0, touched: [{ file: 'articles/b.json', mark: b }] })
})
