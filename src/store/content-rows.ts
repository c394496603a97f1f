import type { Quarantined, Variant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import type { Restated } from '../intake/intake.ts'
import { feedRows } from './feed-rows.ts'
import type { FileMark, Head, Shown, Sibling, StoreWriter } from './port.ts'
import { refreshRows } from './refresh-rows.ts'
import { one, type Sql } from './sql.ts'
import { CONTENT } from './statements.ts'
import { versionRows } from './version-rows.ts'

/** The store's reads and writes as SQL statements on one connection: what files hold is here, what feeds show beside it. */
export function rowsOn(sql: Sql): StoreWriter {
  return {
    async head() {
      const row = await one<{ body: string }>(sql, CONTENT.head)
      return row && (JSON.parse(row.body) as Head)
    },
    async putHead(head) {
      await sql.all(CONTENT.putHead, JSON.stringify(head))
    },
    async startedIntake() {
      return (await one<{ fingerprint: string }>(sql, CONTENT.begun))?.fingerprint
    },
    async startIntake(fingerprint) {
      await sql.all(CONTENT.begin, fingerprint)
      await sql.all(CONTENT.forgetMarks)
    },
    async fileCount() {
      return (await one<{ count: number }>(sql, CONTENT.fileCount))?.count ?? 0
    },
    async fileMarks(files) {
      if (files?.length === 0) return new Map()
      const where = files ? ` WHERE file IN (${files.map(() => '?').join(', ')})` : ''
      const rows = await sql.all<FileMark & { file: string }>(CONTENT.files + where, ...(files ?? []))
      return new Map(rows.map(({ file, modified, size, hash }) => [file, { modified, size, hash }]))
    },
    async quarantined() {
      const rows = await sql.all<Quarantined>(CONTENT.quarantine)
      const twins = await sql.all<Record<'file' | 'article' | 'language' | 'first', string>>(CONTENT.duplicates)
      return [
        ...rows.map(({ file, place, reason, message }) => ({ file, place, reason, message })),
        ...twins.map(({ file, article, language, first }) => ({
          file,
          place: '',
          reason: 'duplicate',
          message: `The article "${article}" in ${language} is already in ${first}, which counts. Give this one an id of its own.`,
        })),
      ]
    },
    async sealed(files, at) {
      const sealed = new Set<string>()
      for (const file of files) {
        const row = await one<{ published: number | null }>(sql, CONTENT.published, at, file)
        if (row?.published === 0) sealed.add(file)
      }
      return sealed
    },
    async putFile({ file, mark, variants, quarantined, unread, restated }) {
      const touched = new Set(await articlesIn(file))
      if (restated) await restate(file, unread, restated)
      const held = await languagesIn(file)
      const kept = new Set(unread === 'all' ? held : unread)
      for (const language of held) if (!kept.has(language)) await sql.all(CONTENT.dropVariants, file, language)
      for (const variant of variants) {
        await insert(file, variant)
        touched.add(variant.article)
      }
      await sql.all(CONTENT.dropQuarantined, file)
      for (const [position, { place, reason, message }] of quarantined.entries()) {
        await sql.all(CONTENT.putQuarantined, file, position, place, reason, message)
      }
      await mention(file, mark)
      await findTwins(touched)
      return [...touched]
    },
    async touchFile(file, mark) {
      await mention(file, mark)
    },
    async dropFile(file) {
      const touched = await articlesIn(file)
      for (const language of await languagesIn(file)) await sql.all(CONTENT.dropVariants, file, language)
      await sql.all(CONTENT.dropQuarantined, file)
      if (await one(sql, CONTENT.dropFile, file)) await sql.all(CONTENT.countFiles, -1)
      await findTwins(touched)
      return touched
    },
    async articles() {
      return (await sql.all<ArticleRow>(CONTENT.articles)).map(({ article }) => article)
    },
    async variantsOf(article) {
      return (await sql.all<BodyRow>(CONTENT.variants, article)).map(variantIn)
    },
    async shown(placed) {
      const shown: Shown[] = []
      for (const { article, language } of placed) {
        const row = await one<BodyRow>(sql, CONTENT.variant, article, language)
        shown.push({ variant: variantIn(row as BodyRow), siblings: await sql.all<Sibling>(CONTENT.siblings, article) })
      }
      return shown
    },
    async due(after, until) {
      return (await sql.all<ArticleRow>(CONTENT.due, after, until)).map(({ article }) => article)
    },
    async nextDue(after) {
      return (await one<{ next: number | null }>(sql, CONTENT.nextDue, after))?.next ?? undefined
    },
    ...feedRows(sql),
    ...versionRows(sql),
    ...refreshRows(sql),
  }

  /** What is kept of a file all the same obeys what the file says of the article as a whole. */
  async function restate(
    file: string,
    unread: 'all' | readonly Language[],
    { article, ...facts }: Restated,
  ): Promise<void> {
    const rows = await sql.all<{ body: string }>(CONTENT.variantsIn, file)
    for (const variant of rows.map(({ body }) => JSON.parse(body) as Variant)) {
      if (unread !== 'all' && !unread.includes(variant.language)) continue
      await sql.all(CONTENT.dropVariants, file, variant.language)
      if (variant.article !== article) continue
      const published = facts.published ?? variant.published
      await insert(file, { ...variant, ...facts, published, updated: Math.max(variant.updated, published) })
    }
  }

  async function insert(file: string, variant: Variant): Promise<void> {
    const { article, language, status, published, updated, correction, expires, title, url } = variant
    const facts = [status, published, updated, correction?.at ?? null, expires, title, url]
    await sql.all(CONTENT.putVariant, article, language, file, ...facts, JSON.stringify(variant))
  }

  /** The count is kept beside: to count a million files takes longer than a refresh. */
  async function mention(file: string, { modified, size, hash }: FileMark): Promise<void> {
    const added = await one(sql, CONTENT.addFile, file, modified, size, hash)
    if (added) await sql.all(CONTENT.countFiles, 1)
    else await sql.all(CONTENT.changeFile, file, modified, size, hash)
  }

  /** Articles that two files hold in one language: they are few, and found without looking at all. */
  async function findTwins(articles: Iterable<string>): Promise<void> {
    for (const article of articles) {
      await sql.all(CONTENT.dropTwins, article)
      await sql.all(CONTENT.putTwins, article)
    }
  }

  async function articlesIn(file: string): Promise<string[]> {
    return (await sql.all<ArticleRow>(CONTENT.articlesIn, file)).map(({ article }) => article)
  }

  async function languagesIn(file: string): Promise<Language[]> {
    return (await sql.all<{ language: Language }>(CONTENT.languagesIn, file)).map(({ language }) => language)
  }
}

type ArticleRow = { article: string }
type BodyRow = { body: string; returned: number | null }

function variantIn({ body, returned }: BodyRow): Variant {
  return { ...(JSON.parse(body) as Variant), returned }
}
