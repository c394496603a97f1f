import type { FeedState } from '../domain/feed.ts'
import { isTerm, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Published } from '../editions/published.ts'
import type { StoreReader } from '../store/port.ts'

/** Fewer articles are a coincidence. */
const ARTICLES_MIN = 3
const PROPOSALS_MAX = 20

type TermFeed = Pick<FeedState, 'scope' | 'label'> & { readonly articles: readonly string[] }

/**
 * One line for each pair of terms of two languages that are likely translations: they have different ids and the same
 * articles, as far as these are in both languages, and no other term has exactly these articles.
 */
export async function aliasProposals(
  { edition, context: { site } }: Published,
  reader: Pick<StoreReader, 'window'>,
): Promise<string[]> {
  const terms: TermFeed[] = []
  const articlesIn = new Map<Language, ReadonlySet<string>>()
  for (const { scope, label, items } of edition.feeds.values()) {
    if (items === 0 || !(scope.kind === 'all' || isTerm(scope))) continue
    const placed = await reader.window(scope, Number.MAX_SAFE_INTEGER)
    const articles = placed.flatMap(({ article, language }) => (language === scope.language ? article : [])).sort()
    if (scope.kind === 'all') articlesIn.set(scope.language, new Set(articles))
    else if (articles.length >= ARTICLES_MIN) terms.push({ scope, label, articles })
  }
  const lines: string[] = []
  const proposed = new Set<string>()
  for (const [index, language] of site.languages.entries()) {
    for (const other of site.languages.slice(index + 1)) {
      const shared = articlesIn.get(language)?.intersection(articlesIn.get(other) ?? new Set()) ?? new Set()
      for (const [a, b] of pairsIn(terms, [language, other], shared)) {
        const ids = [a, b].map(({ scope }) => scopeId(scope))
        if (ids.every((id) => proposed.has(id))) continue
        for (const id of ids) proposed.add(id)
        const [text, alias, kind] = [JSON.stringify(a.label), JSON.stringify(b.label), `${a.scope.kind}s`]
        lines.push(
          `site.yaml: the ${kind} ${text} (${language}) and ${alias} (${other}) stand on the same articles. If they mean the same, join them: aliases: {${kind}: {${text}: [${alias}]}} [proposal]`,
        )
      }
    }
  }
  const more = lines.length - PROPOSALS_MAX
  return more > 0 ? [...lines.slice(0, PROPOSALS_MAX), `site.yaml: ${more} more pairs of terms [proposal]`] : lines
}

function pairsIn(
  terms: readonly TermFeed[],
  languages: readonly [Language, Language],
  shared: ReadonlySet<string>,
): (readonly [TermFeed, TermFeed])[] {
  const groups = new Map<string, [TermFeed[], TermFeed[]]>()
  for (const term of terms) {
    const side = languages.indexOf(term.scope.language)
    const articles = term.articles.filter((article) => shared.has(article))
    if (side < 0 || articles.length < ARTICLES_MIN) continue
    const key = [term.scope.kind, ...articles].join('\n')
    const group = groups.get(key) ?? [[], []]
    groups.set(key, group)
    group[side as 0 | 1].push(term)
  }
  return [...groups.values()].flatMap(([[a, ...others], [b, ...more]]) => {
    if (!a || !b || others.length + more.length > 0) return []
    return scopeId({ ...a.scope, language: b.scope.language }) === scopeId(b.scope) ? [] : [[a, b] as const]
  })
}
