import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Quarantined, Variant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import type { Restated } from '../intake/intake.ts'
import type { FileMark, Head, Sibling, StoreWriter } from './port.ts'
import { sqliteFeeds } from './sqlite-feeds.ts'
import { contentStatements } from './sqlite-statements.ts'

type Row = Record<string, SQLOutputValue>

/** The store's reads and writes as SQL statements on one connection: what files hold is here, what feeds show beside it. */
export function sqliteRows(database: DatabaseSync): StoreWriter {
  const sql = contentStatements(database)

  return {
    async head() {
      const row = sql.head.get() as Row | undefined
      return row && (JSON.parse(String(row.body)) as Head)
    },
    async putHead(head) {
      sql.putHead.run(JSON.stringify(head))
    },
    async fileMarks() {
      const rows = sql.files.all() as (Row & FileMark & { file: string })[]
      return new Map(rows.map(({ file, modified, size, hash }) => [file, { modified, size, hash }]))
    },
    async quarantined() {
      const rows = sql.quarantine.all() as (Row & Quarantined)[]
      const twins = (sql.duplicates.all() as (Row & Record<'file' | 'article' | 'language' | 'first', string>)[]).map(
        ({ file, article, language, first }) => ({
          file,
          place: '',
          reason: 'duplicate',
          message: `The article "${article}" in ${language} is already in ${first}, which counts. Give this one an id of its own.`,
        }),
      )
      return [...rows.map(({ file, place, reason, message }) => ({ file, place, reason, message })), ...twins]
    },
    async sealed(files, at) {
      return new Set(
        files.filter((file) => (sql.published.get(at, file) as { published: number | null }).published === 0),
      )
    },
    async putFile({ file, mark, variants, quarantined, unread, restated }) {
      const touched = new Set(articlesIn(file))
      if (restated) restate(file, unread, restated)
      const kept = new Set(unread === 'all' ? languagesIn(file) : unread)
      for (const language of languagesIn(file)) if (!kept.has(language)) sql.dropVariants.run(file, language)
      for (const variant of variants) {
        insert(file, variant)
        touched.add(variant.article)
      }
      sql.dropQuarantined.run(file)
      quarantined.forEach(({ place, reason, message }, position) => {
        sql.putQuarantined.run(file, position, place, reason, message)
      })
      sql.putFile.run(file, mark.modified, mark.size, mark.hash)
      return [...touched]
    },
    async touchFile(file, mark) {
      sql.putFile.run(file, mark.modified, mark.size, mark.hash)
    },
    async dropFile(file) {
      const touched = articlesIn(file)
      for (const language of languagesIn(file)) sql.dropVariants.run(file, language)
      sql.dropQuarantined.run(file)
      sql.dropFile.run(file)
      return touched
    },
    async articles() {
      return (sql.articles.all() as Row[]).map((row) => String(row.article))
    },
    async variantsOf(article) {
      return (sql.variants.all(article) as BodyRow[]).map(variantIn)
    },
    async shown(placed) {
      return placed.map(({ article, language }) => ({
        variant: variantIn(sql.variant.get(article, language) as BodyRow),
        siblings: sql.siblings.all(article) as (Row & Sibling)[],
      }))
    },
    async due(after, until) {
      return (sql.due.all(after, until) as Row[]).map((row) => String(row.article))
    },
    async nextDue(after) {
      const { next } = sql.nextDue.get(after) as { next: number | null }
      return next ?? undefined
    },
    ...sqliteFeeds(database),
  }

  /** What is kept of a file all the same obeys what the file says of the article as a whole. */
  function restate(file: string, unread: 'all' | readonly Language[], { article, ...facts }: Restated): void {
    const kept = (sql.variantsIn.all(file) as { body: string }[]).map(({ body }) => JSON.parse(body) as Variant)
    for (const variant of kept) {
      if (unread !== 'all' && !unread.includes(variant.language)) continue
      sql.dropVariants.run(file, variant.language)
      if (variant.article !== article) continue
      const published = facts.published ?? variant.published
      insert(file, { ...variant, ...facts, published, updated: Math.max(variant.updated, published) })
    }
  }

  function insert(file: string, variant: Variant): void {
    const { article, language, status, published, updated, correction, expires, title, url } = variant
    const corrected = correction?.at ?? null
    const body = JSON.stringify(variant)
    sql.putVariant.run(article, language, file, status, published, updated, corrected, expires, title, url, body)
  }

  function articlesIn(file: string): string[] {
    return (sql.articlesIn.all(file) as Row[]).map((row) => String(row.article))
  }

  function languagesIn(file: string): Language[] {
    return (sql.languagesIn.all(file) as Row[]).map((row) => row.language as Language)
  }
}

type BodyRow = { body: string; returned: number | null }

function variantIn({ body, returned }: BodyRow): Variant {
  return { ...(JSON.parse(body) as Variant), returned }
}
