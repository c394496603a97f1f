import { createHash } from 'node:crypto'
import { type Instant, isVisible, type Term, type Variant } from '../domain/article.ts'
import type { Entry } from '../domain/entry.ts'
import { directionOf, type Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import type { Sibling } from '../store/port.ts'
import { entryId } from './ids.ts'
import { escapeText } from './xml.ts'

/** What a feed in `language` shows of a variant, at an instant. */
export function entryOf(
  site: Site,
  catalog: Catalog,
  language: Language,
  whole: Variant,
  siblings: readonly Sibling[],
  at: Instant,
): Entry {
  const variant = asOf(whole, at)
  const translations = site.languages.flatMap((other) => {
    const sibling = siblings.find((candidate) => candidate.language === other)
    if (!sibling || other === variant.language || !isVisible(sibling, at)) return []
    return { language: other, title: sibling.title, url: sibling.url }
  })
  return {
    id: entryId(site.authority, variant.article, variant.language),
    variant,
    translations,
    terms: labelled(site, catalog, variant),
    notices: noticesOf(catalog, language, variant),
    foreign: variant.language !== language,
  }
}

/** A change or a correction that is dated in the future is not told before its time. */
function asOf(variant: Variant, at: Instant): Variant {
  if (variant.updated <= at) return variant
  const correction = variant.correction && variant.correction.at <= at ? variant.correction : null
  return { ...variant, updated: Math.max(variant.published, correction?.at ?? 0), correction }
}

/** Terms under the names they have now, as readers of the language call them, each once. */
function labelled(site: Site, catalog: Catalog, { language, terms }: Variant): Term[] {
  const named = new Map<string, Term>()
  for (const term of terms) {
    const moved = site.moved[term.kind].get(term.id)
    // What the article calls a term that has moved is the old name.
    const now = moved === undefined ? term : { ...term, id: moved, label: moved }
    const key = `${now.kind} ${now.id}`
    if (!named.has(key)) named.set(key, { ...now, label: catalog.label(language, now) })
  }
  return [...named.values()]
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
    const label = escapeText(catalog.t(variant.correction.language, 'feeds:item.correction'))
    const { note, language: spoken } = variant.correction
    const foreign = spoken === variant.language ? '' : ` lang="${spoken}" dir="${directionOf(spoken)}"`
    notices.push(`<p${foreign}><strong>${label}:</strong> ${escapeText(note)}</p>`)
  }
  return notices
}
