import type { FeedKey } from '../domain/feed-key.ts'

/** Each pool has its own cache: requests for many months or many combinations evict only documents of their kind. */
export type Pool = 'standing' | 'archive' | 'combined'

export function poolOf({ languages, topic, month }: FeedKey): Pool {
  if (languages.length > 1 || topic.kind === 'combination') return 'combined'
  return month === null ? 'standing' : 'archive'
}

export function poolsOf<T>(create: (pool: Pool) => T): Record<Pool, T> {
  return { standing: create('standing'), archive: create('archive'), combined: create('combined') }
}

export const MIB = 1024 * 1024
