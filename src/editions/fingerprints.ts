import { createHash } from 'node:crypto'
import type { Site } from '../domain/site.ts'
import type { IntakeContext } from '../intake/intake.ts'
import type { Head } from '../store/head.ts'
import type { RenderContext } from './feed-state.ts'

/**
 * Hashes over everything that articles and documents depend on. If `intake` differs from the store's, a refresh reads
 * every file again. If `publishing` differs, it places every article and updates every feed again. Documents whose
 * content is the same keep their version. `sources` has the fingerprints that the sources themselves report.
 */
export function fingerprintsOf(
  { site, servesMedia }: IntakeContext,
  { catalog, program }: RenderContext,
  sources: readonly string[],
): Head['fingerprints'] {
  const { baseUrl, feedUrl, timeZone, languages, sources: settings, authors, embeds, sizes } = site
  return {
    intake: digest([
      ...[
        program,
        baseUrl,
        feedUrl,
        timeZone,
        languages,
        settings,
        authors,
        embeds,
        sizes.maxItemBytes,
        servesMedia,
        sources,
      ],
    ]),
    publishing: digest([program, settingsOf(site), catalog.texts.version]),
  }
}

/** Settings that change no document. */
const IGNORED_SETTINGS: ReadonlySet<string> = new Set<keyof Site>([
  ...(['cdn', 'tokens', 'proxies', 'outbound', 'deltas', 'readers', 'operators', 'limits', 'redirects'] as const),
  ...(['jitter', 'watch'] as const),
  // Only later refreshes follow it.
  'backfill',
])

function settingsOf(site: Site): object {
  return Object.fromEntries(Object.entries(site).filter(([key]) => !IGNORED_SETTINGS.has(key)))
}

function digest(value: unknown): string {
  const text = JSON.stringify(value, (key, part) => {
    // A partner's new token and permitted callbacks change no document, and what a source is asked changes no article.
    if (key === 'token') return part === null
    if (key === 'allowCallbacks' || key === 'fetch') return undefined
    return part instanceof Map || part instanceof Set ? [...part] : part
  })
  return createHash('sha256').update(text).digest('base64url')
}
