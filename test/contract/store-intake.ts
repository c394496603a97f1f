import { describe, expect, test } from 'vitest'
import { scopeId } from '../../src/domain/feed-key.ts'
import type { Store } from '../../src/store/port.ts'
import { content, EN, feedRow, headRow, mark, problem, row, UK } from '../support/store-rows.ts'

const FILES = ['a.json', 'b.json', 'c.json'] as const

async function filled(open: () => Promise<Store>): Promise<Store> {
  const store = await open()
  await store.transact(async (writer) => {
    for (const file of FILES) await writer.putFile(content(file, [row(file, UK), row(file, EN)]))
  })
  return store
}

export function intakeContract(open: () => Promise<Store>): void {
  describe('fileMarks', () => {
    test.each<readonly [string, readonly string[] | undefined, readonly string[]]>([
      ['all files where none is named', undefined, FILES],
      ['no file where an empty list is', [], []],
      ['one', ['b.json'], ['b.json']],
      ['those that are known', ['nobody.json', 'c.json', 'a.json'], ['a.json', 'c.json']],
      ['one that is named twice, once', ['a.json', 'a.json'], ['a.json']],
      ['none by another case, or by a part', ['A.json', 'a', 'a.jso_', '%'], []],
    ])('tells of %s', async (_name, asked, told) => {
      const store = await filled(open)
      const marks = [() => store.fileMarks(asked), () => store.snapshot((reader) => reader.fileMarks(asked))]
      for (const read of marks) {
        expect(Object.fromEntries(await read())).toEqual(Object.fromEntries(told.map((file) => [file, mark()])))
      }
    })

    test('tells of as many as are looked at together', async () => {
      const store = await open()
      const many = Array.from({ length: 600 }, (_, index) => `${index}.json`)
      await store.transact(async (writer) => {
        for (const file of many) await writer.touchFile(file, mark())
      })
      expect((await store.fileMarks(many)).size).toBe(600)
      expect((await store.fileMarks(many.slice(0, 500))).size).toBe(500)
    })
  })

  test('fileCount counts files, each once, with articles or without', async () => {
    const store = await open()
    expect(await store.fileCount()).toBe(0)
    await store.transact(async (writer) => {
      await writer.putFile(content('a.json', [row('a', UK), row('a', EN)]))
      await writer.putFile(content('broken.json', [], { quarantined: [problem('broken.json')], unread: 'all' }))
      await writer.putFile(content('a.json', [row('a', UK)]))
      await writer.touchFile('broken.json', mark({ modified: 7 }))
      expect(await writer.fileCount()).toBe(2)
      await writer.dropFile('a.json')
      await writer.dropFile('nobody.json')
    })
    expect(await store.fileCount()).toBe(1)
  })

  describe('a first intake', () => {
    test('is begun once it was, by the last who did', async () => {
      const store = await open()
      expect(await store.startedIntake()).toBeUndefined()
      await store.transact((writer) => writer.startIntake('first'))
      expect(await store.startedIntake()).toBe('first')
      await store.transact((writer) => writer.startIntake('second'))
      expect(await store.startedIntake()).toBe('second')
      expect(await store.snapshot((reader) => reader.startedIntake())).toBe('second')
    })

    test('forgets how files looked, and nothing that they hold', async () => {
      const store = await filled(open)
      await store.transact((writer) => writer.putFile(content('b.json', [], { quarantined: [problem('b.json')] })))
      await store.transact((writer) => writer.startIntake('first'))
      const marks = await store.fileMarks()
      expect([...marks.keys()].sort()).toEqual([...FILES])
      for (const [file, { modified, hash }] of marks) {
        expect(modified, file).toBe(-1)
        expect(hash, file).not.toBe(mark().hash)
      }
      expect(await store.fileCount()).toBe(3)
      expect(await store.quarantined()).toEqual([problem('b.json')])
      const kept = await store.transact(async (writer) => [
        await writer.articles(),
        await writer.variantsOf('a.json'),
        await writer.dropFile('c.json'),
      ])
      expect(kept).toEqual([['a.json', 'c.json'], [row('a.json', EN), row('a.json', UK)], ['c.json']])
    })

    test('that is rolled back has not begun', async () => {
      const store = await filled(open)
      const failing = store.transact(async (writer) => {
        await writer.startIntake('first')
        throw new Error('no further')
      })
      await expect(failing).rejects.toThrow('no further')
      expect(await store.startedIntake()).toBeUndefined()
      expect((await store.fileMarks()).get('a.json')).toEqual(mark())
    })
  })

  describe('feeds after a revision', () => {
    const scopesOf = async (store: Store, after?: number) =>
      (await store.feeds(after)).map(({ scope }) => scopeId(scope)).sort()

    test('are those that later editions made what they are', async () => {
      const store = await open()
      await store.transact(async (writer) => {
        await writer.putFeed(feedRow('uk'), 1)
        await writer.putFeed(feedRow('en'), 2)
        await writer.putFeed(feedRow('ru'), 3)
        await writer.putHead(headRow({ revision: 3 }))
      })
      expect(await scopesOf(store)).toEqual(['en', 'ru', 'uk'])
      expect(await scopesOf(store, 0)).toEqual(['en', 'ru', 'uk'])
      expect(await scopesOf(store, 1)).toEqual(['en', 'ru'])
      expect(await scopesOf(store, 2)).toEqual(['ru'])
      expect(await scopesOf(store, 3)).toEqual([])
    })

    test('go by the last edition that wrote one, which alone is told', async () => {
      const store = await open()
      await store.transact((writer) => writer.putFeed(feedRow('uk'), 1))
      await store.transact((writer) => writer.putFeed(feedRow('en'), 1))
      await store.transact((writer) => writer.putFeed(feedRow('uk', { version: 'v2' }), 5))
      expect(await store.feeds(4)).toEqual([feedRow('uk', { version: 'v2' })])
      expect(await scopesOf(store, 5)).toEqual([])
      expect(await scopesOf(store)).toEqual(['en', 'uk'])
    })
  })
}
