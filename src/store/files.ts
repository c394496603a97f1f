import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import { recordingOf } from '../domain/channel.ts'
import type { Language } from '../domain/language.ts'
import type { ArticleValues, Intake } from '../intake/intake.ts'
import { duplicatesOn } from './duplicates.ts'
import { chunksOf, column, listed, query, raw, rowsOf, type Sql, type Value } from './sql.ts'

/** Tells whether a file has changed: its modified time and size are compared first, then its hash. */
export type FileMark = { readonly modified: number; readonly size: number; readonly hash: string }

/** The result of a file's intake. */
export type FileContent = Intake & { readonly file: string; readonly mark: FileMark }

export type FilesWriter = ReturnType<typeof filesOn>

const START_INTAKE =
  'INSERT INTO begun (one, fingerprint) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint'
// '0' follows '/'.
const KNOWN_PATH = 'SELECT file FROM files WHERE file = ?1 OR (file > ?2 AND file < ?3) LIMIT 1'
const PUT_MARKS = 'INSERT INTO files (file, modified, size, hash)'
const REPLACE_MARK =
  'ON CONFLICT (file) DO UPDATE SET modified = excluded.modified, size = excluded.size, hash = excluded.hash'
const ADD_TO_COUNT = 'UPDATE counts SET files = files + ?'
const QUARANTINE = 'SELECT file, place, reason, message FROM quarantine ORDER BY file, position'
const PUT_QUARANTINED = 'INSERT INTO quarantine (file, position, place, reason, message)'
const UNPUBLISHED =
  "SELECT file FROM variants WHERE file IN (?) GROUP BY file HAVING max(CASE WHEN status <> 'draft' AND published <= ? THEN 1 ELSE 0 END) = 0"
const DROP_VARIANT = 'DELETE FROM variants WHERE file = ? AND language = ?'
const PUT_VARIANTS =
  'INSERT INTO variants (article, language, file, status, published, updated, corrected, expires, title, url, guid, headline, recording, body)'

