import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openArticleFolder } from '../../../src/import/article-folder.ts'
import { folderWith, readFolder } from '../../support/importing.ts'

const HEAD = { key: 'k', language: 'en', group: 'k', isDraft: false, slug: 'a', suffix: '1' }

/** Writes articles of one title, as an import does. */
function write(folder: string, title: string, { force = false, dryRun = false, ids = ['a', 'b'] } = {}) {
  const open = openArticleFolder(folder, force, dryRun)
  const results = ids.map((id) => open.write(id, [{ ...HEAD, guid: `guid-${id}` }], { id, title }))
  open.close()
  return results
}

test('a second import writes nothing, and a changed export only what changed', () => {
  const folder = path.join(folderWith({}), 'new')
  expect(write(folder, 'one')).toEqual(['written', 'written'])
  const before = readFolder(folder)
  expect(Object.keys(before)).toEqual(['.polyfeed-import.json', 'a.json', 'b.json'])
  expect(write(folder, 'one')).toEqual(['unchanged', 'unchanged'])
  expect(readFolder(folder)).toEqual(before)
  expect(write(folder, 'two', { ids: ['a'] })).toEqual(['written'])
  expect(JSON.parse(readFolder(folder)['a.json'] ?? '')).toEqual({ id: 'a', title: 'two' })
})

test('edited and deleted files are not written again, unless forced', () => {
  const folder = folderWith({})
  write(folder, 'one')
  writeFileSync(path.join(folder, 'a.json'), '{"mine": true}')
  rmSync(path.join(folder, 'b.json'))
  for (const title of ['one', 'two']) expect(write(folder, title)).toEqual(['edited', 'deleted'])
  expect(readFolder(folder)).toMatchObject({ 'a.json': '{"mine": true}' })
  expect(write(folder, 'two', { force: true })).toEqual(['written', 'written'])
  expect(write(folder, 'two')).toEqual(['unchanged', 'unchanged'])
})

test('a file that no import wrote is not replaced', () => {
  const folder = folderWith({ 'a.json': '{}' })
  expect(write(folder, 'one')).toEqual(['edited', 'written'])
})

test('a dry run writes nothing', () => {
  const folder = folderWith({})
  expect(write(folder, 'one', { dryRun: true })).toEqual(['written', 'written'])
  expect(readFolder(folder)).toEqual({})
})

test('an article is found by its guid, whatever its slug is now', () => {
  const folder = folderWith({})
  write(folder, 'one')
  const { idOf, has } = openArticleFolder(folder, false, true)
  expect([idOf('guid-a'), idOf('guid-c'), has('a'), has('c')]).toEqual(['a', undefined, true, false])
})

test('a damaged record is refused', () => {
  expect(() => openArticleFolder(folderWith({ '.polyfeed-import.json': '{' }), false, false)).toThrow(
    /\.polyfeed-import\.json is damaged/,
  )
})
