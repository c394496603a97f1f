import type { Instant, Variant } from '../domain/article.ts'
import type { Placed } from './placements.ts'
import { one, type Sql } from './sql.ts'

/** A variant as other languages point to it. */
export type Sibling = Pick<Variant, 'language' | 'title' | 'url' | 'status' | 'published' | 'expires'>

export type Shown = { readonly variant: Variant; readonly siblings: readonly Sibling[] }

export type VariantsReader = {
  /** The variants of an article that count: of two files that hold it in one language the first by path. */
  variantsOf(article: string): Promise<readonly Variant[]>
  /** What stands at some placements, in their order, each with its article in all languages. */
  shown(placed: readonly Placed[]): Promise<readonly Shown[]>
}

export type VariantsWriter = VariantsReader & {
  articles(): Promise<readonly string[]>
  /** Articles that begin or cease to be visible after `after` and at or before `until`. */
  due(after: Instant, until: Instant): Promise<readonly string[]>
  /** The next instant after another at which {@link due} has articles. */
  nextDue(after: Instant): Promise<Instant | undefined>
}

/** Of two files that hold the same article in the same language, the first by path counts. */
const COUNTS = `file = (SELECT min(file) FROM variants twin WHERE twin.article = v.article AND twin.language = v.language)`

/** When a variant came back from its last withdrawal. */
const RETURNED =
  '(SELECT returned FROM withdrawals w WHERE w.article = v.article AND w.language = v.language) AS returned'

const MOMENTS = ['published', 'updated', 'corrected', 'expires']

const VARIANTS = `SELECT body, ${RETURNED} FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`
const VARIANT = `SELECT body, ${RETURNED} FROM variants v WHERE article = ? AND language = ? ORDER BY file LIMIT 1`
const SIBLINGS = `SELECT language, title, url, status, published, expires FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`
const ARTICLES = 'SELECT DISTINCT article FROM variants ORDER BY article'
const DUE = MOMENTS.map((moment) => `SELECT article FROM variants WHERE ${moment} > ?1 AND ${moment} <= ?2`).join(
  ' UNION ',
)
const NEXT_DUE = `SELECT min(next) AS next FROM (${MOMENTS.map((moment) => `SELECT min(${moment}) AS next FROM variants WHERE ${moment} > ?1 AND status = 'published'`).join(' UNION ALL ')}) AS moments`

export function variantsOn(sql: Sql): VariantsWriter {
  return {
    async variantsOf(article) {
      return (await sql.all<BodyRow>(VARIANTS, article)).map(variantIn)
    },
    async shown(placed) {
      const shown: Shown[] = []
      for (const { article, language } of placed) {
        const row = await one<BodyRow>(sql, VARIANT, article, language)
        shown.push({ variant: variantIn(row as BodyRow), siblings: await sql.all<Sibling>(SIBLINGS, article) })
      }
      return shown
    },
    async articles() {
      return (await sql.all<ArticleRow>(ARTICLES)).map(({ article }) => article)
    },
    async due(after, until) {
      return (await sql.all<ArticleRow>(DUE, after, until)).map(({ article }) => article)
    },
    async nextDue(after) {
      return (await one<{ next: number | null }>(sql, NEXT_DUE, after))?.next ?? undefined
    },
  }
}

type ArticleRow = { article: string }
type BodyRow = { body: string; returned: number | null }

function variantIn({ body, returned }: BodyRow): Variant {
  return { ...(JSON.parse(body) as Variant), returned }
}
