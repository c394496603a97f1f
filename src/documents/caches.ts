import { folderKey } from '../domain/embed.ts'
import { poolOf } from '../editions/cache-pools.ts'
import type { Target } from './paths.ts'
import type { QueryTarget } from './query-target.ts'

/**
 * Documents per cache. Feed documents are small, because their bodies are cached elsewhere. Others hold their bodies in
 * every requested encoding: 30 kB for twenty headlines, 40 kB for a frame of them.
 */
export const CACHE_SIZES = {
  ...{ standing: 20_000, archive: 5_000, combined: 1_000 },
  ...{ list: 300, madePage: 100, headlines: 1_000, embed: 300 },
} as const
export type Cache = keyof typeof CACHE_SIZES

/** Kinds with an unlimited number of documents have their own cache, so that they evict only each other. */
export function cacheFor(target: Target | QueryTarget): Cache {
  if (target.kind === 'feed') return poolOf(target.key)
  if (target.kind === 'headlines' && poolOf(folderKey(target.embed)) === 'standing') return 'headlines'
  if (target.kind === 'headlines' || target.kind === 'embed') return 'embed'
  const isPage = target.kind === 'page' || target.kind === 'browsed'
  return isPage && poolOf(target.key) !== 'standing' ? 'madePage' : 'list'
}
