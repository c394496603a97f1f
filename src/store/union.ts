import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Value } from './sql.ts'

/** Placements of one language: in any of some scopes, in all of others, in none of yet others. */
export type Branch = {
  readonly language: Language
  readonly any: readonly Scope[]
  readonly all: readonly Scope[]
  readonly none: readonly Scope[]
  /** Where set, only what is in the language itself. */
  readonly own?: true
}

/**
 * Branches joined, in the order in which they count: an article is there once, by the first branch that has it in its
 * own language, else by the first that has it at all.
 */
export type Union = readonly [Branch, ...Branch[]]

/** From one instant on and before another. */
export type Span = { readonly from: Instant; readonly until: Instant }

/** SQL and what is bound to its question marks, in their order. */
export type Query = { readonly text: string; readonly values: readonly Value[] }

const COLUMNS = 'scope, published, article, language, updated, hash, label, rank'

/** What a union shows: each article once, those that changed last, in a feed's order. */
export function selectQuery(union: Union, limit: number, span?: Span): Query {
  const parts = passesOf(union).map((pass) => {
    const where = joined([showing(pass), ...(span ? [within(span)] : [])], ' AND ')
    // Rows of one article in several scopes are the same but for the scope and its label.
    const text = `SELECT * FROM (SELECT DISTINCT CAST(? AS TEXT) AS scope, published, article, language, updated, hash, '' AS label, rank FROM placements p WHERE ${where.text} ORDER BY updated DESC, published DESC, article LIMIT ?) AS pass`
    return { text, values: [pass.branch.language, ...where.values, limit] }
  })
  const all = joined(parts, ' UNION ALL ')
  return {
    text: `SELECT ${COLUMNS} FROM (SELECT * FROM (${all.text}) AS passes ORDER BY updated DESC, published DESC, article LIMIT ?) AS newest ORDER BY rank, published DESC, article`,
    values: [...all.values, limit],
  }
}

/** When the newest entry that a union shows, among those published before an instant, was published. */
export function newestBeforeQuery(union: Union, before: number): Query {
  const parts = passesOf(union).map((pass) => {
    const { text, values } = showing(pass)
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
    text: `SELECT DISTINCT article, language, at FROM tombstones t WHERE ${where.text} ORDER BY at DESC, article, language LIMIT ?`,
    values: [...where.values, limit],
  }
}

/** What readers of several languages saw of an article was the first of theirs that it was in. */
function withdrawnFrom(union: Union, index: number): Query {
  const branch = union[index] as Branch
  const languages = union.map(({ language }) => language)
  const here = matching(branch, 't', SAME_TOMBSTONE)
  if (union.length === 1) return here
  const own = joined(
    [{ text: 't.language = ?', values: [branch.language] }, ...languages.slice(0, index).map(notBeside)],
    ' AND ',
  )
  const foreign = joined([{ text: 't.language <> ?', values: [branch.language] }, ...languages.map(notBeside)], ' AND ')
  return {
    text: `(${here.text} AND (${own.text} OR ${foreign.text}))`,
    values: [...here.values, ...own.values, ...foreign.values],
  }
}

function notBeside(language: Language): Query {
  return { text: 't.beside NOT LIKE ?', values: [`%${listed([language])}%`] }
}

/** ` uk en `: a language is found in it as ` uk `. */
export function listed(languages: readonly Language[]): string {
  return ` ${languages.join(' ')} `
}

/** One branch, in its own language or in those that stand in; only a single branch has both at once. */
type Pass = { readonly branch: Branch; readonly own: boolean | null; readonly after: readonly Pass[] }

function passesOf(union: Union): Pass[] {
  const [only] = union
  if (union.length === 1) return [{ branch: only, own: only.own ?? null, after: [] }]
  const passes: Pass[] = []
  for (const own of [true, false]) {
    for (const branch of union) passes.push({ branch, own, after: [...passes] })
  }
  return passes
}

function showing(pass: Pass): Query {
  const earlier = pass.after.map((before) => {
    const { text, values } = joined([matching(before.branch, 'e', SAME_PLACE), inLanguageOf(before, 'e')], ' AND ')
    return { text: `NOT EXISTS (SELECT 1 FROM placements e WHERE e.article = p.article AND ${text})`, values }
  })
  const language = pass.own === null ? [] : [inLanguageOf(pass, 'p')]
  return joined([matching(pass.branch, 'p', SAME_PLACE), ...language, ...earlier], ' AND ')
}

function inLanguageOf({ branch, own }: Pass, alias: string): Query {
  return { text: `${alias}.language ${own ? '=' : '<>'} ?`, values: [branch.language] }
}

/** How a row of the same entry in another scope is known. */
type Same = { readonly table: string; readonly columns: readonly string[] }
const SAME_PLACE: Same = { table: 'placements', columns: ['published', 'article'] }
const SAME_TOMBSTONE: Same = { table: 'tombstones', columns: ['at', 'article', 'language'] }

function matching({ any, all, none }: Branch, alias: string, same: Same): Query {
  const elsewhere = (scope: Scope, word: string): Query => ({
    text: `${word} (SELECT 1 FROM ${same.table} x WHERE x.scope = ? AND ${same.columns.map((column) => `x.${column} = ${alias}.${column}`).join(' AND ')})`,
    values: [scopeId(scope)],
  })
  return joined(
    [
      { text: `${alias}.scope IN (${any.map(() => '?').join(', ')})`, values: any.map(scopeId) },
      ...all.map((scope) => elsewhere(scope, 'EXISTS')),
      ...none.map((scope) => elsewhere(scope, 'NOT EXISTS')),
    ],
    ' AND ',
  )
}

function within({ from, until }: Span): Query {
  return { text: 'p.published >= ? AND p.published < ?', values: [from, until] }
}

function joined(parts: readonly Query[], word: string): Query {
  const text = parts.map((part) => part.text)
  return { text: text.join(word), values: parts.flatMap(({ values }) => values) }
}
