import { setImmediate } from 'node:timers/promises'
import type { Instant, Recording, Variant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import { IS_USED } from './duplicates.ts'
import type { Placed } from './placements.ts'
import { column, inSteps, listed, query, raw, rowsOf, type Sql } from './sql.ts'

/** Another language's variant of the same article, as links to it need it. */
export type Sibling = Pick<Variant, 'language' | 'title' | 'url' | 'status' | 'published' | 'expires'> &
  ({ readonly recording: Recording | undefined } | Pick<Variant, 'attachments'>)

/** Of two files with the same variant, the last row is that of the file that is used. Scope ids are joined by spaces. */
export type TitleAndScopes = Pick<Variant, 'article' | 'language' | 'title'> & { readonly scopes: string | null }

export type Shown = { readonly variant: Variant; readonly siblings: readonly Sibling[] }

/** When a variant was published again after its last withdrawal. */
const RETURNED =
  '(SELECT returned FROM withdrawals w WHERE w.article = v.article AND w.language = v.language) AS returned'

const SHOWN_GUID = '(SELECT guid FROM shown_guids s WHERE s.article = v.article AND s.language = v.language) AS shown'

const MOMENTS = ['published', 'updated', 'corrected', 'expires']

const TITLE = 'SELECT title FROM variants WHERE article = ? AND language = ? ORDER BY file LIMIT 1'
const FILE = TITLE.replace('title', 'file')
const NAMED =
  'SELECT DISTINCT article FROM variants WHERE article = ?1 OR file = ?1 OR guid = ?1 ORDER BY article LIMIT ?2'
const ARTICLES = 'SELECT DISTINCT article FROM variants WHERE article > ? ORDER BY article LIMIT ?'
const ARTICLES_PER_PAGE = 2000
const ARTICLES_STEP = 10
const HEADLINES =
  "SELECT article, headline FROM variants WHERE headline IS NOT NULL AND status = 'published' GROUP BY article, headline ORDER BY max(published) DESC, article"
const DUE = MOMENTS.map((moment) => `SELECT article FROM variants WHERE ${moment} > ?1 AND ${moment} <= ?2`).join(
  ' UNION ',
)
const NEXT_DUE = `SELECT min(next) FROM (${MOMENTS.map((moment) => `SELECT min(${moment}) AS next FROM variants WHERE ${moment} > ?1 AND status = 'published'`).join(' UNION ALL ')}) AS moments`

export function variantsOn(sql: Sql) {
  const variantsByArticle = async (articles: readonly string[]): Promise<ReadonlyMap<string, readonly Variant[]>> => {
    const variants = query`SELECT body, ${raw(RETURNED)}, ${raw(SHOWN_GUID)} FROM variants v WHERE article IN (${listed(articles)}) AND ${raw(IS_USED)} ORDER BY language`
    return Map.groupBy((await rowsOf<BodyRow>(sql, variants)).map(variantIn), ({ article }) => article)
  }
  return {
    /** One variant per language: of two files with the same article and language, or guid, the first by path is used. */
    async variantsOf(article: string): Promise<readonly Variant[]> {
      return (await variantsByArticle([article])).get(article) ?? []
    },
    variantsByArticle,
    /** The articles that name a block of headlines, the newest first. */
    namedHeadlines(): Promise<{ readonly article: string; readonly headline: string }[]> {
      return sql.all(HEADLINES)
    },
    /** The languages in which other files have an article, too. */
    languagesElsewhere(article: string, file: string): Promise<readonly string[]> {
      return column(sql, 'SELECT DISTINCT language FROM variants WHERE article = ? AND file <> ?', article, file)
    },
    /** The variants of placements, in the same order. */
    async shownVariants(placed: readonly Pick<Placed, 'article' | 'language'>[]): Promise<readonly Shown[]> {
      const [first] = placed
      if (!first) return []
      const articles = listed(
        inSteps(
          placed.map(({ article }) => article),
          ARTICLES_STEP,
          first.article,
        ),
      )
      const languages = listed([...new Set(placed.map(({ language }) => language))])
      // Of two files with the same variant, the first by path is used: its row is the last.
      const bodies = query`SELECT body, ${raw(RETURNED)} FROM variants v WHERE article IN (${articles}) AND language IN (${languages}) ORDER BY file DESC`
      const siblings = query`SELECT article, language, title, url, status, published, expires, recording FROM variants v WHERE article IN (${articles}) AND ${raw(IS_USED)} ORDER BY language`
      const variants = new Map<string, Variant>()
      for (const row of await rowsOf<BodyRow>(sql, bodies)) {
        const variant = variantIn(row)
        variants.set(`${variant.language} ${variant.article}`, variant)
      }
      const siblingsByArticle = Map.groupBy(await rowsOf<SiblingRow>(sql, siblings), ({ article }) => article)
      return placed.map(({ article, language }) => ({
        variant: variants.get(`${language} ${article}`) as Variant,
        siblings: (siblingsByArticle.get(article) ?? []).map(siblingIn),
      }))
    },
    /** The titles of variants, and the ids of the terms' scopes of `language` that the articles are in. */
    async titlesAndScopes(placed: readonly Pick<Placed, 'article' | 'language'>[], language: Language) {
      const articles = listed(placed.map(({ article }) => article))
      const languages = listed([...new Set(placed.map((one) => one.language))])
      // '0' follows '/'.
      const scopes = query`SELECT string_agg(scope, ' ') FROM placements p WHERE p.article = v.article AND scope > ${`${language}/`} AND scope < ${`${language}0`}`
      const rows = query`SELECT article, language, title, (${scopes}) AS scopes FROM variants v WHERE article IN (${articles}) AND language IN (${languages}) ORDER BY file DESC`
      return rowsOf<TitleAndScopes>(sql, rows)
    },
    async titleOf({ article, language }: Pick<Placed, 'article' | 'language'>): Promise<string> {
      return (await column<string>(sql, TITLE, article, language))[0] ?? ''
    },
    /** The file that feeds show the variant from. */
    async fileOf({ article, language }: Pick<Placed, 'article' | 'language'>): Promise<string> {
      return (await column<string>(sql, FILE, article, language))[0] ?? ''
    },
    /** All files that have a variant of an article, duplicates too. */
    filesOf(article: string): Promise<readonly { readonly language: Language; readonly file: string }[]> {
      return sql.all('SELECT language, file FROM variants WHERE article = ? ORDER BY language, file', article)
    },
    /** The first articles that have a name as their id, file or guid. */
    articlesNamed(name: string, limit: number): Promise<readonly string[]> {
      return column(sql, NAMED, name, limit)
    },
    /** Sorted. Read in pages, between which requests are answered: SQLite blocks the event loop while it reads. */
    async articles(): Promise<readonly string[]> {
      const articles: string[] = []
      for (let page: string[] | undefined; page === undefined || page.length === ARTICLES_PER_PAGE; ) {
        page = await column<string>(sql, ARTICLES, articles.at(-1) ?? '', ARTICLES_PER_PAGE)
        articles.push(...page)
        await setImmediate()
      }
      return articles
    },
    /** Articles that become visible, change or expire after `after` and not after `until`. */
    due(after: Instant, until: Instant): Promise<readonly string[]> {
      return column(sql, DUE, after, until)
    },
    /** The next instant at which `due` has articles. */
    async nextDue(after: Instant): Promise<Instant | undefined> {
      return (await column<Instant | null>(sql, NEXT_DUE, after))[0] ?? undefined
    },
  }
}

type SiblingRow = Omit<Sibling, 'attachments' | 'recording'> & { article: string; recording: string | null }

function siblingIn({ recording, article: _, ...row }: SiblingRow): Sibling {
  return { ...row, recording: recording === null ? undefined : (JSON.parse(recording) as Recording) }
}

type BodyRow = { body: string; returned: number | null; shown?: string | null }

function variantIn({ body, returned, shown }: BodyRow): Variant {
  return { ...(JSON.parse(body) as Variant), returned, ...(typeof shown === 'string' && { shownGuid: shown }) }
}
