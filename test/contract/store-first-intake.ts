import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { content, EN, mark, problem, row, UK } from '../support/store-rows.ts'

const FILES = ['a.json', 'b.json', 'c.json'] as const

async function openFilled(open: () => Promise<Store>): Promise<Store> {
  const store = await open()
  await store.transact(async (writer) => {
    for (const file of FILES) await writer.putFiles([content(file, [row(file, UK), row(file, EN)])])
  })
  return store
}

export function firstIntakeContract(open: () => Promise<Store>): void {
  describe('fileMarks', () => {
    test.each<readonly [string, readonly string[] | undefined, readonly string[]]>([
      ['all files without names', undefined, FILES],
      ['no files for an empty list', [], []],
      ['one file', ['b.json'], ['b.json']],
      ['known files only', ['nobody.json', 'c.json', 'a.json'], ['a.json', 'c.json']],
      ['a file named twice only once', ['a.json', 'a.json'], ['a.json']],
      ['no files by another case or by a part of the name', ['A.json', 'a', 'a.jso_', '%'], []],
    ])('returns %s', async (_name, names, expected) => {
      const store = await openFilled(open)
      const marks = [() => store.fileMarks(names), () => store.snapshot((reader) => reader.fileMarks(names))]
      for (const read of marks) {
        expect(Object.fromEntries(await read())).toEqual(Object.fromEntries(expected.map((file) => [file, mark()])))
      }
    })

    test('accepts a whole part of names at once', async () => {
      const store = await open()
      const many = Array.from({ length: 600 }, (_, index) => `${index}.json`)
      await store.transact(async (writer) => {
        for (const file of many) await writer.touchFiles([{ file: file, mark: mark() }])
      })
      expect((await store.fileMarks(many)).size).toBe(600)
      expect((await store.fileMarks(many.slice(0, 500))).size).toBe(500)
    })
  })

  test('isKnownPath finds files and the folders that have some', async () => {
    const store = await open()
    await store.transact(async (writer) => {
      await writer.touchFiles([{ file: 'articles/2026/river.json', mark: mark() }])
      await writer.touchFiles([{ file: 'articles/2026-old.json', mark: mark() }])
    })
    const known = ['articles/2026/river.json', 'articles/2026', 'articles', 'articles/2026-old.json']
    const unknown = ['articles/2026/river.json.swp', 'articles/202', 'article', 'articles/2026/river', 'z']
    expect(await Promise.all([...known, ...unknown].map((path) => store.isKnownPath(path)))).toEqual([
      ...known.map(() => true),
      ...unknown.map(() => false),
    ])
  })

  test('fileCount counts each file once, with or without articles', async () => {
    const store = await open()
    expect(await store.fileCount()).toBe(0)
    await store.transact(async (writer) => {
      await writer.putFiles([content('a.json', [row('a', UK), row('a', EN)])])
      await writer.putFiles([content('broken.json', [], { quarantined: [problem('broken.json')], unread: 'all' })])
      await writer.putFiles([content('a.json', [row('a', UK)])])
      await writer.touchFiles([{ file: 'broken.json', mark: mark({ modified: 7 }) }])
      expect(await writer.fileCount()).toBe(2)
      await writer.dropFile('a.json')
      await writer.dropFile('nobody.json')
    })
    expect(await store.fileCount()).toBe(1)
  })

  describe('a first intake', () => {
    test('has started once startIntake is called, under the last name', async () => {
      const store = await open()
      expect(await store.startedIntake()).toBeUndefined()
      await store.transact((writer) => writer.startIntake('first'))
      expect(await store.startedIntake()).toBe('first')
      await store.transact((writer) => writer.startIntake('second'))
      expect(await store.startedIntake()).toBe('second')
      expect(await store.snapshot((reader) => reader.startedIntake())).toBe('second')
    })

    test('resets file marks but keeps the contents of files', async () => {
      const store = await openFilled(open)
      await store.transact((writer) => writer.putFiles([content('b.json', [], { quarantined: [problem('b.json')] })]))
      await store.transact((writer) => writer.startIntake('first'))
      const marks = await store.fileMarks()
      expect([...marks.keys()].sort()).toEqual([...FILES])
      for (const [file, { modified, hash }] of marks) {
        expect(modified, file).toBe(-1)
        expect(hash, file).not.toBe(mark().hash)
      }
      expect(await store.fileCount()).toBe(3)
      expect(await store.quarantined()).toEqual([problem('b.json')])
      const contents = await store.transact(async (writer) => [
        await writer.articles(),
        await writer.variantsOf('a.json'),
        await writer.dropFile('c.json'),
      ])
      expect(contents).toEqual([['a.json', 'c.json'], [row('a.json', EN), row('a.json', UK)], ['c.json']])
    })

    test('has not started if its transaction is rolled back', async () => {
      const store = await openFilled(open)
      const failing = store.transact(async (writer) => {
        await writer.startIntake('first')
        throw new Error('no further')
      })
      await expect(failing).rejects.toThrow('no further')
      expect(await store.startedIntake()).toBeUndefined()
      expect((await store.fileMarks()).get('a.json')).toEqual(mark())
    })
  })
}
