import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canonicalLanguage } from '../../src/domain/language.ts'
import { articlesOf, type KnownIds } from '../../src/import/articles.ts'
import type { Export, ImportSettings } from '../../src/import/post.ts'

/** Creates a folder with files. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-test-import-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return folder
}

export function readFolder(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort()
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]))
}

/** Settings that collect reports in `reports`, as `kind: place: message`. */
export function recordingSettings(changes: Partial<ImportSettings> = {}) {
  const reports: string[] = []
  const settings: ImportSettings = {
    language: undefined,
    spelled: (tag) => canonicalLanguage(tag) ?? '',
    types: new Set(['post']),
    report: (kind, message, place = '') => reports.push([kind, place, message].filter(Boolean).join(': ')),
    moved: { tags: new Map(), authors: new Map() },
    progress: () => undefined,
    ...changes,
  }
  return { settings, reports }
}

type Variant = Readonly<Record<string, unknown>> & { readonly content: string }
export type Article = Readonly<Record<string, unknown>> & { readonly variants: Readonly<Record<string, Variant>> }

const NONE_KNOWN: KnownIds = { idOf: () => undefined, has: () => false }

/** The imported articles by id, as JSON values. */
export function articlesById(
  posts: Export,
  report: ImportSettings['report'],
  known = NONE_KNOWN,
): Record<string, Article> {
  const articles = [...articlesOf(posts, known, report)].map(({ id, article }) => [
    id,
    JSON.parse(JSON.stringify(article)),
  ])
  return Object.fromEntries(articles)
}
