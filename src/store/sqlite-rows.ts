import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Quarantined, Variant } from '../domain/article.ts'
import { type Scope, scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Restated } from '../intake/intake.ts'
import type { FileMark, Head, Placed, Sibling, StoreWriter } from './port.ts'
import { prepared } from './sqlite-statements.ts'

type Row = Record<string, SQLOutputValue>

/** The store's reads and writes as SQL statements on one connection. */
export function sqliteRows(database: DatabaseSync): StoreWriter {
  const sql = prepared(database)

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
      return (sql.variants.all(article) as Row[]).map((row) => JSON.parse(String(row.body)) as Variant)
    },
    async shown(placed) {
      return placed.map(({ article, language }) => ({
        variant: JSON.parse(String((sql.variant.get(article, language) as Row).body)) as Variant,
        siblings: sql.siblings.all(article) as (Row & Sibling)[],
      }))
    },
    async due(after, until) {
      return (sql.due.all(after, until) as Row[]).map((row) => String(row.article))
    },
    async place(article, placements) {
      const moved = new Map<string, Scope>()
      const before = new Map((sql.placements.all(article) as PlacementRow[]).map((row) => [spelled(row), row]))
      const after = new Map(
        placements.map((placement) => [spelled({ ...placement, scope: scopeId(placement.scope) }), placement]),
      )
      for (const [key, { scope, published }] of before) {
        if (after.has(key)) continue
        sql.displace.run(scope, published, article)
        moved.set(scope, scopeOf(scope))
      }
      for (const [key, { scope, published, language, updated, hash, label }] of after) {
        if (before.has(key)) continue
        sql.place.run(scopeId(scope), published, article, language, updated, hash, label)
        moved.set(scopeId(scope), scope)
      }
      return [...moved.values()]
    },
    async window(scope, limit) {
      return (sql.window.all(scopeId(scope), limit) as (Row & Placed & { scope: string })[]).map((row) => ({
        ...row,
        scope,
      }))
    },
    async feeds() {
      return (sql.feeds.all() as FeedRow[]).map(({ scope, last_modified, ...feed }) => ({
        ...feed,
        scope: scopeOf(scope),
        lastModified: last_modified,
      }))
    },
    async putFeed({ scope, version, updated, lastModified, label, items }) {
      sql.putFeed.run(scopeId(scope), version, updated, lastModified, label, items)
    },
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

type PlacementRow = Row & { scope: string; published: number; language: string; hash: string; label: string }
type FeedRow = { scope: string; version: string; updated: number; last_modified: number; label: string; items: number }

function spelled({ scope, published, language, hash, label }: Omit<PlacementRow, keyof Row> & PlacementRow): string {
  return JSON.stringify([scope, published, language, hash, label])
}
