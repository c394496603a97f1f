import i18next from 'i18next'
import type { Topic } from '../domain/feed-key.ts'
import { isSameWriting, type Language } from '../domain/language.ts'
import { createLru, getOrCreate } from '../memo.ts'
import type { Key } from './keys.ts'
import { type AllTexts, NAMESPACES, type Namespace, readTexts, textsStamp } from './texts.ts'

// The only module that imports i18next. Its HTML escaping is off because the rooms that write documents escape.

export type TextValues = Readonly<Record<string, string | number>>

/** The program's texts and the newsroom's labels in all languages. */
export type Catalog = {
  readonly texts: AllTexts
  /** A text in a language, else in a related language, else in English. */
  t(language: Language, key: Key, values?: TextValues): string
  /** The language that {@link t} has the text in. */
  languageOf(language: Language, key: Key): Language
  /** The newsroom's label for a term or a block in a language, else the label of the articles. */
  label(language: Language, topic: LabelledTopic): string
}

export type LabelledTopic = {
  readonly kind: Extract<Topic, { readonly term: string }>['kind']
  readonly id: string | null
  readonly label: string
}

const LABELS = { tag: 'tags', section: 'sections', headlines: 'headlines' } as const satisfies Partial<
  Record<LabelledTopic['kind'], Namespace>
>

/** Texts in later folders replace earlier ones. `previous` supplies the texts of files that are broken now. */
export function loadCatalog(folders: readonly string[], previous?: Catalog): Catalog {
  const texts = readTexts(folders, previous?.texts)
  const available = [...texts.languages.keys()]
  // i18next asks at every text, and `Intl.Locale` is slow.
  const fallbacks = new Map<string, string[]>()
  /** Variants of the language in the same script, then English: `pt-BR` for `pt`, but not `zh-Hans` for `zh-Hant`. */
  const fallbacksOf = (code: string): string[] =>
    getOrCreate(fallbacks, code, () => [
      ...available.filter((other) => other !== code && isSameWriting(other, code as Language)),
      'en',
    ])
  const instance = i18next.createInstance()
  instance.init({
    resources: Object.fromEntries(texts.languages),
    ns: NAMESPACES,
    defaultNS: 'pages',
    load: 'currentOnly',
    // During `init`, i18next calls this without a language.
    fallbackLng: (code?: string) => (code ? fallbacksOf(code) : ['en']),
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  const translators = new Map<Language, ReturnType<typeof instance.getFixedT>>()
  const translator = (language: Language) =>
    getOrCreate(translators, language, () => instance.getFixedT(language, [...NAMESPACES]))
  // A page asks for a hundred texts, and i18next takes 20 µs for each.
  const constantTexts = new Map<string, string>()
  const usedLanguages = new Map<string, Language>()
  return {
    texts,
    t: (language, key, values) =>
      values
        ? (translator(language)(key, values) as string)
        : getOrCreate(constantTexts, `${language} ${key}`, () => translator(language)(key) as string),
    // Plural forms are found by a number; every language has all of a text's forms.
    languageOf: (language, key) =>
      getOrCreate(usedLanguages, `${language} ${key}`, () => {
        const details: unknown = translator(language)(key, { count: 1, returnDetails: true })
        return (details as { readonly usedLng: Language }).usedLng
      }),
    label: (language, { kind, id, label }) => {
      if (kind === 'author') return label
      // No fallback to other languages: the articles' own label is better than a foreign one.
      const labels = texts.languages.get(language)?.[LABELS[kind]]
      const key = id ?? label
      const text = labels && Object.hasOwn(labels, key) ? labels[key] : undefined
      return typeof text === 'string' && text !== '' ? text : label
    },
  }
}

/** By the stamp of their files: the apps of a process, which are many in tests, share texts that no file changed. */
const catalogs = createLru<Catalog>(2)

/** Each call reads the texts again if their files have changed. */
export function currentCatalog(folders: readonly string[]): () => Catalog {
  let stamp: string | undefined
  let catalog: Catalog | undefined
  return () => {
    const current = textsStamp(folders)
    if (catalog && current === stamp) return catalog
    stamp = current
    catalog = catalogs.get(stamp) ?? loadCatalog(folders, catalog)
    // A file with problems keeps the texts that this app read before.
    if (catalog.texts.problems.length === 0) catalogs.set(stamp, catalog)
    return catalog
  }
}

/** The language of a page that has only texts of the program: English if the program lacks the language. */
export function interfaceLanguage(catalog: Catalog, language: Language): Language {
  const textLanguage = catalog.languageOf(language, 'pages:skip')
  return isSameWriting(textLanguage, language) ? language : textLanguage
}
