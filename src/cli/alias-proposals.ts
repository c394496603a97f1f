import type { TermKind } from '../domain/article.ts'
import type { FeedState } from '../domain/feed.ts'
import { scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Published } from '../editions/published.ts'
import type { StoreReader } from '../store/port.ts'

/** Fewer articles are a coincidence. */
const ARTICLES_MIN = 3
const PROPOSALS_MAX = 20

type TermFeed = { readonly feed: FeedState; readonly kind: TermKind; readonly articles: readonly string[] }

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
  for (const feed of edition.feeds.values()) {
    const { scope } = feed
    if (feed.items === 0 || scope.kind === 'headlines') continue
    const placed = await reader.window(scope, Number.MAX_SAFE_INTEGER)
    const articles = placed.flatMap(({ article, language }) => (language === scope.language ? article : [])).sort()
    if (scope.kind === 'all') articlesIn.set(scope.language, new Set(articles))
    else if (articles.length >= ARTICLES_MIN) terms.push({ feed, kind: scope.kind, articles })
  }
  const lines: string[] = []
  const proposed = new Set<string>()
  for (const [index, language] of site.languages.entries()) {
    for (const other of site.languages.slice(index + 1)) {
      for (const [a, b] of pairsIn(terms, [language, other], articlesIn)) {
        const ids = [a, b].map(({ feed }) => scopeId(feed.scope))
        if (ids.every((id) => proposed.has(id))) continue
        for (const id of ids) proposed.add(id)
        const [text, alias] = [JSON.stringify(a.feed.label), JSON.stringify(b.feed.label)]
        lines.push(
          `site.yaml: the ${a.kind}s ${text} (${language}) and ${alias} (${other}) stand on the same articles. If they mean the same, join them: aliases: {${a.kind}s: {${text}: [${alias}]}} [proposal]`,
        )
      }
    }
  }
  const more = lines.length - PROPOSALS_MAX
  return more > 0 ? [...lines.slice(0, PROPOSALS_MAX), `site.yaml: ${more} more pairs of terms [proposal]`] : lines
}

function pairsIn(
  terms: readonly TermFeed[],
  [language, other]: readonly [Language, Language],
  articlesIn: ReadonlyMap<Language, ReadonlySet<string>>,
): (readonly [TermFeed, TermFeed])[] {
  const [own, foreign] = [new Map<string, TermFeed[]>(), new Map<string, TermFeed[]>()]
  for (const term of terms) {
    const isOwn = term.feed.scope.language === language
    if (!isOwn && term.feed.scope.language !== other) continue
    const shared = term.articles.filter((article) => articlesIn.get(isOwn ? other : language)?.has(article))
    if (shared.length < ARTICLES_MIN) continue
    const key = `${term.kind} ${shared.join('\n')}`
    const group = isOwn ? own : foreign
    group.set(key, [...(group.get(key) ?? []), term])
  }
  return [...own].flatMap(([key, [term, ...rest]]) => {
    const [translation, ...others] = foreign.get(key) ?? []
    if (!term || !translation || rest.length + others.length > 0) return []
    return scopeId({ ...term.feed.scope, language: other }) === scopeId(translation.feed.scope)
      ? []
      : [[term, translation] as const]
  })
}
