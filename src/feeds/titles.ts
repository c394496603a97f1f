import type { FeedKey } from '../domain/feed-key.ts'
import { isSameWriting, type Language } from '../domain/language.ts'
import { type Site, tagIn, textIn } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName, listOf } from '../i18n/formats.ts'

// Names of feeds, in the first of their languages. `label` is the articles' label of the feed's term.

type Named = Pick<FeedKey, 'languages' | 'topic'>

export function siteTitle(site: Site, language: Language): string {
  return textIn(site.title, language, site.languages)
}

/** The name in a list of feeds: `USA`, `All articles`. */
export function feedLabel(catalog: Catalog, { languages: [language], topic }: Named, label: string): string {
  if (topic.kind === 'all') return catalog.t(language, 'pages:home.all')
  if (topic.kind === 'combination') return label
  return catalog.label(language, { kind: topic.kind, id: topic.term, label: label || topic.term })
}

/** The name of a combination: `USA and Russia`, `USA without Sport`, `USA or Russia`. */
export function combinedLabel(catalog: Catalog, key: Named, labelOf: (tag: string) => string): string {
  const { languages, topic } = key
  const [language] = languages
  if (topic.kind !== 'combination') return ''
  const { operator, tags, without } = topic
  const label = tags.length > 0 ? listOf(language, operator, tags.map(labelOf)) : catalog.t(language, 'pages:home.all')
  if (without.length === 0) return label
  const excluded = listOf(language, 'some', without.map(labelOf))
  // A plain text cannot be marked as English, so a language without texts gets a sign.
  if (!isSameWriting(catalog.languageOf(language, 'feeds:without'), language))
    return `${tags.length > 0 ? `${label} ` : ''}− ${excluded}`
  return catalog.t(language, 'feeds:without', { label, without: excluded })
}

/** The title in feed readers: `Dnipro Herald: USA`. */
export function feedTitle(site: Site, catalog: Catalog, key: Named, label: string): string {
  const [language, ...otherLanguages] = key.languages
  const values = { site: siteTitle(site, language), label: feedLabel(catalog, key, label) }
  const title = catalog.t(language, `feeds:title.${key.topic.kind}`, values)
  if (otherLanguages.length === 0) return title
  const names = key.languages.map((one) => languageName(one, one))
  return catalog.t(language, 'feeds:title.languages', { title, languages: listOf(language, 'every', names) })
}

/** The language of {@link feedDescription}. */
export function descriptionLanguage({ description, languages }: Site, catalog: Catalog, key: Named): Language {
  const [language] = key.languages
  if (key.topic.kind === 'all' && description) return tagIn(description, language, languages) ?? language
  const textLanguage = catalog.languageOf(language, `feeds:description.${key.topic.kind}`)
  return isSameWriting(textLanguage, language) ? language : textLanguage
}

export function feedDescription(site: Site, catalog: Catalog, key: Named, label: string): string {
  const [language] = key.languages
  if (key.topic.kind === 'all' && site.description) return textIn(site.description, language, site.languages)
  const values = { site: siteTitle(site, language), label: feedLabel(catalog, key, label) }
  return catalog.t(language, `feeds:description.${key.topic.kind}`, values)
}
