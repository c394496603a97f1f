import { expect, test } from 'vitest'
import { createKeySet } from '../../../src/fetching/key-set.ts'

test('a set has the keys that were added, and no others', () => {
  const keys = Array.from({ length: 1000 }, (_, n) => `posts/${n}`)
  const set = createKeySet()
  for (const key of [...keys, 'posts/1']) set.add(key)
  const added = set.finish()
  expect(keys.filter((key) => !added.has(key))).toEqual([])
  expect(keys.filter((key) => added.has(`${key}.`))).toEqual([])
  expect(createKeySet().finish().has('posts/1')).toBe(false)
})
