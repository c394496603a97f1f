import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Value } from './sql.ts'

/** Placements of one language that are in any of the scopes `any`, in each of `all` and in none of `none`. */
export type Branch = {
  readonly language: Language
  readonly any: readonly Scope[]
  readonly all: readonly Scope[]
  readonly none: readonly Scope[]
  /** Excludes fallback variants. */
  readonly own?: true
}

/**
 * Branches in order of precedence. An article appears once: from the first branch that has it in the branch's language,
 * otherwise from the first branch that has a fallback variant.
 */
export type Union = readonly [Branch, ...Branch[]]

/** `until` is exclusive. Without it, the articles are in a feed's order in place of an archive's. */
export type Span = { readonly from: Instant; readonly until?: Instant }

/** SQL and the values of its parameters, in order. */
export type Query = { readonly text: string; readonly values: readonly Value[] }

export const COLUMNS = 'scope, published, article, language, updated, hash, label, rank, added'

/** When an entry was added or changed last. The migrations have an index on this expression. */
export const CHANGED = 'CASE WHEN added > updated THEN added ELSE updated END'

/** Late entries take their place by the instant at which they were added. */
export const FEED_ORDER =
  'rank, CASE WHEN added > published THEN added ELSE published END DESC, published DESC, article'
const ARCHIVE_ORDER = 'rank, published DESC, article'

/** The articles of a union that changed last, each once, in a feed's order. */
export function selectQuery(union: Union, limit: number, span?: Span): Query {
  const parts = passesOf(union).map((pass) => {
    const where = joined([shownBy(pass), ...(span ? [within(span)] : [])], ' AND ')
    const late = lateness(pass.branch)
    // An article's rows in several scopes differ only in scope, label and lateness; GROUP BY joins them.
    const text = `SELECT * FROM (SELECT * FROM (SELECT CAST(? AS TEXT) AS scope, published, article, language, updated, hash, '' AS label, rank, ${late.text} FROM placements p WHERE ${where.text} GROUP BY published, article, language, updated, hash, rank) AS pass ORDER BY ${CHANGED} DESC, published DESC, article LIMIT ?) AS changed`
    return { text, values: [pass.branch.language, ...late.values, ...where.values, limit] }
  })
  const all = joined(parts, ' UNION ALL ')
  return {
    text: `SELECT ${COLUMNS} FROM (SELECT * FROM (${all.text}) AS passes ORDER BY ${CHANGED} DESC, published DESC, article LIMIT ?) AS newest ORDER BY ${span?.until === undefined ? FEED_ORDER : ARCHIVE_ORDER}`,
    values: [...all.values, limit],
  }
}

/** An entry is visible once it is in any scope of `any` and in every scope of `all`. */
function lateness({ any, all }: Branch): Query {
  if (all.length === 0) return { text: 'min(added) AS added', values: [] }
  const scopes = [...any, ...all].map(scopeId)
  const text = `(SELECT max(y.added) FROM placements y WHERE y.article = p.article AND y.published = p.published AND y.scope IN (${scopes.map(() => '?').join(', ')})) AS added`
  return { text, values: scopes }
}

export function newestBeforeQuery(union: Union, before: number): Query {
  const parts = passesOf(union).map((pass) => {
    const { text, values } = shownBy(pass)
    return {
      text: `SELECT max(published) AS published FROM placements p WHERE ${text} AND published < ?`,
      values: [...values, before],
    }
  })
  const { text, values } = joined(parts, ' UNION ALL ')
  return { text: `SELECT max(published) AS published FROM (${text}) AS passes`, values }
}

export function withdrawnQuery(union: Union, limit: number): Query {
  const where = joined(
    union.map((_, index) => withdrawnFrom(union, index)),
    ' OR ',
  )
  return {
    text: `SELECT DISTINCT article, language, at, guid FROM tombstones t WHERE ${where.text} ORDER BY at DESC, article, language LIMIT ?`,
    values: [...where.values, limit],
  }
}

/** A feed of several languages showed an article in the first of them that it had: only that withdrawal is listed. */
function withdrawnFrom(union: Union, index: number): Query {
  const branch = union[index] as Branch
  const languages = union.map(({ language }) => language)
  const inScopes = matching(branch, 't', SAME_TOMBSTONE)
  if (union.length === 1) return inScopes
  const own = joined(
    [{ text: 't.language = ?', values: [branch.language] }, ...languages.slice(0, index).map(notBeside)],
    ' AND ',
  )
  const foreign = joined([{ text: 't.language <> ?', values: [branch.language] }, ...languages.map(notBeside)], ' AND ')
  return {
    text: `(${inScopes.text} AND (${own.text} OR ${foreign.text}))`,
    values: [...inScopes.values, ...own.values, ...foreign.values],
  }
}

function notBeside(language: Language): Query {
  return { text: 't.beside NOT LIKE ?', values: [`%${spacedLanguages([language])}%`] }
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

function shownBy(pass: Pass): Query {
  const exclusions = pass.earlier.map((earlier) => {
    const { text, values } = joined([matching(earlier.branch, 'e', SAME_PLACE), inLanguageOf(earlier, 'e')], ' AND ')
    return { text: `NOT EXISTS (SELECT 1 FROM placements e WHERE e.article = p.article AND ${text})`, values }
  })
  const language = pass.own === null ? [] : [inLanguageOf(pass, 'p')]
  return joined([matching(pass.branch, 'p', SAME_PLACE), ...language, ...exclusions], ' AND ')
}

function inLanguageOf({ branch, own }: Pass, alias: string): Query {
  return { text: `${alias}.language ${own ? '=' : '<>'} ?`, values: [branch.language] }
}

/** The columns that identify the rows of the same entry in other scopes. */
type Same = { readonly table: string; readonly columns: readonly string[] }
const SAME_PLACE: Same = { table: 'placements', columns: ['published', 'article'] }
const SAME_TOMBSTONE: Same = { table: 'tombstones', columns: ['at', 'article', 'language'] }

function matching({ any, all, none }: Branch, alias: string, same: Same): Query {
  const inScope = (scope: Scope, operator: 'EXISTS' | 'NOT EXISTS'): Query => ({
    text: `${operator} (SELECT 1 FROM ${same.table} x WHERE x.scope = ? AND ${same.columns.map((column) => `x.${column} = ${alias}.${column}`).join(' AND ')})`,
    values: [scopeId(scope)],
  })
  return joined(
    [
      { text: `${alias}.scope IN (${any.map(() => '?').join(', ')})`, values: any.map(scopeId) },
      ...all.map((scope) => inScope(scope, 'EXISTS')),
      ...none.map((scope) => inScope(scope, 'NOT EXISTS')),
    ],
    ' AND ',
  )
}

function within({ from, until }: Span): Query {
  if (until === undefined) return { text: 'p.published >= ?', values: [from] }
  return { text: 'p.published >= ? AND p.published < ?', values: [from, until] }
}

function joined(parts: readonly Query[], separator: string): Query {
  const text = parts.map((part) => part.text)
  return { text: text.join(separator), values: parts.flatMap(({ values }) => values) }
}
