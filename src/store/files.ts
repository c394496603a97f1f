import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import type { ArticleValues, Intake } from '../intake/intake.ts'
import { duplicatesOn } from './duplicates.ts'
import { column, type Sql } from './sql.ts'

/** Tells whether a file has changed: its modified time and size are compared first, then its hash. */
export type FileMark = { readonly modified: number; readonly size: number; readonly hash: string }

/** The result of a file's intake. */
export type FileContent = Intake & { readonly file: string; readonly mark: FileMark }

export type FilesWriter = ReturnType<typeof filesOn>

const START_INTAKE =
  'INSERT INTO begun (one, fingerprint) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint'
// '0' follows '/'.
const KNOWN_PATH = 'SELECT file FROM files WHERE file = ?1 OR (file > ?2 AND file < ?3) LIMIT 1'
const ADD_FILE =
  'INSERT INTO files (file, modified, size, hash) VALUES (?, ?, ?, ?) ON CONFLICT (file) DO NOTHING RETURNING file'
const CHANGE_FILE = 'UPDATE files SET modified = ?2, size = ?3, hash = ?4 WHERE file = ?1'
const ADD_TO_COUNT = 'UPDATE counts SET files = files + ?'
const QUARANTINE = 'SELECT file, place, reason, message FROM quarantine ORDER BY file, position'
const PUT_QUARANTINED = 'INSERT INTO quarantine (file, position, place, reason, message) VALUES (?, ?, ?, ?, ?)'
const DROP_QUARANTINED = 'DELETE FROM quarantine WHERE file = ?'
const unpublishedIn = (count: number) =>
  `SELECT file FROM variants WHERE file IN (${Array(count).fill('?').join(', ')}) GROUP BY file HAVING max(CASE WHEN status <> 'draft' AND published <= ? THEN 1 ELSE 0 END) = 0`
const FILES_PER_QUERY = 500
const DROP_VARIANTS = 'DELETE FROM variants WHERE file = ? AND language = ?'
const PUT_VARIANT =
  'INSERT INTO variants (article, language, file, status, published, updated, corrected, expires, title, url, guid, headline, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'

export function filesOn(sql: Sql) {
  const { articlesWith, updateTwins, duplicates } = duplicatesOn(sql)
  return {
    /** The marks of some files, or of all. */
    async fileMarks(files?: readonly string[]): Promise<ReadonlyMap<string, FileMark>> {
      if (files?.length === 0) return new Map()
      const where = files ? ` WHERE file IN (${files.map(() => '?').join(', ')})` : ''
      const marks = `SELECT file, modified, size, hash FROM files${where}`
      const rows = await sql.all<FileMark & { file: string }>(marks, ...(files ?? []))
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
      for (let start = 0; start < files.length; start += FILES_PER_QUERY) {
        const some = files.slice(start, start + FILES_PER_QUERY)
        for (const file of await column<string>(sql, unpublishedIn(some.length), ...some, at)) unpublished.add(file)
      }
      return unpublished
    },
    /** Starts a first intake: marks every file as changed. */
    async startIntake(fingerprint: string): Promise<void> {
      await sql.all(START_INTAKE, fingerprint)
      await sql.all("UPDATE files SET modified = -1, hash = ''")
    },
    /** Replaces a file's content. Returns the articles that were in the file before or are in it now. */
    async putFile(content: FileContent): Promise<readonly string[]> {
      const { file, mark, variants, quarantined, unread, articleValues } = content
      const articles = new Set(await articlesWith(file))
      if (articleValues) {
        await restate(file, unread, { ...articleValues, article: await idAsPlaced(articleValues.article) })
      }
      const languages = await languagesIn(file)
      const unreadLanguages = new Set(unread === 'all' ? languages : unread)
      for (const language of languages) {
        if (!unreadLanguages.has(language)) await sql.all(DROP_VARIANTS, file, language)
      }
      for (const variant of variants) {
        const article = await idAsPlaced(variant.article)
        await insert(file, { ...variant, article })
        articles.add(article)
      }
      await sql.all(DROP_QUARANTINED, file)
      for (const [position, { place, reason, message }] of quarantined.entries()) {
        await sql.all(PUT_QUARANTINED, file, position, place, reason, message)
      }
      await putMark(file, mark)
      if (variants.some(({ guid }) => guid !== undefined)) {
        for (const article of await articlesWith(file)) articles.add(article)
      }
      await updateTwins(articles)
      return [...articles]
    },
    /** Stores the mark of a file whose content has not changed. */
    touchFile: putMark,
    /** Returns the articles that were in the file. */
    async dropFile(file: string): Promise<readonly string[]> {
      const articles = await articlesWith(file)
      for (const language of await languagesIn(file)) await sql.all(DROP_VARIANTS, file, language)
      await sql.all(DROP_QUARANTINED, file)
      const dropped = await sql.all('DELETE FROM files WHERE file = ? RETURNING file', file)
      if (dropped.length > 0) await sql.all(ADD_TO_COUNT, -1)
      await updateTwins(articles)
      return articles
    },
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
      await sql.all(DROP_VARIANTS, file, variant.language)
      if (variant.article !== article) continue
      const published = facts.published ?? variant.published
      await insert(file, { ...variant, ...facts, published, updated: Math.max(variant.updated, published) })
    }
  }

  /** Ids are in NFC, but an article that feeds showed under a decomposed id (NFD) keeps it: ids of entries never change. */
  async function idAsPlaced(article: string): Promise<string> {
    const decomposed = article.normalize('NFD')
    const isPlaced = async (id: string): Promise<boolean> =>
      (await sql.all('SELECT article FROM placements WHERE article = ? LIMIT 1', id)).length > 0
    return decomposed === article || (await isPlaced(article)) || !(await isPlaced(decomposed)) ? article : decomposed
  }

  async function insert(file: string, variant: Variant): Promise<void> {
    const { article, language, status, published, updated, correction, expires, title, url, guid, headline } = variant
    const facts = [
      status,
      published,
      updated,
      correction?.at ?? null,
      expires,
      title,
      url,
      guid ?? null,
      headline ?? null,
    ]
    await sql.all(PUT_VARIANT, article, language, file, ...facts, JSON.stringify(variant))
  }

  /** The number of files is stored, because counting a million rows takes longer than a refresh. */
  async function putMark(file: string, { modified, size, hash }: FileMark): Promise<void> {
    const [added] = await sql.all(ADD_FILE, file, modified, size, hash)
    if (added) await sql.all(ADD_TO_COUNT, 1)
    else await sql.all(CHANGE_FILE, file, modified, size, hash)
  }

  function languagesIn(file: string): Promise<Language[]> {
    return column(sql, 'SELECT DISTINCT language FROM variants WHERE file = ?', file)
  }
}
