import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../../src/domain/errors.ts'
import { jsonSource } from '../../../src/sources/json.ts'
import { sourcesOf } from '../../../src/sources/sources.ts'
import { folderWith, siteOf } from '../../support/desk.ts'

const filesFound = (folder: string, below = 'articles'): string[] =>
  [...jsonSource(folder, { type: 'json', path: below }).scan()].map(({ file }) => file)

test('finds files in all folders, sorted by path', () => {
  const folder = folderWith({
    'articles/b.json': '',
    'articles/a/z.json': '',
    'articles/a/y.json': '',
    'articles/Z.json': '',
  })
  expect(filesFound(folder)).toEqual(['articles/Z.json', 'articles/a/y.json', 'articles/a/z.json', 'articles/b.json'])
})

test('ignores hidden files, node_modules and other file types', () => {
  const folder = folderWith({
    'articles/a.json': '',
    'articles/.b.json': '',
    'articles/.git/c.json': '',
    'articles/node_modules/d.json': '',
    'articles/e.json.bak': '',
    'articles/f.JSON5': '',
  })
  expect(filesFound(folder)).toEqual(['articles/a.json'])
})

test('names a file by its path relative to the data folder', () => {
  const folder = folderWith({ 'news/articles/a.json': '', 'news/site/x': '' })
  expect(filesFound(path.join(folder, 'news/site'), '../articles/')).toEqual(['../articles/a.json'])
})

test('walks a folder named like an article and ignores a dangling link', () => {
  const folder = folderWith({ 'articles/a.json/b.json': '' })
  symlinkSync('/nowhere', path.join(folder, 'articles/c.json'))
  expect(filesFound(folder)).toEqual(['articles/a.json/b.json'])
})

test('the stamp of a file has its time and size', () => {
  const folder = folderWith({ 'articles/a.json': 'four' })
  const source = jsonSource(folder, { type: 'json', path: 'articles' })
  const [file] = source.scan()
  expect(file).toEqual({ file: 'articles/a.json', stamp: { modified: expect.any(Number), size: 4 } })
  expect(source.read('articles/a.json')).toEqual(Buffer.from('four'))
})

test('an empty folder has no files', () => {
  const folder = folderWith({})
  mkdirSync(path.join(folder, 'articles'))
  expect(filesFound(folder)).toEqual([])
})

test.each([
  ['is missing', {}],
  ['is a file', { articles: 'text' }],
])('a source folder that %s is an error that names it', (_, files) => {
  const folder = folderWith(files)
  const scan = () => filesFound(folder)
  expect(scan).toThrow(AppError)
  expect(scan).toThrow('The source folder "articles" in site.yaml does not exist')
})

test('omits a folder that vanishes during the scan', () => {
  const folder = folderWith({ 'articles/a.json': '', 'articles/b/c.json': '', 'articles/d.json': '' })
  const walk = jsonSource(folder, { type: 'json', path: 'articles' }).scan()[Symbol.iterator]()
  expect(walk.next().value.file).toBe('articles/a.json')
  rmSync(path.join(folder, 'articles'), { recursive: true })
  expect(walk.next().done).toBe(true)
})

test('sources keep the order of site.yaml', () => {
  const folder = folderWith({ 'articles/a.json': '', 'stories/b.en.md': '' })
  const files = sourcesOf(siteOf(), folder).flatMap((source) => [...source.scan()].map(({ file }) => file))
  expect(files).toEqual(['articles/a.json', 'stories/b.en.md'])
})

