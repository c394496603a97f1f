import { createHash } from 'node:crypto'
import { type Instant, isVisible, type Term, type Variant } from '../domain/article.ts'
import type { Entry } from '../domain/entry.ts'
import { directionOf, type Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import { entryId } from './ids.ts'
import { escapeText } from './xml.ts'

type Sibling = Pick<Variant, 'language' | 'title' | 'url' | 'status' | 'published' | 'expires'>

/** What a feed in `language` shows of a variant, at an instant. */
export function entryOf(
  site: Site,
  catalog: Catalog,
  language: Language,
  variant: Variant,
  siblings: readonly Sibling[],
  at: Instant,
): Entry {
  const translations = site.languages.flatMap((other) => {
    const sibling = siblings.find((candidate) => candidate.language === other)
    if (!sibling || other === variant.language || !isVisible(sibling, at)) return []
    return { language: other, title: sibling.title, url: sibling.url }
  })
  return {
    id: entryId(site.authority, variant.article, variant.language),
    variant,
    translations,
    terms: variant.terms.map((term) => labelled(site, catalog, variant.language, term)),
    notices: noticesOf(catalog, language, variant),
    foreign: variant.language !== language,
  }
}

/** A term under the name it has now, as readers of the language call it. */
function labelled(site: Site, catalog: Catalog, language: Language, term: Term): Term {
  const moved = { ...term, id: site.moved[term.kind].get(term.id) ?? term.id }
  return { ...moved, label: catalog.label(language, moved) }
}

/** A hash over all that documents show of an entry: another hash, other bytes. */
export function entryHash(entry: Entry): string {
  return createHash('sha256').update(JSON.stringify(entry)).digest('base64url')
}

/** What a reader has to be told before the text: that it is in another language, that it was corrected. */
function noticesOf(catalog: Catalog, language: Language, variant: Variant): string[] {
  const notices: string[] = []
  if (variant.language !== language) {
    const values = { language: languageName(language, variant.language) }
    notices.push(
      `<p lang="${language}" dir="${directionOf(language)}"><em>${escapeText(catalog.t(language, 'feeds:item.fallback', values))}</em></p>`,
    )
  }
  if (variant.correction) {
    const label = escapeText(catalog.t(variant.language, 'feeds:item.correction'))
    notices.push(`<p><strong>${label}:</strong> ${escapeText(variant.correction.note)}</p>`)
  }
  return notices
}
