import { type Instant, isVisible, type Variant } from '../domain/article.ts'
import type { Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Placement } from '../store/placements.ts'
import type { StoreWriter } from '../store/port.ts'

/**
 * Withdraws an article's variants that are no longer published and restores those that are visible again.
 * @returns the scopes whose withdrawals changed
 */
export async function updateWithdrawals(
  { withdrawals: { vanished }, languages }: Pick<Site, 'withdrawals' | 'languages'>,
  store: StoreWriter,
  article: string,
  variants: readonly Variant[],
  stamp: Instant,
  now: Instant,
): Promise<Scope[]> {
  const changed: Scope[] = []
  for (const { language, at } of await store.withdrawalsOf(article)) {
    if (!variants.some((variant) => variant.language === language && isVisible(variant, now))) continue
    // RFC 6721 §3: an entry that is newer than its tombstone is not withdrawn.
    changed.push(...(await store.restore(article, language, Math.max(stamp, at + 1000))))
  }
  const placements = await store.placementsOf(article)
  const scopesOf = scopesByLanguage(placements)
  for (const [language, scopes] of scopesOf) {
    const variant = variants.find((candidate) => candidate.language === language)
    // Removing a language from the settings withdraws nothing.
    if (!languages.includes(language) || !isWithdrawn(variant, vanished)) continue
    await store.withdraw({ article, language, at: stamp }, scopes, [...scopesOf.keys()])
    changed.push(...scopes)
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
