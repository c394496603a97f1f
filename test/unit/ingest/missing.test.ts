import { describe, expect, test } from 'vitest'
import { findLosses, type ScannedSource } from '../../../src/ingest/missing.ts'

const source = (name: string, absence?: ScannedSource['absence']): ScannedSource => ({
  name,
  prefix: name === '.' ? '' : `${name}/`,
  absence,
})

const filesIn = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `${folder}${n}.json`)

function judgeFiles(
  sources: readonly ScannedSource[],
  known: readonly string[],
  present: readonly string[],
  { seen = {}, confirmed = [] }: { seen?: Record<string, number>; confirmed?: readonly string[] } = {},
) {
  const presentFiles = new Set(present)
  return findLosses(sources, known, {
    isThere: (file) => presentFiles.has(file),
    seen: new Map(Object.entries(seen)),
    confirmed: new Set(confirmed),
  })
}

const A = filesIn('a/', 200)
const B = filesIn('b/', 300)

describe('each source is judged separately', () => {
  test('keeps the files of an emptied source, regardless of other sources', () => {
    const { vanished, missing } = judgeFiles([source('a'), source('b')], [...A, ...B], B, { seen: { b: 300 } })
    expect(vanished).toEqual([])
    expect(missing).toEqual([{ source: 'a', reason: 'empty', held: 200, known: 200 }])
  })

  test('drops a few files of one source while it keeps all files of another', () => {
    const { vanished, missing } = judgeFiles([source('a', 'gone'), source('b')], [...A, ...B], B.slice(5))
    expect(vanished).toEqual(B.slice(0, 5))
    expect(missing).toEqual([{ source: 'a', reason: 'gone', held: 200, known: 200 }])
  })

  test('treats two sources with the same folder as one', () => {
    const { missing } = judgeFiles([source('a'), source('a', 'gone')], A, A.slice(0, 190))
    expect(missing).toEqual([{ source: 'a', reason: 'gone', held: 10, known: 200 }])
  })

  test('assigns a file to the source with the longest path', () => {
    const known = [...filesIn('', 3), ...filesIn('a/', 3)]
    expect(judgeFiles([source('.'), source('a')], known, filesIn('', 3))).toMatchObject({
      vanished: [],
      missing: [{ source: 'a', held: 3, known: 3 }],
    })
  })

  test('drops the files of a folder that was removed from site.yaml', () => {
    const { vanished, missing } = judgeFiles([source('.')], [...filesIn('../old/', 30), 'x.json'], ['x.json'])
    expect(vanished).toHaveLength(30)
    expect(missing).toEqual([])
  })
})

test('reports a source that cannot be scanned even if it has no known files', () => {
  expect(judgeFiles([source('a', 'silent')], [], [])).toEqual({
    vanished: [],
    missing: [{ source: 'a', reason: 'silent', held: 0, known: 0 }],
  })
})

test.each(['gone', 'silent', undefined] as const)('drops files after an operator confirms the loss (%s)', (absence) => {
  const { vanished, missing } = judgeFiles([source('a', absence)], A, [], { confirmed: ['a'] })
  expect(vanished).toEqual(A)
  expect(missing).toEqual(absence ? [{ source: 'a', reason: absence, held: 0, known: 200 }] : [])
})

test('counts new files as renamed ones', () => {
  expect(judgeFiles([source('a')], A, [], { seen: { a: 190 } })).toEqual({ vanished: A, missing: [] })
  expect(judgeFiles([source('a')], A, [], { seen: { a: 160 } }).missing).toHaveLength(1)
})
