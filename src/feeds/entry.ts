import { hash } from 'node:crypto'
import {
  type CleanHtml,
  type Entry,
  type Instant,
  isVisible,
  type Term,
  uniqueTerms,
  type Variant,
} from '../domain/article.ts'
import { recordingOf } from '../domain/channel.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import { idInSettings } from '../domain/former-term.ts'
import type { Language } from '../domain/language.ts'
import type { Rendition, Site } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import type { Sibling } from '../store/variants.ts'
import { withElements } from './extensions.ts'
import { iriOf, knownId } from './ids.ts'
import { labelsOf } from './item-facts.ts'
import { languageAttributes, localized } from './localized.ts'
import { escapeText } from './markup.ts'

/** A variant as a feed shows it at an instant. The first of `languages` is the feed's own. */
export function entryOf(
  site: Site,
  catalog: Catalog,
  languages: FeedKey['languages'],
  stored: Variant,
  siblings: readonly Sibling[],
  at: Instant,
): Entry {
  const variant = asOf(stored, at)
  const isTooLarge = Buffer.byteLength(variant.content) > site.sizes.maxItemBytes
  const translated = site.languages.flatMap((other) => {
    const sibling = siblings.find((candidate) => candidate.language === other)
    return !sibling || other === variant.language || !isVisible(sibling, at) ? [] : sibling
  })
  const recordings = recordingsOf(variant, translated)
  const id = knownId(site.authority, variant)
  const entry = {
    id,
    ...(variant.guid !== undefined && { iri: iriOf(site.authority, id) }),
    variant,
    translations: translated.map(({ language, title, url }) => ({ language, title, url })),
    ...(recordings.length > 0 && { recordings }),
    terms: labelledTerms(site, catalog, variant),
    ...labelsOf(catalog, variant),
    notices: noticesOf(catalog, languages, variant),
    readOn: null,
    isFallback: variant.language !== languages[0],
  }
  return withElements(isTooLarge ? shortenedEntry(catalog, entry) : entry, [site.extensions])
}

/** Other recordings than the variant's. */
function recordingsOf(variant: Variant, translated: readonly Sibling[]): NonNullable<Entry['recordings']> {
  const own = recordingOf(variant)
  return translated.flatMap((sibling) => {
    const recording = 'attachments' in sibling ? recordingOf(sibling) : sibling.recording
    return own && recording && recording.url !== own.url ? { language: sibling.language, recording } : []
  })
}

/** The entry with a link to its page in place of its content. */
export function shortenedEntry(catalog: Catalog, entry: Entry): Entry {
  const { variant } = entry
  const readOn = localized(catalog, variant.language, 'feeds:item.readOn').text
  return { ...entry, variant: { ...variant, content: '' as CleanHtml }, readOn }
}

/** Hides changes and corrections dated after `at`. A return after a withdrawal counts as a change. */
function asOf(variant: Variant, at: Instant): Variant {
  if (variant.updated <= at) return { ...variant, updated: Math.max(variant.updated, variant.returned ?? 0) }
  const correction = variant.correction && variant.correction.at <= at ? variant.correction : null
  const changes = [variant.published, correction?.at ?? 0, variant.returned ?? 0]
  return { ...variant, updated: Math.max(...changes), correction }
}

/** Terms with their current ids and labels, without duplicates. */
function labelledTerms(site: Site, catalog: Catalog, { language, terms }: Variant): Term[] {
  const current = terms.map((term) => currentTerm(site, term))
  return uniqueTerms(current).map((term) => ({ ...term, label: catalog.label(language, term) }))
}

/** A term with its current id. The article's own label of a moved term is the old one, unless it is an alias. */
export function currentTerm({ moved, aliases }: Site, term: Term): Term {
  const { [term.kind]: moves } = moved
  const movedId = term.id === null ? undefined : idInSettings(moves, term.id, term.label)
  const id = movedId === undefined ? undefined : moves.get(movedId)
  if (movedId === undefined || id === undefined) return term
  return { ...term, id, label: aliases[term.kind].has(movedId) ? term.label : id }
}

/** The terms that items show. */
export function categoriesOf(terms: readonly Term[]): Term[] {
  return terms.filter(({ kind }) => kind !== 'author')
}

/** Hashes everything that documents show of an entry and nothing else: another hash means other bytes. */
export function entryHash({ variant, terms, readOn, ...rest }: Entry, content: Rendition['content']): string {
  const { title, summary, url, published, updated, language } = variant
  const { authors, translator, image, attachments, source, episode, facts } = variant
  const shownFacts = {
    ...rest,
    ...{ title, url, published, updated, language, translator, image, attachments, source },
    ...(episode && { episode }),
    ...(content !== 'none' && { summary }),
    ...(content === 'full' && { content: variant.content, ...(readOn !== null && { readOn }) }),
    authors: authors.map(({ name, url }) => ({ name, url })),
    terms: categoriesOf(terms),
    ...(facts && { facts }),
  }
  return hash('sha256', JSON.stringify(shownFacts), 'base64url')
}

/** HTML paragraphs before the text: that it is paid for, in another language, corrected, a part of a series. */
function noticesOf(catalog: Catalog, languages: FeedKey['languages'], variant: Variant): string[] {
  const [language] = languages
  const { paid, part } = labelsOf(catalog, variant).labels ?? {}
  const notices: string[] = []
  if (paid) notices.push(`<p><strong>${paid}</strong></p>`)
  if (!languages.includes(variant.language)) {
    const values = { language: languageName(language, variant.language) }
    const text = localized(catalog, language, 'feeds:item.fallback', values).text
    notices.push(`<p${languageAttributes(language).text}><em>${text}</em></p>`)
  }
  if (variant.correction) notices.push(correctionNotice(catalog, variant.correction, variant.language))
  if (part) notices.push(`<p><em>${part}</em></p>`)
  return notices
}

/** A paragraph of HTML. `language` is that of the text around it. */
export function correctionNotice(
  catalog: Catalog,
  { note, language: noteLanguage }: NonNullable<Variant['correction']>,
  language: Language,
): string {
  const label = localized(catalog, noteLanguage, 'feeds:item.correction').text
  const attributes = noteLanguage === language ? '' : languageAttributes(noteLanguage).text
  return `<p${attributes}><strong>${label}:</strong> ${escapeText(note)}</p>`
}
