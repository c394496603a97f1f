import type { Instant } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { Making } from '../editions/feed-state.ts'
import type { StoreWriter } from '../store/port.ts'

// Feeds that are others although no article in them moved.

/** The scopes with withdrawals of which enough has been told by now. */
export async function silencedScopes(
  { withdrawals: { keep } }: Site,
  store: StoreWriter,
  from: number,
  to: number,
): Promise<Scope[]> {
  const [after, until] = between(from - keep, to - keep)
  return [...(await store.withdrawnFrom(after, until))]
}

/** The feeds of everything and of every block are there in every language, from the first refresh on. */
export function unbornScopes({ site, headlines }: Making, before: Edition['feeds']): Scope[] {
  return site.languages
    .flatMap((language): Scope[] => [
      { language, kind: 'all' },
      ...[...headlines.keys()].map((term) => ({ language, kind: 'headlines', term }) as const),
    ])
    .filter((scope) => !before.has(scopeId(scope)))
}

/** What lies between two instants, also where the clock was set back in between. */
export function between(a: Instant, b: Instant): [Instant, Instant] {
  return [Math.min(a, b), Math.max(a, b)]
}
