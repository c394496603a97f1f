import { type Instant, isVisible, type Term, type Variant } from '../domain/article.ts'
import type { Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { entryHash, entryOf } from '../feeds/entry.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { Placement } from '../store/port.ts'

/** The feeds that an article belongs in at an instant, and what each shows of it. */
export function placementsOf(site: Site, catalog: Catalog, variants: readonly Variant[], at: Instant): Placement[] {
  const visible = variants.filter((variant) => isVisible(variant, at))
  return site.languages.flatMap((language) => {
    const variant = variantFor(site, language, visible)
    if (!variant) return []
    const entry = entryOf(site, catalog, language, variant, visible, at)
    const { published, updated } = entry.variant
    const shown = { published, updated, language: variant.language, hash: entryHash(entry) }
    return [
      { scope: { language, kind: 'all' } as Scope, label: '', ...shown },
      ...entry.terms
        .filter(({ kind, id }) => !site.retired[kind].has(id))
        .map(({ kind, id }) => ({
          scope: { language, kind, term: id } as Scope,
          label: labelIn(variant, kind, id),
          ...shown,
        })),
    ]
  })
}

/** The variant in the language, else the first that its fallback finds. */
function variantFor(site: Site, language: Language, visible: readonly Variant[]): Variant | undefined {
  for (const candidate of [language, ...(site.fallback.get(language) ?? [])]) {
    const variant = visible.find((one) => one.language === candidate)
    if (variant) return variant
  }
  return undefined
}

/** What the article itself calls the term: the feed's name depends on articles and catalogue, not on one through the other. */
function labelIn(variant: Variant, kind: Term['kind'], id: string): string {
  return variant.terms.find((term) => term.kind === kind && term.id === id)?.label ?? id
}
