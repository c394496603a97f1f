import { createYield } from '../concurrency.ts'
import type { TermKind } from '../domain/article.ts'
import type { FormerTerms } from '../domain/edition.ts'
import type { FeedIndex } from '../domain/feed-index.ts'
import { isTerm, scopeId } from '../domain/feed-key.ts'
import { formerTermId } from '../domain/former-term.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { possibleTermIds, termId } from '../domain/term.ts'

/**
 * The ids that the program gave to terms before, as far as they differ from the ids of `feeds`. A request for such an id
 * is redirected. Includes `known` ids, which labels may no longer tell. Ids that a request tells by itself are left out.
 */
export async function formerTermsIn(
  feeds: FeedIndex,
  { authors, languages }: Pick<Site, 'authors' | 'languages'>,
  known: FormerTerms = {},
  signal?: AbortSignal,
): Promise<FormerTerms> {
  const former: Record<string, string> = { ...known }
  const add = (kind: TermKind, language: Language, label: string, old: string): void => {
    const scopeOfTerm = (term: string): string => scopeId({ kind, term, language })
    const id = possibleTermIds(label, language).find((term) => feeds.has(scopeOfTerm(term)))
    if (id !== undefined && id !== old && id !== termId(old, language)) former[scopeOfTerm(old)] = id
  }
  const yieldToRequests = createYield(signal)
  for (const { scope, label, items } of feeds.values()) {
    await yieldToRequests()
    if (!isTerm(scope)) continue
    const old = formerTermId(label)
    // Most ids are as they were.
    if (old !== scope.term || items === 0) add(scope.kind, scope.language, label, old)
  }
  for (const key of authors.keys()) {
    for (const language of languages) add('author', language, key, formerTermId(key))
  }
  return former
}