export function filesOn(sql: Sql) {
  const { articlesWith, updateTwins, duplicates } = duplicatesOn(sql)
  return {
    /** The marks of some files, or of all. */
    async fileMarks(files?: readonly string[]): Promise<ReadonlyMap<string, FileMark>> {
      if (files?.length === 0) return new Map()
      const which = files ? query`WHERE file IN (${listed(files)})` : raw('')
      const marks = query`SELECT file, modified, size, hash FROM files ${which}`
      const rows = await rowsOf<FileMark & { file: string }>(sql, marks)
      return new Map(rows.map(({ file, modified, size, hash }) => [file, { modified, size, hash }]))
    },
    /** Whether a path is a file that has a mark, or a folder of such files. */
    async isKnownPath(path: string): Promise<boolean> {
      return (await sql.all(KNOWN_PATH, path, `${path}/`, `${path}0`)).length > 0
    },
    async fileCount(): Promise<number> {
      return (await column<number>(sql, 'SELECT files FROM counts'))[0] ?? 0
    },
    /** The fingerprint of a first intake that was started. It can be continued until there is a head. */
    async startedIntake(): Promise<string | undefined> {
      return (await column<string>(sql, 'SELECT fingerprint FROM begun'))[0]
    },
    async quarantined(): Promise<readonly Quarantined[]> {
      const rows = await sql.all<Quarantined>(QUARANTINE)
      const problems = rows.map(({ file, place, reason, message }) => ({ file, place, reason, message }))
      return [...problems, ...(await duplicates())]
    },
    /** Those of the files that have variants, none of which has been published by an instant. */
    async unpublishedAmong(files: readonly string[], at: Instant): Promise<ReadonlySet<string>> {
      const unpublished = new Set<string>()
      // Thousands of files may have warnings.
      for (const some of chunksOf(files)) {
        for (const file of await column<string>(sql, UNPUBLISHED, some, at)) unpublished.add(file)
      }
      return unpublished
    },
    /** Starts a first intake: marks every file as changed. */
    async startIntake(fingerprint: string): Promise<void> {
      await sql.all(START_INTAKE, fingerprint)
      await sql.all("UPDATE files SET modified = -1, hash = ''")
    },
    /** Replaces the content of files. Returns the articles that were in them before or are in them now. */
    async putFiles(contents: readonly FileContent[]): Promise<readonly string[]> {
      const articles = new Set<string>()
      // The last content of a file counts.
      const byFile = new Map(contents.map((content) => [content.file, content]))
      for (const chunk of chunksOf([...byFile.values()])) {
        for (const article of await putSome(chunk)) articles.add(article)
      }
      return [...articles]
    },
    /** Stores the marks of files whose content has not changed. */
    touchFiles: putMarks,
    /** Returns the articles that were in the file. */
    async dropFile(file: string): Promise<readonly string[]> {
      const articles = await articlesWith([file])
      await sql.all('DELETE FROM variants WHERE file = ?', file)
      await sql.all('DELETE FROM quarantine WHERE file = ?', file)
      const dropped = await sql.all('DELETE FROM files WHERE file = ? RETURNING file', file)
      if (dropped.length > 0) await sql.all(ADD_TO_COUNT, -1)
      await updateTwins(articles)
      return articles
    },
  }

  async function putSome(contents: readonly FileContent[]): Promise<Set<string>> {
    const files = contents.map(({ file }) => file)
    const articles = new Set(await articlesWith(files))
    for (const { file, unread, articleValues } of contents) {
      if (!articleValues) continue
      await restate(file, unread, { ...articleValues, article: await idAsPlaced(articleValues.article) })
    }
    const readFiles = contents.filter(({ unread }) => unread.length === 0).map(({ file }) => file)
    const hadVariants = articles.size > 0
    if (hadVariants) await rowsOf(sql, query`DELETE FROM variants WHERE file IN (${listed(readFiles)})`)
    for (const { file, unread } of contents) {
      if (!hadVariants || unread === 'all' || unread.length === 0) continue
      await rowsOf(sql, query`DELETE FROM variants WHERE file = ${file} AND language NOT IN (${listed(unread)})`)
    }
    const rows: Value[][] = []
    for (const { file, variants } of contents) {
      for (const variant of variants) {
        const article = await idAsPlaced(variant.article)
        rows.push(variantRow(file, { ...variant, article }))
        articles.add(article)
      }
    }
    await sql.insert(PUT_VARIANTS, rows)
    await rowsOf(sql, query`DELETE FROM quarantine WHERE file IN (${listed(files)})`)
    const quarantined = contents.flatMap(({ file, quarantined }) =>
      quarantined.map(({ place, reason, message }, position) => [file, position, place, reason, message]),
    )
    await sql.insert(PUT_QUARANTINED, quarantined)
    await putMarks(contents)
    const withGuids = contents.filter(({ variants }) => variants.some(({ guid }) => guid !== undefined))
    for (const article of await articlesWith(withGuids.map(({ file }) => file))) articles.add(article)
    await updateTwins(articles)
    return articles
  }

  /** Applies the article's new status and dates to the unread variants, which are kept as they were otherwise. */
  async function restate(
    file: string,
    unread: 'all' | readonly Language[],
    { article, ...facts }: ArticleValues,
  ): Promise<void> {
    const bodies = await column<string>(sql, 'SELECT body FROM variants WHERE file = ?', file)
    for (const variant of bodies.map((body) => JSON.parse(body) as Variant)) {
      if (unread !== 'all' && !unread.includes(variant.language)) continue
      await sql.all(DROP_VARIANT, file, variant.language)
      if (variant.article !== article) continue
      const published = facts.published ?? variant.published
      const updated = Math.max(variant.updated, published)
      await sql.insert(PUT_VARIANTS, [variantRow(file, { ...variant, ...facts, published, updated })])
    }
  }

  /** Ids are in NFC, but an article that feeds showed under a decomposed id (NFD) keeps it: ids of entries never change. */
  async function idAsPlaced(article: string): Promise<string> {
    const decomposed = article.normalize('NFD')
    const isPlaced = async (id: string): Promise<boolean> =>
      (await sql.all('SELECT article FROM placements WHERE article = ? LIMIT 1', id)).length > 0
    return decomposed === article || (await isPlaced(article)) || !(await isPlaced(decomposed)) ? article : decomposed
  }

  /** The number of files is stored, because counting a million rows takes longer than a refresh. */
  async function putMarks(files: readonly Pick<FileContent, 'file' | 'mark'>[]): Promise<void> {
    for (const chunk of chunksOf(files)) {
      const knownFiles = query`SELECT file FROM files WHERE file IN (${listed(chunk.map(({ file }) => file))})`
      const added = chunk.length - (await rowsOf(sql, knownFiles)).length
      const rows = chunk.map(({ file, mark: { modified, size, hash } }) => [file, modified, size, hash])
      await sql.insert(PUT_MARKS, rows, REPLACE_MARK)
      if (added > 0) await sql.all(ADD_TO_COUNT, added)
    }
  }
}

function variantRow(file: string, variant: Variant): Value[] {
  const { article, language, status, published, updated, correction, expires, title, url, guid, headline } = variant
  const moments = [published, updated, correction?.at ?? null, expires]
  const recording = recordingOf(variant)
  const columns = [guid ?? null, headline ?? null, recording ? JSON.stringify(recording) : null]
  return [article, language, file, status, ...moments, title, url, ...columns, JSON.stringify(variant)]
}
