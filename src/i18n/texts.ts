import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Quarantined } from '../domain/article.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import { wellFormed } from '../domain/text.ts'

export const NAMESPACES = ['feeds', 'pages', 'embed', 'admin', 'tags', 'sections', 'headlines'] as const
export type Namespace = (typeof NAMESPACES)[number]

/** Texts by key, nested as their file has them. */
export type Texts = { readonly [key: string]: string | Texts }

/** All that the folders hold: by language and namespace, a later folder laid over an earlier one. */
export type AllTexts = {
  readonly languages: ReadonlyMap<Language, Readonly<Partial<Record<Namespace, Texts>>>>
  /** A hash over them. */
  readonly version: string
  /** Files that could not be read; what they last held goes on being used. */
  readonly problems: readonly Quarantined[]
  readonly files: ReadonlyMap<string, Texts>
}

/** Reads `<folder>/<lang>/<namespace>.json`. `before` has what a file that is broken now held when it was not. */
export function readTexts(folders: readonly string[], before?: AllTexts): AllTexts {
  const languages = new Map<Language, Partial<Record<Namespace, Texts>>>()
  const files = new Map<string, Texts>()
  const problems: Quarantined[] = []
  for (const { file, name, language, namespace } of localeFiles(folders)) {
    let texts = before?.files.get(file) ?? {}
    try {
      texts = textsIn(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')))
    } catch (error) {
      const message = `The texts cannot be read: ${(error as Error).message}. What was there before goes on being used.`
      problems.push({ file: name, place: '', reason: 'locale_invalid', message })
    }
    files.set(file, texts)
    const own = languages.get(language) ?? {}
    own[namespace] = laidOver(own[namespace] ?? {}, texts)
    languages.set(language, own)
  }
  const version = createHash('sha256')
    .update(JSON.stringify([...languages]))
    .digest('base64url')
  return { languages, version, problems, files }
}

/** Changes whenever a file of texts does; cheap enough to ask at every refresh. */
export function textsStamp(folders: readonly string[]): string {
  return localeFiles(folders)
    .map(({ file }) => {
      const { mtimeMs, size } = statSync(file)
      return `${file} ${mtimeMs} ${size}`
    })
    .join('\n')
}

/** `name` is how the newsroom knows the file: `locales/uk/tags.json`. */
type LocaleFile = {
  readonly file: string
  readonly name: string
  readonly language: Language
  readonly namespace: Namespace
}

function localeFiles(folders: readonly string[]): LocaleFile[] {
  return folders.flatMap((folder) =>
    namesIn(folder).flatMap((tag) => {
      const language = canonicalLanguage(tag)
      if (!language) return []
      const present = namesIn(path.join(folder, tag))
      return NAMESPACES.filter((namespace) => present.includes(`${namespace}.json`)).map((namespace) => ({
        file: path.join(folder, tag, `${namespace}.json`),
        name: path.posix.join(path.basename(folder), tag, `${namespace}.json`),
        language,
        namespace,
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

/** Texts end up in XML, next to nothing: they have no character that it forbids and no white space around them. */
function textsIn(value: unknown): Texts {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Error('it is not a mapping of texts')
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text === 'string') return [key, wellFormed(text).trim()]
      if (text === null || typeof text !== 'object') throw new Error(`"${key}" is not a text`)
      return [key, textsIn(text)]
    }),
  )
}

function laidOver(under: Texts, over: Texts): Texts {
  const merged: Record<string, string | Texts> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(under, key) ? under[key] : undefined
    merged[key] = typeof value === 'object' && typeof below === 'object' ? laidOver(below, value) : value
  }
  return merged
}
