import { type Instant, isVisible, type Variant } from '../domain/article.ts'
import type { Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Placement, StoreWriter } from '../store/port.ts'

/**
 * Remembers what of an article feeds showed until now and is no more, and what has come back; `stamp` dates both.
 * @returns the scopes that tell another thing now
 */
export async function updateWithdrawals(
  { withdrawals: { vanished }, languages }: Pick<Site, 'withdrawals' | 'languages'>,
  store: StoreWriter,
  article: string,
  variants: readonly Variant[],
  stamp: Instant,
  now: Instant,
): Promise<Scope[]> {
  const moved: Scope[] = []
  for (const { language, at } of await store.withdrawalsOf(article)) {
    if (!variants.some((variant) => variant.language === language && isVisible(variant, now))) continue
    // RFC 6721 §3: what is newer than the withdrawal is not withdrawn.
    moved.push(...(await store.restore(article, language, Math.max(stamp, at + 1000))))
  }
  const placements = await store.placementsOf(article)
  const scopesOf = scopesByLanguage(placements)
  for (const [language, scopes] of scopesOf) {
    const variant = variants.find((one) => one.language === language)
    // A language that is taken out of the settings withdraws nothing that was in it.
    if (!languages.includes(language) || !isWithdrawn(variant, vanished)) continue
    await store.withdraw({ article, language, at: stamp }, scopes, [...scopesOf.keys()])
    moved.push(...scopes)
  }
  return moved
}

/** What was shown and is no longer published: an embargo, or an end that has come, withdraws nothing. */
function isWithdrawn(variant: Variant | undefined, vanished: Site['withdrawals']['vanished']): boolean {
  if (variant?.status === 'withdrawn') return true
  return (variant === undefined || variant.status === 'draft') && vanished === 'withdraw'
}

/** Where each of an article's variants was shown, in its own language's feeds and in those that it stood in. */
function scopesByLanguage(placements: readonly Placement[]): Map<Language, Scope[]> {
  const scopes = new Map<Language, Scope[]>()
  for (const { language, scope } of placements) scopes.set(language, [...(scopes.get(language) ?? []), scope])
  return scopes
}
