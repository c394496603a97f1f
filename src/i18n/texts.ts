import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Quarantined } from '../domain/article.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import { termId } from '../domain/term.ts'
import { wellFormed } from '../domain/text.ts'

export const NAMESPACES = ['feeds', 'pages', 'embed', 'admin', 'tags', 'sections', 'headlines'] as const
export type Namespace = (typeof NAMESPACES)[number]

/** Texts by key, nested as in their file. */
export type Texts = { readonly [key: string]: string | Texts }

export type AllTexts = {
  readonly languages: ReadonlyMap<Language, Readonly<Partial<Record<Namespace, Texts>>>>
  /** A hash of `languages`. */
  readonly version: string
  /** Files that cannot be read. Their last valid texts stay in use. */
  readonly problems: readonly Quarantined[]
  readonly files: ReadonlyMap<string, FileTexts>
}

/** `stamp` changes whenever the file does. Names of terms have the term's id as their key. */
type FileTexts = { readonly stamp: string; readonly texts: Texts }

/**
 * Reads `<folder>/<lang>/<namespace>.json`. Texts in later folders replace earlier ones. `previous` supplies the texts of
 * files that have not changed or are broken now.
 */
export function readTexts(folders: readonly string[], previous?: AllTexts): AllTexts {
  const languages = new Map<Language, Partial<Record<Namespace, Texts>>>()
  const files = new Map<string, FileTexts>()
  const problems: Quarantined[] = []
  for (const { file, name, language, namespace } of localeFiles(folders)) {
    const last = previous?.files.get(file)
    let read = last ?? { stamp: '', texts: {} }
    try {
      const stamp = stampOf(file)
      if (stamp !== last?.stamp) read = { stamp, texts: textsOf(file, language, namespace) }
    } catch (error) {
      const message = `The texts cannot be read: ${(error as Error).message}. The last valid texts stay in use.`
      problems.push({ file: name, place: '', reason: 'locale_invalid', message })
    }
    files.set(file, read)
    const namespaces = languages.get(language) ?? {}
    namespaces[namespace] = merge(namespaces[namespace] ?? {}, read.texts)
    languages.set(language, namespaces)
  }
  const version = createHash('sha256')
    .update(JSON.stringify([...languages]))
    .digest('base64url')
  return { languages, version, problems, files }
}

/** Changes whenever a file of texts changes. Cheap enough for every refresh. */
export function textsStamp(folders: readonly string[]): string {
  return localeFiles(folders)
    .map(({ file }) => `${file} ${stampOf(file)}`)
    .join('\n')
}

function stampOf(file: string): string {
  const { mtimeMs, size } = statSync(file)
  return `${mtimeMs} ${size}`
}

function textsOf(file: string, language: Language, namespace: Namespace): Texts {
  const texts = textsIn(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')))
  return namespace === 'tags' || namespace === 'sections' ? byTermId(texts, language) : texts
}

/** `name` is for people: `locales/uk/tags.json`. */
function localeFiles(folders: readonly string[]) {
  return folders.flatMap((folder) =>
    namesIn(folder).flatMap((tag) => {
      const language = canonicalLanguage(tag)
      if (!language) return []
      const present = namesIn(path.join(folder, tag))
      return NAMESPACES.filter((namespace) => present.includes(`${namespace}.json`)).map((namespace) => ({
        file: path.join(folder, tag, `${namespace}.json`),
        name: path.posix.join(path.basename(folder), tag, `${namespace}.json`),
        ...{ language, namespace },
      }))
    }),
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

/** Removes surrounding white space, and characters that XML forbids. */
function textsIn(value: unknown): Texts {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Error('the value is not a mapping of texts')
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text === 'string') return [key, wellFormed(text).trim()]
      if (text === null || typeof text !== 'object') throw new Error(`"${key}" is not a text`)
      return [key, textsIn(text)]
    }),
  )
}

/** Keys are any spelling of a term; an id takes precedence. Symbols, which have no id, stay as they are. */
function byTermId(texts: Texts, language: Language): Texts {
  const spellings = Object.entries(texts).flatMap(([key, text]) => {
    const ids = new Set([termId(key), termId(key, language)])
    return [...ids].map((id) => [id || key.normalize('NFC'), text] as const)
  })
  return Object.fromEntries([...spellings, ...Object.entries(texts).filter(([key]) => termId(key) === key)])
}

function merge(base: Texts, overrides: Texts): Texts {
  const merged: Record<string, string | Texts> = { ...base }
  for (const [key, value] of Object.entries(overrides)) {
    const baseValue = Object.hasOwn(base, key) ? base[key] : undefined
    merged[key] = typeof value === 'object' && typeof baseValue === 'object' ? merge(baseValue, value) : value
  }
  return merged
}
