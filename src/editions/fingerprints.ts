import { createHash } from 'node:crypto'
import type { IntakeContext } from '../intake/intake.ts'
import type { Head } from '../store/port.ts'
import type { RenderContext } from './feed-state.ts'

/**
 * What articles and documents are made with, as hashes: when the first differs from the store's, every file is taken
 * in anew; when the second does, every article is placed and every feed looked at anew. A document that comes out the
 * same keeps its version all the same. `sources` is what the sources themselves say that their files depend on.
 */
export function fingerprintsOf(
  { site, servesMedia }: IntakeContext,
  { catalog, program }: RenderContext,
  sources: readonly string[],
): Head['fingerprints'] {
  const { baseUrl, feedUrl, timeZone, languages, sources: settings, authors } = site
  return {
    intake: digest([program, baseUrl, feedUrl, timeZone, languages, settings, authors, servesMedia, sources]),
    publishing: digest([program, { ...site, ...APART }, catalog.texts.version]),
  }
}

/** Settings that change no document: caches and proxies in front, limits, differences, readers, and the refreshes' seconds. */
const APART = {
  cdn: undefined,
  proxies: undefined,
  deltas: undefined,
  readers: undefined,
  operators: undefined,
  limits: undefined,
  jitter: undefined,
}

function digest(value: unknown): string {
  const text = JSON.stringify(value, (key, part) => {
    // A partner's new token changes no document.
    if (key === 'token') return undefined
    return part instanceof Map || part instanceof Set ? [...part] : part
  })
  return createHash('sha256').update(text).digest('base64url')
}
