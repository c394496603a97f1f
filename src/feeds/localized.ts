import { directionOf, isSameWriting, type Language } from '../domain/language.ts'
import type { Catalog, TextValues } from '../i18n/catalog.ts'
import type { Key } from '../i18n/keys.ts'
import { escapeText, Html, html } from './markup.ts'

/** A text as HTML. If the program lacks it in the language, it is marked with its own language, and values in it with theirs. */
export function localized(catalog: Catalog, language: Language, key: Key, values: TextValues = {}): Html {
  const attributes = textAttributes(catalog, language, key)
  if (!attributes) return html`${catalog.t(language, key, values)}`
  const marked = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? `${VALUE_START}${value}${VALUE_END}` : value,
  ])
  const text = escapeText(catalog.t(language, key, Object.fromEntries(marked)))
  const withValues = text
    .replaceAll(VALUE_START, `<bdi${languageAttributes(language).text}>`)
    .replaceAll(VALUE_END, '</bdi>')
  return html`<span${attributes}>${new Html(withValues)}</span>`
}

/** Noncharacters: intake and locales remove them from texts. */
const VALUE_START = '\uFFFE'
const VALUE_END = '\uFFFF'

/** `lang` and `dir` for the element around a text that is in another language than its page; false if it is not. */
export function textAttributes(catalog: Catalog, language: Language, key: Key): Html | false {
  const textLanguage = catalog.languageOf(language, key)
  return !isSameWriting(textLanguage, language) && languageAttributes(textLanguage)
}

export function languageAttributes(language: Language): Html {
  return html` lang="${language}" dir="${directionOf(language)}"`
}
