import { type Instant, isVisible, type Term, type Variant } from '../domain/article.ts'
import type { Scope, ScopeKind } from '../domain/feed-key.ts'
import { idInSettings } from '../domain/former-term.ts'
import type { Language } from '../domain/language.ts'
import type { Headlines, Selection, Site } from '../domain/site.ts'
import { currentTerm, entryHash, entryOf } from '../feeds/entry.ts'
import { withElements } from '../feeds/extensions.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { Placement } from '../store/placements.ts'

/** All that placements depend on, besides the variants. */
export type PlacementContext = { readonly site: Site; readonly catalog: Catalog; readonly headlines: Headlines }

/** The scopes that show an article at an instant, each with its label, rank, dates and hash. */
export function placementsOf(placing: PlacementContext, variants: readonly Variant[], at: Instant): Placement[] {
  const { site, catalog, headlines } = placing
  const partnerExtensions = [...site.partners.values()].map(({ extensions }) => extensions)
  const visible = variants.filter((variant) => isVisible(variant, at))
  return site.languages.flatMap((language) => {
    const variant = variantFor(site, language, visible)
    if (!variant) return []
    const own = entryOf(site, catalog, [language], variant, visible, at)
    // Feeds of partners change when their scopes do.
    const entry = withElements(own, partnerExtensions)
    const { article, published, updated } = entry.variant
    const hashes = new Map<Selection['content'], string>()
    const placed = (scope: Scope, label: string, rank: number): Placement => {
      const content = hashedContent(site, scope.kind)
      const hash = hashes.get(content) ?? entryHash(entry, content)
      hashes.set(content, hash)
      return { scope, label, rank, published, updated, language: variant.language, hash }
    }
    return [
      placed({ language, kind: 'all' }, '', 0),
      ...entry.terms.flatMap(({ kind, id }) => {
        if (id === null) return []
        const label = labelIn(site, variant, kind, id)
        return idInSettings(site.retired[kind], id, label) ? [] : placed({ language, kind, term: id }, label, 0)
      }),
      ...[...headlines].flatMap(([block, articles]) => {
        const rank = articles.indexOf(article.normalize('NFC'))
        return rank < 0 ? [] : placed({ language, kind: 'headlines', term: block }, '', rank)
      }),
    ]
  })
}

/** The content that the hash covers: full if the scope's feed or a partner feed made from it shows full content. */
function hashedContent({ feeds, partners }: Site, kind: ScopeKind): Selection['content'] {
  const inPartners = kind === 'all' || kind === 'tag'
  return inPartners && [...partners.values()].some(({ content }) => content === 'full') ? 'full' : feeds[kind].content
}

/** The variant in the language, or else in the first of its fallback languages. */
function variantFor(site: Site, language: Language, visible: readonly Variant[]): Variant | undefined {
  for (const candidate of [language, ...(site.fallback.get(language) ?? [])]) {
    const variant = visible.find((one) => one.language === candidate)
    if (variant) return variant
  }
  return undefined
}

/** The article's own label for the term. Feeds look up the catalogue's label themselves. */
function labelIn(site: Site, { terms }: Variant, kind: Term['kind'], id: string): string {
  const isTerm = (term: Term): boolean => term.kind === kind && term.id === id
  return (terms.find(isTerm) ?? terms.map((term) => currentTerm(site, term)).find(isTerm))?.label ?? id
}
