import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import i18next, { type i18n } from 'i18next'
import type { Term } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { canonicalLanguage, type Language, scriptOf } from '../domain/language.ts'
import type { Key } from './keys.ts'

// The one module that knows i18next. Its own HTML escaping is off: texts are escaped where they are written.

/** The texts of the program and the labels of the newsroom, in every language that has some. */
export type Catalog = {
  /** A hash over all texts: another one means that documents may read otherwise. */
  readonly version: string
  /** A text in a language, in the nearest one that has it, else in English. */
  t(language: Language, key: Key, values?: Readonly<Record<string, string | number>>): string
  /** What readers of a language call a tag or section; the article's own label where the newsroom gives none. */
  label(language: Language, term: Term): string
  /** Whether the program speaks the language itself, rather than through a fallback. */
  speaks(language: Language): boolean
}

const NAMESPACES = ['feeds', 'pages', 'tags', 'sections'] as const
type Texts = { [key: string]: string | Texts }

/** Reads `<folder>/<lang>/<namespace>.json`; a later folder is laid over an earlier one. */
export function loadCatalog(folders: readonly string[]): Catalog {
  const resources = new Map<Language, Record<string, Texts>>()
  const hash = createHash('sha256')
  for (const { file, language, namespace } of localeFiles(folders)) {
    const text = readFileSync(file, 'utf8')
    hash.update(`${language}/${namespace}\n${text}\n`)
    const own = resources.get(language) ?? {}
    own[namespace] = laidOver(own[namespace] ?? {}, textsOf(file, text))
    resources.set(language, own)
  }
  const known = [...resources.keys()]
  const instance = i18next.createInstance()
  instance.init({
    resources: Object.fromEntries(resources),
    ns: NAMESPACES,
    defaultNS: 'pages',
    load: 'currentOnly',
    // i18next also asks without a language, while it sets itself up.
    fallbackLng: (code?: string) => (code ? nearest(code as Language, known) : ['en']),
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return catalogOf(instance, hash.digest('base64url'))
}

/** Changes whenever a file of texts does; cheap enough to ask at every refresh. */
export function catalogStamp(folders: readonly string[]): string {
  return localeFiles(folders)
    .map(({ file }) => `${file} ${statSync(file).mtimeMs} ${statSync(file).size}`)
    .join('\n')
}

function catalogOf(instance: i18n, version: string): Catalog {
  const translators = new Map<Language, ReturnType<i18n['getFixedT']>>()
  const translator = (language: Language) => {
    let t = translators.get(language)
    if (!t) {
      t = instance.getFixedT(language, [...NAMESPACES])
      translators.set(language, t)
    }
    return t
  }
  return {
    version,
    t: (language, key, values = {}) => translator(language)(key, values) as string,
    label: (language, { kind, id, label }) => {
      if (kind === 'author') return label
      // A foreign label is worse than the article's own: no fallback but within the language.
      const texts = instance.getResourceBundle(language, `${kind}s`) as Texts | undefined
      const text = texts && Object.hasOwn(texts, id) ? texts[id] : undefined
      return typeof text === 'string' && text !== '' ? text : label
    },
    speaks: (language) => instance.hasResourceBundle(language, 'pages'),
  }
}

/** `pt` has none: `pt-BR` does, in the same script. `zh-Hant` is not served by `zh-Hans`. English is always there. */
function nearest(language: Language, known: readonly Language[]): string[] {
  const { language: base } = new Intl.Locale(language)
  const script = scriptOf(language)
  const kin = known.filter(
    (other) => other !== language && new Intl.Locale(other).language === base && scriptOf(other) === script,
  )
  return [...kin, 'en']
}

type LocaleFile = {
  readonly file: string
  readonly language: Language
  readonly namespace: (typeof NAMESPACES)[number]
}

function localeFiles(folders: readonly string[]): LocaleFile[] {
  return folders.flatMap((folder) =>
    namesIn(folder).flatMap((name) => {
      const language = canonicalLanguage(name)
      if (!language) return []
      const present = namesIn(path.join(folder, name))
      return NAMESPACES.filter((namespace) => present.includes(`${namespace}.json`)).map((namespace) => ({
        file: path.join(folder, name, `${namespace}.json`),
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

function textsOf(file: string, text: string): Texts {
  try {
    return checked(JSON.parse(text))
  } catch (error) {
    throw new AppError('config_invalid', `${file}: ${(error as Error).message}`, {}, { cause: error })
  }
}

function checked(value: unknown): Texts {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('is not a mapping of texts')
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      if (text === null || typeof text !== 'object') throw new Error(`"${key}" is not a text`)
      checked(text)
    }
  }
  return value as Texts
}

function laidOver(under: Texts, over: Texts): Texts {
  const merged: Texts = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(under, key) ? under[key] : undefined
    merged[key] = typeof value === 'object' && typeof below === 'object' ? laidOver(below, value) : value
  }
  return merged
}
