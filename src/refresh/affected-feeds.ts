import type { Instant } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import type { StoreWriter } from '../store/port.ts'

/** The scopes whose withdrawals reached the end of their notice period (`withdrawals.keep`) between two instants. */
export async function scopesAfterNoticePeriod(
  { withdrawals: { keep } }: Site,
  store: StoreWriter,
  from: number,
  to: number,
): Promise<Scope[]> {
  const [after, until] = between(from - keep, to - keep)
  return [...(await store.withdrawnFrom(after, until))]
}

/** Every language has a feed of all articles and one of each block of headlines, even an empty one. These are missing. */
export function scopesWithoutFeed({ site, headlines }: RenderContext, before: Edition['feeds']): Scope[] {
  return site.languages
    .flatMap((language): Scope[] => [
      { language, kind: 'all' },
      ...[...headlines.keys()].map((term) => ({ language, kind: 'headlines', term }) as const),
    ])
    .filter((scope) => !before.has(scopeId(scope)))
}

/** Two instants in ascending order: the clock may have been set back. */
export function between(a: Instant, b: Instant): [Instant, Instant] {
  return [Math.min(a, b), Math.max(a, b)]
}
