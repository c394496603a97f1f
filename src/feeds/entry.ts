import { createHash } from 'node:crypto'
import { type Instant, isVisible, type Term, type Variant } from '../domain/article.ts'
import type { Entry } from '../domain/entry.ts'
import { directionOf, type Language } from '../domain/language.ts'
import type { Rendition, Site } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import type { Sibling } from '../store/variants.ts'
import { entryId } from './ids.ts'
import { escapeText } from './xml.ts'

/** What a feed in some languages, of which it is in the first, shows of a variant, at an instant. */
export function entryOf(
  site: Site,
  catalog: Catalog,
  languages: readonly [Language, ...Language[]],
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
    notices: noticesOf(catalog, languages, variant),
    foreign: variant.language !== languages[0],
  }
}

/** A change or a correction that is dated in the future is not told before its time; a return is a change. */
function asOf(variant: Variant, at: Instant): Variant {
  if (variant.updated <= at) return { ...variant, updated: Math.max(variant.updated, variant.returned ?? 0) }
  const correction = variant.correction && variant.correction.at <= at ? variant.correction : null
  const told = [variant.published, correction?.at ?? 0, variant.returned ?? 0]
  return { ...variant, updated: Math.max(...told), correction }
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

/** A hash over all that documents show of an entry, and nothing else: another hash, other bytes. */
export function entryHash({ variant, terms, ...rest }: Entry, content: Rendition['content']): string {
  const { title, summary, url, published, updated, language } = variant
  const { authors, translator, image, attachments, source } = variant
  const shown = {
    ...rest,
    ...{ title, url, published, updated, language, translator, image, attachments, source },
    ...(content !== 'none' && { summary }),
    ...(content === 'full' && { content: variant.content }),
    authors: authors.map(({ name, url }) => ({ name, url })),
    terms: terms.filter(({ kind }) => kind !== 'author'),
  }
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url')
}

/** What a reader has to be told before the text: that it is in another language, that it was corrected. */
function noticesOf(catalog: Catalog, languages: readonly [Language, ...Language[]], variant: Variant): string[] {
  const [language] = languages
  const notices: string[] = []
  if (!languages.includes(variant.language)) {
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
