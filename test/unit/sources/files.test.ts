import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../../src/domain/errors.ts'
import { jsonSource } from '../../../src/sources/json.ts'
import { sourcesOf } from '../../../src/sources/sources.ts'
import { folderWith, siteOf } from '../../support/desk.ts'

const found = (folder: string, below = 'articles'): string[] =>
  [...jsonSource(folder, { type: 'json', path: below }).scan()].map(({ file }) => file)

test('files are found in all folders, in the order of their paths', () => {
  const folder = folderWith({
    'articles/b.json': '',
    'articles/a/z.json': '',
    'articles/a/y.json': '',
    'articles/Z.json': '',
  })
  expect(found(folder)).toEqual(['articles/Z.json', 'articles/a/y.json', 'articles/a/z.json', 'articles/b.json'])
})

test('hidden files, installed packages and other kinds of files are left out', () => {
  const folder = folderWith({
    'articles/a.json': '',
    'articles/.b.json': '',
    'articles/.git/c.json': '',
    'articles/node_modules/d.json': '',
    'articles/e.json.bak': '',
    'articles/f.JSON5': '',
  })
  expect(found(folder)).toEqual(['articles/a.json'])
})

test('a file is named by its path below the newsroom’s folder, wherever the source is', () => {
  const folder = folderWith({ 'news/articles/a.json': '', 'news/site/x': '' })
  expect(found(path.join(folder, 'news/site'), '../articles/')).toEqual(['../articles/a.json'])
})

test('a folder that only looks like an article is walked, and a link to nothing is passed over', () => {
  const folder = folderWith({ 'articles/a.json/b.json': '' })
  symlinkSync('/nowhere', path.join(folder, 'articles/c.json'))
  expect(found(folder)).toEqual(['articles/a.json/b.json'])
})

test('the stamp of a file tells its time and size', () => {
  const folder = folderWith({ 'articles/a.json': 'four' })
  const source = jsonSource(folder, { type: 'json', path: 'articles' })
  const [file] = source.scan()
  expect(file?.stamp).toEqual({ modified: expect.any(Number), size: 4 })
  expect(source.read('articles/a.json')).toEqual(Buffer.from('four'))
})

test('an empty folder is an empty newsroom', () => {
  const folder = folderWith({})
  mkdirSync(path.join(folder, 'articles'))
  expect(found(folder)).toEqual([])
})

test.each([
  ['is not there', {}],
  ['is a file', { articles: 'text' }],
])('a source’s folder that %s is an error that names it, not an empty newsroom', (_, files) => {
  const folder = folderWith(files)
  const scan = () => found(folder)
  expect(scan).toThrow(AppError)
  expect(scan).toThrow(`The folder "articles" of site.yaml's sources is not there`)
})

test('a folder that vanishes while it is walked is not there', () => {
  const folder = folderWith({ 'articles/a.json': '', 'articles/b/c.json': '', 'articles/d.json': '' })
  const walk = jsonSource(folder, { type: 'json', path: 'articles' }).scan()[Symbol.iterator]()
  expect(walk.next().value.file).toBe('articles/a.json')
  rmSync(path.join(folder, 'articles'), { recursive: true })
  expect(walk.next().done).toBe(true)
})

test('the sources are those of site.yaml, in its order', () => {
  const folder = folderWith({ 'articles/a.json': '', 'stories/b.en.md': '' })
  const files = sourcesOf(siteOf(), folder).flatMap((source) => [...source.scan()].map(({ file }) => file))
  expect(files).toEqual(['articles/a.json', 'stories/b.en.md'])
})

test('a file that leads to itself is there, and cannot be read', () => {
  const folder = folderWith({ 'articles/a.json': '{}' })
  symlinkSync('loop.json', path.join(folder, 'articles/loop.json'))
  const source = jsonSource(folder, { type: 'json', path: 'articles' })
  expect([...source.scan()].map(({ file }) => file)).toEqual(['articles/a.json', 'articles/loop.json'])
  expect(() => source.read('articles/loop.json')).toThrow(/ELOOP/)
})

test('a folder behind a link is walked, and one that leads back is not', () => {
  const folder = folderWith({ 'articles/a.json': '{}', 'more/b.json': '{}' })
  symlinkSync('../more', path.join(folder, 'articles/more'))
  symlinkSync('..', path.join(folder, 'more/back'))
  symlinkSync('../articles', path.join(folder, 'more/articles'))
  expect(found(folder)).toEqual(['articles/a.json', 'articles/more/b.json'])
})

test('a source may be anywhere on the disk', () => {
  const folder = folderWith({ 'a.json': '{}' })
  const files = [...jsonSource('/nowhere', { type: 'json', path: folder }).scan()]
  expect(files.map(({ file }) => file)).toEqual([path.join(folder, 'a.json')])
})
