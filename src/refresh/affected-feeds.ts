import type { Instant } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import type { WithdrawalsWriter } from '../store/withdrawals.ts'

/** The scopes whose withdrawals reached the end of their notice period (`withdrawals.keep`) between two instants. */
export async function scopesAfterNoticePeriod(
  { withdrawals: { keep } }: Site,
  store: WithdrawalsWriter,
  from: number,
  to: number,
): Promise<Scope[]> {
  const [after, until] = between(from - keep, to - keep)
  return [...(await store.withdrawnFrom(after, until))]
}

/** The feeds that each language has even without entries, all articles and headlines, as far as they do not exist. */
export function scopesWithoutFeed({ site, headlines }: RenderContext, previousFeeds: Edition['feeds']): Scope[] {
  return site.languages
    .flatMap((language): Scope[] => [
      { language, kind: 'all' },
      ...[...headlines.keys()].map((term) => ({ language, kind: 'headlines', term }) as const),
    ])
    .filter((scope) => !previousFeeds.has(scopeId(scope)))
}

/** Two instants in ascending order: the clock may have been set back. */
export function between(a: Instant, b: Instant): [Instant, Instant] {
  return [Math.min(a, b), Math.max(a, b)]
}
