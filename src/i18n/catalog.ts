import i18next, { type i18n } from 'i18next'
import type { Topic } from '../domain/feed-key.ts'
import { type Language, scriptOf } from '../domain/language.ts'
import type { Key } from './keys.ts'
import { type AllTexts, NAMESPACES, type Namespace, readTexts, type Texts, textsStamp } from './texts.ts'

// The one module that knows i18next. Its own HTML escaping is off: texts are escaped where they are written.

/** The texts of the program and the labels of the newsroom, in every language that has some. */
export type Catalog = {
  readonly texts: AllTexts
  /** A text in a language, in the nearest one that has it, else in English. */
  t(language: Language, key: Key, values?: Readonly<Record<string, string | number>>): string
  /** What readers of a language call a tag, a section or a block; its own label where the newsroom gives none. */
  label(language: Language, named: Named): string
}

export type Named = { readonly kind: Exclude<Topic['kind'], 'all'>; readonly id: string; readonly label: string }

const LABELS = { tag: 'tags', section: 'sections', headlines: 'headlines' } as const satisfies Partial<
  Record<Named['kind'], Namespace>
>

/** Reads the texts of some folders, the later laid over the earlier. */
export function loadCatalog(folders: readonly string[], before?: Catalog): Catalog {
  const texts = readTexts(folders, before?.texts)
  const known = [...texts.languages.keys()]
  const instance = i18next.createInstance()
  instance.init({
    resources: Object.fromEntries(texts.languages),
    ns: NAMESPACES,
    defaultNS: 'pages',
    load: 'currentOnly',
    // i18next also asks without a language, while it sets itself up.
    fallbackLng: (code?: string) => (code ? nearest(code as Language, known) : ['en']),
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return catalogOf(instance, texts)
}

/** Reads the texts again whenever their files have changed since it was last asked. */
export function currentCatalog(folders: readonly string[]): () => Catalog {
  let stamp = textsStamp(folders)
  let catalog = loadCatalog(folders)
  return () => {
    const current = textsStamp(folders)
    if (current !== stamp) {
      catalog = loadCatalog(folders, catalog)
      stamp = current
    }
    return catalog
  }
}

function catalogOf(instance: i18n, texts: AllTexts): Catalog {
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
    texts,
    t: (language, key, values = {}) => translator(language)(key, values) as string,
    label: (language, { kind, id, label }) => {
      if (kind === 'author') return label
      // A foreign label is worse than the article's own: no fallback but within the language.
      const texts = instance.getResourceBundle(language, LABELS[kind]) as Texts | undefined
      const text = texts && Object.hasOwn(texts, id) ? texts[id] : undefined
      return typeof text === 'string' && text !== '' ? text : label
    },
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
