import type { FeedKey } from '../domain/feed-key.ts'

/**
 * What is kept together: whoever asks for many months, or puts many tags together, evicts only what others asked for in
 * the same way.
 */
export const POOLS = ['standing', 'archive', 'combined'] as const
export type Pool = (typeof POOLS)[number]

export function poolOf({ languages, topic, month }: FeedKey): Pool {
  if (languages.length > 1 || topic.kind === 'combination') return 'combined'
  return month === null ? 'standing' : 'archive'
}

export function poolsOf<T>(make: (pool: Pool) => T): Record<Pool, T> {
  return { standing: make('standing'), archive: make('archive'), combined: make('combined') }
}

export const MIB = 1024 * 1024
