import { type Instant, isVisible, type Variant, type Withdrawn } from '../domain/article.ts'
import type { Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Placement } from '../store/placements.ts'
import type { StoreWriter } from '../store/port.ts'
import type { WithdrawalsWriter } from '../store/withdrawals.ts'

/**
 * Withdraws an article's variants that are no longer published and restores those that are visible again.
 * @returns the scopes whose withdrawals changed
 */
export async function updateWithdrawals(
  { withdrawals: { vanished }, languages }: Pick<Site, 'withdrawals' | 'languages'>,
  store: StoreWriter,
  article: string,
  variants: readonly Variant[],
  placements: readonly Placement[],
  withdrawals: readonly Withdrawn[],
  stamp: Instant,
  now: Instant,
): Promise<Scope[]> {
  const changed: Scope[] = []
  for (const { language, at } of withdrawals) {
    if (!variants.some((variant) => variant.language === language && isVisible(variant, now))) continue
    // RFC 6721 §3: an entry that is newer than its tombstone is not withdrawn.
    changed.push(...(await store.restore(article, language, Math.max(stamp, at + 1000))))
  }
  const scopesOf = scopesByLanguage(placements)
  for (const [language, scopes] of scopesOf) {
    const variant = variants.find((candidate) => candidate.language === language)
    // Removing a language from the settings withdraws nothing.
    if (!languages.includes(language) || !isWithdrawn(variant, vanished)) continue
    // The feed of corrections reports every withdrawal.
    const corrections = scopes
      .filter(({ kind }) => kind === 'all')
      .map((scope) => ({ language: scope.language, kind: 'corrections' as const }))
    const reporting = [...scopes, ...corrections]
    await store.withdraw({ article, language, at: stamp }, reporting, [...scopesOf.keys()])
    changed.push(...reporting)
  }
  return changed
}

/**
 * Reports the end of a fallback variant in the feeds of languages that show another variant from now on.
 * @returns the scopes whose withdrawals changed
 */
export async function updateFallbacks(
  store: WithdrawalsWriter,
  article: string,
  before: readonly Placement[],
  after: readonly Placement[],
  stamp: Instant,
): Promise<Scope[]> {
  const changed: Scope[] = []
  const beside = [...scopesByLanguage(before).keys()]
  const shownBefore = shownLanguages(before)
  const shownAfter = shownLanguages(after)
  for (const { scope, language } of after) {
    if (language === scope.language || shownBefore.get(scope.language) === language) continue
    if (await store.resumeFallback(article, language, scope)) changed.push(scope)
  }
  for (const { scope, language } of before) {
    const next = shownAfter.get(scope.language)
    if (language === scope.language || next === undefined || next === language) continue
    await store.endFallback({ article, language, at: stamp }, scope, beside)
    changed.push(scope)
  }
  return changed
}

/** By the language of the feeds, the language of the variant that they show. */
function shownLanguages(placements: readonly Placement[]): Map<Language, Language> {
  return new Map(placements.map(({ scope, language }) => [scope.language, language]))
}

/**
 * Records the guids of variants that feeds show now. `before` tells which variants feeds showed.
 * @returns the scopes whose withdrawals changed
 */
export async function updateGuids(
  store: StoreWriter,
  variants: readonly Variant[],
  before: readonly Placement[],
  stamp: Instant,
  now: Instant,
): Promise<Scope[]> {
  const changed: Scope[] = []
  for (const variant of variants) {
    const { language, guid = '', shownGuid = '' } = variant
    if (guid === shownGuid || !isVisible(variant, now)) continue
    const wasShown = before.some((placement) => placement.language === language)
    changed.push(...(await store.showGuid(variant, wasShown ? shownGuid : null, stamp)))
  }
  return changed
}

/** For a variant that feeds showed. An embargo or an expiry withdraws nothing. */
function isWithdrawn(variant: Variant | undefined, vanished: Site['withdrawals']['vanished']): boolean {
  if (variant?.status === 'withdrawn') return true
  return (variant === undefined || variant.status === 'draft') && vanished === 'withdraw'
}

/** The scopes that show each variant: in its own language, and in languages that it is a fallback for. */
function scopesByLanguage(placements: readonly Placement[]): Map<Language, Scope[]> {
  const scopes = new Map<Language, Scope[]>()
  for (const { language, scope } of placements) scopes.set(language, [...(scopes.get(language) ?? []), scope])
  return scopes
}
