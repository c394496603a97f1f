import { describe, expect, test } from 'vitest'
import { judge, type ScannedSource } from '../../../src/ingest/missing.ts'

const source = (name: string, absence?: ScannedSource['absence']): ScannedSource => ({
  name,
  prefix: name === '.' ? '' : `${name}/`,
  absence,
})

const filesIn = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `${folder}${n}.json`)

function judged(
  sources: readonly ScannedSource[],
  known: readonly string[],
  present: readonly string[],
  { seen = {}, confirmed = [] }: { seen?: Record<string, number>; confirmed?: readonly string[] } = {},
) {
  const there = new Set(present)
  return judge(sources, known, {
    isThere: (file) => there.has(file),
    seen: new Map(Object.entries(seen)),
    confirmed: new Set(confirmed),
  })
}

const A = filesIn('a/', 200)
const B = filesIn('b/', 300)

describe('each source is judged by itself', () => {
  test('one that is emptied is held, however many files the others have', () => {
    const { vanished, missing } = judged([source('a'), source('b')], [...A, ...B], B, { seen: { b: 300 } })
    expect(vanished).toEqual([])
    expect(missing).toEqual([{ source: 'a', reason: 'empty', held: 200, known: 200 }])
  })

  test('a few files of the one go while all of the other are held', () => {
    const { vanished, missing } = judged([source('a', 'gone'), source('b')], [...A, ...B], B.slice(5))
    expect(vanished).toEqual(B.slice(0, 5))
    expect(missing).toEqual([{ source: 'a', reason: 'gone', held: 200, known: 200 }])
  })

  test('two that share a folder are one', () => {
    const { missing } = judged([source('a'), source('a', 'gone')], A, A.slice(0, 190))
    expect(missing).toEqual([{ source: 'a', reason: 'gone', held: 10, known: 200 }])
  })

  test('a file belongs to the source with the longest path', () => {
    const known = [...filesIn('', 3), ...filesIn('a/', 3)]
    expect(judged([source('.'), source('a')], known, filesIn('', 3))).toMatchObject({
      vanished: [],
      missing: [{ source: 'a', held: 3, known: 3 }],
    })
  })

  test('files of a folder that site.yaml has no more are let go', () => {
    const { vanished, missing } = judged([source('.')], [...filesIn('../old/', 30), 'x.json'], ['x.json'])
    expect(vanished).toHaveLength(30)
    expect(missing).toEqual([])
  })
})

test('a source that cannot be scanned is told of, although nothing of it is known', () => {
  expect(judged([source('a', 'silent')], [], [])).toEqual({
    vanished: [],
    missing: [{ source: 'a', reason: 'silent', held: 0, known: 0 }],
  })
})

test.each(['gone', 'silent', undefined] as const)('what an operator has confirmed is let go (%s)', (absence) => {
  const { vanished, missing } = judged([source('a', absence)], A, [], { confirmed: ['a'] })
  expect(vanished).toEqual(A)
  expect(missing).toEqual(absence ? [{ source: 'a', reason: absence, held: 0, known: 200 }] : [])
})

test('new files stand for as many that were renamed', () => {
  expect(judged([source('a')], A, [], { seen: { a: 190 } })).toEqual({ vanished: A, missing: [] })
  expect(judged([source('a')], A, [], { seen: { a: 160 } }).missing).toHaveLength(1)
})
