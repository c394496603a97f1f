import { LRUCache } from 'lru-cache'

type Memo<K, V> = { get(key: K): V | undefined; set(key: K, value: NoInfer<V>): unknown }

/** The value of a key in a map or a cache; a missing one is created and kept. */
export function getOrCreate<K, V extends {}>(memo: Memo<K, V>, key: K, create: () => V): V {
  const existing = memo.get(key)
  if (existing !== undefined) return existing
  const value = create()
  memo.set(key, value)
  return value
}

/** Keeps the `max` values that were used last. With its own `max`, lru-cache would allocate room for all at once. */
export function createLru<V extends {}>(max: number): LRUCache<string, V> {
  return new LRUCache({ maxSize: max, sizeCalculation: () => 1 })
}
