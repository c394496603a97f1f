import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { IS_USED } from './duplicates.ts'
import { joined, listed, type Query, query, raw } from './sql.ts'

/** Placements of one language that are in any of the scopes `any`, in each of `all` and in none of `none`. */
export type Branch = {
  readonly language: Language
  readonly any: readonly Scope[]
  readonly all: readonly Scope[]
  readonly none: readonly Scope[]
  /** Excludes fallback variants. */
  readonly own?: true
  /** Only variants with a recording. */
  readonly recorded?: true
}

/**
 * Branches in order of precedence. An article appears once: from the first branch that has it in the branch's language,
 * otherwise from the first branch that has a fallback variant.
 */
export type Union = readonly [Branch, ...Branch[]]

/** `until` is exclusive. Without it, the articles are in a feed's order in place of an archive's. */
export type Span = { readonly from: Instant; readonly until?: Instant }

export const COLUMNS = 'scope, published, article, language, updated, hash, label, rank, added'

/** When an entry was added or changed last. The migrations have an index on this expression. */
export const CHANGED = 'CASE WHEN added > updated THEN added ELSE updated END'

/** Late entries take their place by the instant at which they were added. */
export const FEED_ORDER =
  'rank, CASE WHEN added > published THEN added ELSE published END DESC, published DESC, article'
const ARCHIVE_ORDER = 'rank, published DESC, article'

const NEWEST_CHANGE_FIRST = raw(`${CHANGED} DESC, published DESC, article`)

/** The articles of a union that changed last, each once, in a feed's order. */
export function selectQuery(union: Union, limit: number, span?: Span): Query {
  const passes = passesOf(union).map((pass) => {
    const where = joined([shownBy(pass), ...(span ? [within(span)] : [])], ' AND ')
    // An article's rows in several scopes differ only in scope, label and lateness; GROUP BY joins them.
    return query`SELECT * FROM (SELECT * FROM (SELECT CAST(${pass.branch.language} AS TEXT) AS scope, published, article, language, updated, hash, '' AS label, rank, ${lateness(pass.branch)} AS added FROM placements p WHERE ${where} GROUP BY published, article, language, updated, hash, rank) AS pass ORDER BY ${NEWEST_CHANGE_FIRST} LIMIT ${limit}) AS changed`
  })
  const order = raw(span?.until === undefined ? FEED_ORDER : ARCHIVE_ORDER)
  return query`SELECT ${raw(COLUMNS)} FROM (SELECT * FROM (${joined(passes, ' UNION ALL ')}) AS passes ORDER BY ${NEWEST_CHANGE_FIRST} LIMIT ${limit}) AS newest ORDER BY ${order}`
}

/** An entry is visible once it is in any scope of `any` and in every scope of `all`. */
function lateness({ any, all }: Branch): Query {
  if (all.length === 0) return raw('min(added)')
  const scopes = listed([...any, ...all].map(scopeId))
  return query`(SELECT max(y.added) FROM placements y WHERE y.article = p.article AND y.published = p.published AND y.scope IN (${scopes}))`
}

export function newestBeforeQuery(union: Union, before: number): Query {
  const passes = passesOf(union).map(
    (pass) =>
      query`SELECT max(published) AS published FROM placements p WHERE ${shownBy(pass)} AND published < ${before}`,
  )
  return query`SELECT max(published) AS published FROM (${joined(passes, ' UNION ALL ')}) AS passes`
}

export function withdrawnQuery(union: Union, limit: number): Query {
  const branches = union.map((_, index) => withdrawnFrom(union, index))
  return query`SELECT DISTINCT article, language, at, guid FROM tombstones t WHERE ${joined(branches, ' OR ')} ORDER BY at DESC, article, language LIMIT ${limit}`
}

/** A feed of several languages showed an article in the first of them that it had: only that withdrawal is listed. */
function withdrawnFrom(union: Union, index: number): Query {
  const branch = union[index] as Branch
  const { language } = branch
  const inScopes = matching(branch, 't', SAME_TOMBSTONE)
  if (union.length === 1) return inScopes
  const notBeside = union.map((other) => query`t.beside NOT LIKE ${`%${spacedLanguages([other.language])}%`}`)
  const own = joined([query`t.language = ${language}`, ...notBeside.slice(0, index)], ' AND ')
  const foreign = joined([query`t.language <> ${language}`, ...notBeside], ' AND ')
  return query`(${inScopes} AND (${own} OR ${foreign}))`
}

/** ` uk en `: spaces around each language let LIKE find whole languages. */
export function spacedLanguages(languages: readonly Language[]): string {
  return ` ${languages.join(' ')} `
}

/**
 * A branch's placements in its own language (`own`), its fallback variants (not `own`), or both (`null`, for the only
 * branch of a union). Passes in `earlier` take precedence.
 */
type Pass = { readonly branch: Branch; readonly own: boolean | null; readonly earlier: readonly Pass[] }

function passesOf(union: Union): Pass[] {
  const [branch] = union
  if (union.length === 1) return [{ branch, own: branch.own ?? null, earlier: [] }]
  const passes: Pass[] = []
  for (const own of [true, false]) {
    for (const branch of union) passes.push({ branch, own, earlier: [...passes] })
  }
  return passes
}

/** IN makes both databases start from the recordings, which are few. */
const RECORDED = raw(
  `(p.article, p.language) IN (SELECT article, language FROM variants v WHERE recording IS NOT NULL AND ${IS_USED})`,
)

function shownBy(pass: Pass): Query {
  const exclusions = pass.earlier.map((earlier) => {
    const isShown = joined([matching(earlier.branch, 'e', SAME_PLACE), inLanguageOf(earlier, 'e')], ' AND ')
    return query`NOT EXISTS (SELECT 1 FROM placements e WHERE e.article = p.article AND ${isShown})`
  })
  const language = pass.own === null ? [] : [inLanguageOf(pass, 'p')]
  const recorded = pass.branch.recorded ? [RECORDED] : []
  return joined([matching(pass.branch, 'p', SAME_PLACE), ...recorded, ...language, ...exclusions], ' AND ')
}

function inLanguageOf({ branch, own }: Pass, alias: string): Query {
  return query`${raw(`${alias}.language ${own ? '=' : '<>'}`)} ${branch.language}`
}

/** The columns that identify the rows of the same entry in other scopes. */
type Same = { readonly table: string; readonly columns: readonly string[] }
const SAME_PLACE: Same = { table: 'placements', columns: ['published', 'article'] }
const SAME_TOMBSTONE: Same = { table: 'tombstones', columns: ['at', 'article', 'language'] }

function matching({ any, all, none }: Branch, alias: string, { table, columns }: Same): Query {
  const isSame = columns.map((column) => `x.${column} = ${alias}.${column}`).join(' AND ')
  const inScope = (scope: Scope): Query =>
    query`EXISTS (SELECT 1 FROM ${raw(table)} x WHERE x.scope = ${scopeId(scope)} AND ${raw(isSame)})`
  const inAny = query`${raw(alias)}.scope IN (${listed(any.map(scopeId))})`
  return joined([inAny, ...all.map(inScope), ...none.map((scope) => query`NOT ${inScope(scope)}`)], ' AND ')
}

function within({ from, until }: Span): Query {
  if (until === undefined) return query`p.published >= ${from}`
  return query`p.published >= ${from} AND p.published < ${until}`
}