describe('links', () => {
  const problems = (folder: string) =>
    [...jsonSource(folder, { type: 'json', path: 'articles' }).scan()].flatMap((entry) =>
      'problem' in entry ? [[entry.problem.file, entry.problem.reason]] : [],
    )

  test('inside the folder of a source are followed', () => {
    const folder = folderWith({ 'articles/2026/a.json': '{}' })
    symlinkSync('2026', path.join(folder, 'articles/latest'))
    symlinkSync('2026/a.json', path.join(folder, 'articles/top.json'))
    expect(filesFound(folder)).toEqual(['articles/2026/a.json', 'articles/latest/a.json', 'articles/top.json'])
    expect(problems(folder)).toEqual([])
  })

  test('to the outside are reported and not followed', () => {
    const folder = folderWith({ 'articles/a.json': '{}', 'more/b.json': '{}', 'articles-2/c.json': '{}' })
    symlinkSync('../more', path.join(folder, 'articles/more'))
    symlinkSync('/', path.join(folder, 'articles/root'))
    symlinkSync('../more/b.json', path.join(folder, 'articles/b.json'))
    symlinkSync('../articles-2', path.join(folder, 'articles/sibling'))
    symlinkSync('/proc/kmsg', path.join(folder, 'articles/kmsg.json'))
    symlinkSync('/etc/hostname', path.join(folder, 'articles/other-kind.txt'))
    expect(problems(folder)).toEqual(
      ['b.json', 'kmsg.json', 'more', 'root', 'sibling'].map((name) => [`articles/${name}`, 'link_outside']),
    )
    const source = jsonSource(folder, { type: 'json', path: 'articles' })
    expect(() => source.read('articles/b.json')).toThrow(/points outside this source's folder/)
  })

  test('in a loop are reported and not followed', () => {
    const folder = folderWith({ 'articles/a.json': '{}', 'articles/b/c.json': '{}' })
    symlinkSync('..', path.join(folder, 'articles/b/up'))
    symlinkSync('.', path.join(folder, 'articles/self'))
    symlinkSync('loop.json', path.join(folder, 'articles/loop.json'))
    expect(problems(folder)).toEqual([
      ['articles/b/up', 'link_loop'],
      ['articles/loop.json', 'unreadable'],
      ['articles/self', 'link_loop'],
    ])
  })

  test('in place of the folder itself are followed', () => {
    const folder = folderWith({ 'real/a.json': '{}' })
    symlinkSync('real', path.join(folder, 'articles'))
    expect(filesFound(folder)).toEqual(['articles/a.json'])
    expect(jsonSource(folder, { type: 'json', path: 'articles' }).read('articles/a.json')).toEqual(Buffer.from('{}'))
  })
})

test('a pipe, socket or device is reported and not opened', async () => {
  const folder = folderWith({ 'articles/a.json': '{}' })
  execFileSync('mkfifo', [path.join(folder, 'articles/pipe.json')])
  const server = createServer().listen(path.join(folder, 'articles/socket.json'))
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const source = jsonSource(folder, { type: 'json', path: 'articles' })
  expect([...source.scan()].filter((entry) => 'problem' in entry)).toMatchObject([
    { file: 'articles/pipe.json', problem: { reason: 'special_file' } },
    { file: 'articles/socket.json', problem: { reason: 'special_file' } },
  ])
  expect(() => source.read('articles/pipe.json')).toThrow(/a pipe, a socket or a device/)
})

test('a source can have an absolute path', () => {
  const folder = folderWith({ 'a.json': '{}' })
  const files = [...jsonSource('/nowhere', { type: 'json', path: folder }).scan()]
  expect(files.map(({ file }) => file)).toEqual([path.join(folder, 'a.json')])
})

describe('a scan of saved files', () => {
  const saved = (folder: string, ...files: string[]) =>
    [...jsonSource(folder, { type: 'json', path: 'articles' }).scan(files)].map((found) =>
      'problem' in found ? `${found.file} ${found.problem.reason}` : found.file,
    )

  test('finds these files and those in these folders, as a scan of all files does', () => {
    const folder = folderWith({
      'articles/a.json': '',
      'articles/b.json': '',
      'articles/2026/deep/c.json': '',
      'articles/2026/d.json': '',
      'articles/2026.bak/e.json': '',
    })
    expect(saved(folder, 'articles/b.json', 'articles/2026')).toEqual([
      'articles/2026/d.json',
      'articles/2026/deep/c.json',
      'articles/b.json',
    ])
    expect(saved(folder, 'articles/2026/deep/c.json', 'articles/none/x.json', 'other/a.json')).toEqual([
      'articles/2026/deep/c.json',
    ])
    expect(saved(folder)).toEqual([])
  })

  test('skips what a scan of all files skips', () => {
    const folder = folderWith({
      'articles/.git/a.json': '',
      'articles/node_modules/b/c.json': '',
      'articles/d.txt': '',
      'outside/e.json': '',
    })
    symlinkSync(path.join(folder, 'outside'), path.join(folder, 'articles/link'))
    symlinkSync('.', path.join(folder, 'articles/loop'))
    const files = ['.git/a.json', 'node_modules/b/c.json', 'd.txt', '../outside/e.json', 'link/e.json', 'loop/x.json']
    expect(saved(folder, ...files.map((file) => `articles/${file}`))).toEqual([
      'articles/link link_outside',
      'articles/loop link_loop',
    ])
  })
})
