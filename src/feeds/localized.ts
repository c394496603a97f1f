import type { FeedKey } from '../domain/feed-key.ts'
import { directionOf, isSameWriting, type Language } from '../domain/language.ts'
import type { Catalog, TextValues } from '../i18n/catalog.ts'
import type { Key } from '../i18n/keys.ts'
import { escapeText, Html, html } from './markup.ts'

/** A text as HTML. If the program lacks it in the language, or values are in another one, they are marked with theirs. */
export function localized(catalog: Catalog, language: Language, key: Key, values?: TextValues, valueIn = language) {
  const attributes = textAttributes(catalog, language, key)
  if (!attributes && valueIn === language) return html`${catalog.t(language, key, values)}`
  const marked = Object.entries(values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? `${VALUE_START}${value}${VALUE_END}` : value,
  ])
  const text = escapeText(catalog.t(catalog.languageOf(language, key), key, Object.fromEntries(marked)))
  const withValues = text
    .replaceAll(VALUE_START, `<bdi${languageAttributes(valueIn).text}>`)
    .replaceAll(VALUE_END, '</bdi>')
  return attributes ? html`<span${attributes}>${new Html(withValues)}</span>` : new Html(withValues)
}

/** Noncharacters: intake and locales remove them from texts. */
const VALUE_START = '\uFFFE'
const VALUE_END = '\uFFFF'

/** `lang` and `dir` for the element around a text that is in another language than its page; false if it is not. */
export function textAttributes(catalog: Catalog, language: Language, key: Key): Html | false {
  const textLanguage = catalog.languageOf(language, key)
  return !isSameWriting(textLanguage, language) && languageAttributes(textLanguage)
}

/** {@link textAttributes} of a feed's name: only the feeds of all articles and of corrections have it from the program. */
export function nameAttributes(catalog: Catalog, language: Language, kind: FeedKey['topic']['kind']): Html | false {
  return (kind === 'all' || kind === 'corrections') && textAttributes(catalog, language, `pages:home.${kind}`)
}

export function languageAttributes(language: Language): Html {
  return html` lang="${language}" dir="${directionOf(language)}"`
}
