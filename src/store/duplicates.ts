import type { Quarantined } from '../domain/article.ts'
import { chunksOf, listed, query, raw, rowsOf, type Sql } from './sql.ts'

// Twins are variants that two files have: the same article and language, or the same guid. The first by path is used.

const SAME_GUID =
  '(first.article <> v.article OR first.language <> v.language) AND first.guid = v.guid AND (first.file, first.article, first.language) < (v.file, v.article, v.language)'

// IN makes both databases start from `twins`, which has few rows.
const IS_TWIN = '(v.article, v.language) IN (SELECT article, language FROM twins)'
const IS_FIRST = `file = (SELECT min(file) FROM variants twin WHERE twin.article = v.article AND twin.language = v.language) AND NOT EXISTS (SELECT 1 FROM variants first WHERE ${SAME_GUID})`

/** Selects the variants `v` that are used. Only twins are compared with others. */
export const IS_USED = `(NOT ${IS_TWIN} OR (${IS_FIRST}))`

const DUPLICATES = `SELECT v.file, v.article, v.language, min(first.file) AS first FROM variants v JOIN variants first ON first.article = v.article AND first.language = v.language AND first.file < v.file WHERE ${IS_TWIN} GROUP BY v.file, v.article, v.language ORDER BY v.file, v.language`
const GUID_DUPLICATES = `SELECT v.file, v.article, v.language, v.guid, min(first.file) AS first FROM variants v JOIN variants first ON ${SAME_GUID} WHERE ${IS_TWIN} GROUP BY v.file, v.article, v.language, v.guid ORDER BY v.file, v.language`
const HAS_SAME_GUID =
  'EXISTS (SELECT 1 FROM variants g WHERE g.guid = v.guid AND (g.article <> v.article OR g.language <> v.language))'

type Duplicate = Record<'file' | 'article' | 'language' | 'first', string>

export function duplicatesOn(sql: Sql) {
  return {
    /** The articles in some files, and those that have a guid of one of them. */
    async articlesWith(files: readonly string[]): Promise<string[]> {
      if (files.length === 0) return []
      const some = listed(files)
      const articles = query`SELECT article FROM variants WHERE file IN (${some}) UNION SELECT g.article FROM variants v JOIN variants g ON g.guid = v.guid WHERE v.file IN (${some})`
      return (await rowsOf<{ article: string }>(sql, articles)).map(({ article }) => article)
    },
    async updateTwins(articles: Iterable<string>): Promise<void> {
      for (const chunk of chunksOf([...articles])) {
        const some = listed(chunk)
        await rowsOf(sql, query`DELETE FROM twins WHERE article IN (${some})`)
        await rowsOf(
          sql,
          query`INSERT INTO twins (article, language) SELECT article, language FROM variants WHERE article IN (${some}) GROUP BY article, language HAVING count(*) > 1 UNION SELECT article, language FROM variants v WHERE article IN (${some}) AND guid IS NOT NULL AND ${raw(HAS_SAME_GUID)}`,
        )
      }
    },
    async duplicates(): Promise<Quarantined[]> {
      const duplicate = (file: string, message: string) => ({ file, place: '', reason: 'duplicate', message })
      return [
        ...(await sql.all<Duplicate>(DUPLICATES)).map(({ file, article, language, first }) =>
          duplicate(
            file,
            `The article "${article}" in ${language} is already in ${first}, and that file is used. Give the article in this file another id.`,
          ),
        ),
        ...(await sql.all<Duplicate & { guid: string }>(GUID_DUPLICATES)).map(
          ({ file, article, language, guid, first }) =>
            duplicate(
              file,
              `The article "${article}" in ${language} has the guid "${guid}", which another article or language in ${first} has, and that one is used. Give each its own guid, or remove this one.`,
            ),
        ),
      ]
    },
  }
}
