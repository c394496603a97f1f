import { type Instant, isVisible, type Term, type Variant } from '../domain/article.ts'
import type { Scope, ScopeKind } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Headlines, Selection, Site } from '../domain/site.ts'
import { entryHash, entryOf } from '../feeds/entry.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { Placement } from '../store/port.ts'

/** What decides where articles go. */
export type Placing = { readonly site: Site; readonly catalog: Catalog; readonly headlines: Headlines }

/** The feeds that an article belongs in at an instant, and what each shows of it. */
export function placementsOf(placing: Placing, variants: readonly Variant[], at: Instant): Placement[] {
  const { site, catalog, headlines } = placing
  const visible = variants.filter((variant) => isVisible(variant, at))
  return site.languages.flatMap((language) => {
    const variant = variantFor(site, language, visible)
    if (!variant) return []
    const entry = entryOf(site, catalog, [language], variant, visible, at)
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
      ...entry.terms
        .filter(({ kind, id }) => !site.retired[kind].has(id))
        .map(({ kind, id }) => placed({ language, kind, term: id }, labelIn(variant, kind, id), 0)),
      ...[...headlines].flatMap(([block, articles]) => {
        const rank = articles.indexOf(article)
        return rank < 0 ? [] : placed({ language, kind: 'headlines', term: block }, '', rank)
      }),
    ]
  })
}

/** As much as any feed shows of what stands in such a scope: a partner's feed may say more than the scope's own. */
function hashedContent({ feeds, partners }: Site, kind: ScopeKind): Selection['content'] {
  const read = kind === 'all' || kind === 'tag'
  return read && [...partners.values()].some(({ content }) => content === 'full') ? 'full' : feeds[kind].content
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
