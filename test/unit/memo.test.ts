import { expect, test } from 'vitest'
import { createLru, getOrCreate } from '../../src/memo.ts'

test('a value is created once per key, also an empty one', () => {
  const memo = new Map<string, string>()
  const created: string[] = []
  const valueFor = (key: string) =>
    getOrCreate(memo, key, () => {
      created.push(key)
      return ''
    })
  expect([valueFor('a'), valueFor('b'), valueFor('a')]).toEqual(['', '', ''])
  expect(created).toEqual(['a', 'b'])
})

test('nothing is kept of a creation that fails', () => {
  const memo = new Map<string, number>()
  const fail = () => {
    throw new Error('failed')
  }
  expect(() => getOrCreate(memo, 'a', fail)).toThrow('failed')
  expect(getOrCreate(memo, 'a', () => 1)).toBe(1)
})

test('a full LRU forgets the value that was used least recently', () => {
  const cache = createLru<number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.get('a')
  cache.set('c', 3)
  expect([...cache.keys()].sort()).toEqual(['a', 'c'])
})
