import { createYield } from '../concurrency.ts'
import type { Language } from '../domain/language.ts'
import { folded } from '../domain/text.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { Dated } from '../store/placements.ts'
import type { Store } from '../store/port.ts'
import { listedFeedsIn } from './directory.ts'
import { expectCurrent } from './feeds.ts'
import type { Published } from './published.ts'

/** The newest articles of a language that a search reads: docs/decisions/0062. */
export const SEARCHED_ARTICLES_MAX = 10_000
/** Reading this many takes 6 ms, in which no request is answered. */
const PART = 200

/** An article with its title and the names of its feeds, folded. */
type Searchable = Dated & { readonly text: string }

/** The articles of one language, newest first. */
type Index = {
  readonly revision: number
  readonly catalog: Catalog
  /** By id. The next index takes the texts of unchanged articles from it, also if reading this one failed. */
  readonly read: Map<string, Searchable>
  readonly articles: Promise<readonly Searchable[]>
}

/** Searches the newest articles of a language in memory. They are read at the first search of an edition. */
export function createArticleSearch(store: Pick<Store, 'snapshot'>) {
  const indexes = new Map<Language, Index>()

  /** Adds articles to `read`, with the texts of `before` if they are unchanged. */
  const readArticles = async (
    published: Published,
    language: Language,
    read: Index['read'],
    before: Index['read'] | undefined,
  ): Promise<readonly Searchable[]> => {
    const yieldToRequests = createYield()
    const feeds = listedFeedsIn(published, language)
    const readPart = (after: Dated | undefined): Promise<Dated | undefined> =>
      store.snapshot(async (reader) => {
        await expectCurrent(published, reader)
        const placed = await reader.byDate(language, PART, after)
        const isKnown = ({ article, hash }: Dated): boolean => before?.get(article)?.hash === hash
        const changed = placed.filter((one) => !isKnown(one))
        const rows = changed.length > 0 ? await reader.titlesAndScopes(changed, language) : []
        const texts = new Map(
          rows.map((row) => {
            const names = row.scopes?.split(' ').map((scope) => feeds.get(scope)?.name ?? '') ?? []
            return [`${row.article} ${row.language}`, folded([row.title, ...names].join('\n'))]
          }),
        )
        for (const one of placed) {
          const known = isKnown(one) && before?.get(one.article)
          read.set(one.article, known || { ...one, text: texts.get(`${one.article} ${one.language}`) ?? '' })
        }
        return placed.length === PART ? placed.at(-1) : undefined
      })
    let last = await readPart(undefined)
    for (; last && read.size < SEARCHED_ARTICLES_MAX; last = await readPart(last)) await yieldToRequests()
    return [...read.values()]
  }

  const indexOf = (published: Published, language: Language): Index => {
    const { catalog } = published.context
    const { revision } = published.edition
    const latest = indexes.get(language)
    const before = latest?.catalog === catalog ? latest : undefined
    if (before?.revision === revision) return before
    const read: Index['read'] = new Map()
    const index = { revision, catalog, read, articles: readArticles(published, language, read, before?.read) }
    indexes.set(language, index)
    index.articles.catch(() => {
      for (const [id, article] of before?.read ?? []) if (!read.has(id)) read.set(id, article)
      // The next search tries again.
      if (indexes.get(language) === index) indexes.set(language, { ...index, revision: -1 })
    })
    return index
  }

  /**
   * The articles whose title and names of feeds have all words of a text, newest first, and whether older articles
   * were not searched. Ignores case and accents. @throws Superseded
   */
  return async (published: Published, language: Language, text: string) => {
    const words = folded(text).split(/\s+/).filter(Boolean)
    if (words.length === 0) return { articles: [], isPartial: false }
    const articles = await indexOf(published, language).articles
    return {
      articles: articles.filter((one) => words.every((word) => one.text.includes(word))),
      isPartial: (published.edition.extents.get(language)?.entries ?? 0) > articles.length,
    }
  }
}
