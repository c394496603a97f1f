import type { FeedKey } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { type Site, textIn } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName, listOf } from '../i18n/formats.ts'

// What feeds are called, in the first of their languages. `label` is what articles call a feed's term.

type Named = Pick<FeedKey, 'languages' | 'topic'>

export function siteTitle(site: Site, language: Language): string {
  return textIn(site.title, language, site.languages)
}

/** What people call the feed among others: `USA`, `All articles`. */
export function feedLabel(catalog: Catalog, { languages: [language], topic }: Named, label: string): string {
  if (topic.kind === 'all') return catalog.t(language, 'pages:home.all')
  if (topic.kind === 'combination') return label
  return catalog.label(language, { kind: topic.kind, id: topic.term, label: label || topic.term })
}

/** What a combination is called: `USA and Russia`, `USA without Sport`, `USA or Russia`; `named` labels each tag. */
export function combinedLabel(
  catalog: Catalog,
  { languages: [language], topic }: Named,
  named: (tag: string) => string,
): string {
  if (topic.kind !== 'combination') return ''
  const { operator, tags, without } = topic
  const label = tags.length > 0 ? listOf(language, operator, tags.map(named)) : catalog.t(language, 'pages:home.all')
  if (without.length === 0) return label
  return catalog.t(language, 'feeds:without', { label, without: listOf(language, 'some', without.map(named)) })
}

/** What a reader lists the feed as: `Dnipro Herald: USA`. */
export function feedTitle(site: Site, catalog: Catalog, key: Named, label: string): string {
  const [language, ...others] = key.languages
  const values = { site: siteTitle(site, language), label: feedLabel(catalog, key, label) }
  const title = catalog.t(language, `feeds:title.${key.topic.kind}`, values)
  if (others.length === 0) return title
  const names = key.languages.map((one) => languageName(one, one))
  return catalog.t(language, 'feeds:title.languages', { title, languages: listOf(language, 'every', names) })
}

export function feedDescription(site: Site, catalog: Catalog, key: Named, label: string): string {
  const [language] = key.languages
  if (key.topic.kind === 'all' && site.description) return textIn(site.description, language, site.languages)
  const values = { site: siteTitle(site, language), label: feedLabel(catalog, key, label) }
  return catalog.t(language, `feeds:description.${key.topic.kind}`, values)
}
