import type { Episode } from './channel.ts'
import type { Language } from './language.ts'

/** Milliseconds since 1970-01-01T00:00Z, in whole seconds, because dates in RSS have no fractions. */
export type Instant = number

/** Sanitised HTML with absolute URLs and only characters of XML 1.0 §2.2. Only `intake/html.ts` creates it. */
export type CleanHtml = string & { readonly __clean: unique symbol }

export const TERM_KINDS = ['tag', 'section', 'author'] as const
export type TermKind = (typeof TERM_KINDS)[number]

/**
 * `label` is the article's text. A label in `locales/` takes precedence. `id` is null for a text of symbols: items show it,
 * but it has no feed.
 */
export type Term = { readonly kind: TermKind; readonly id: string | null; readonly label: string }

/** Of several spellings of a term, the first is kept. */
export function uniqueTerms(terms: readonly Term[]): Term[] {
  const spellings = Map.groupBy(terms, ({ kind, id, label }) => `${kind} ${id ?? label}`)
  return [...spellings.values()].flatMap(([first]) => first ?? [])
}

export type Person = { readonly name: string; readonly url: string | null; readonly term: string | null }

const PAID = ['advertisement', 'sponsored'] as const
export const KINDS = ['news', 'opinion', 'analysis', 'live', 'interview', 'review', ...PAID] as const
export const isPaid = (kind: Facts['kind']): boolean => PAID.some((paid) => paid === kind)
export const ACCESS = ['free', 'metered', 'subscription'] as const

type Link = { readonly title: string; readonly url: string }

/** Facts of an article beside its text. A fact that is not written is absent. URLs are absolute, texts are plain. */
export type Facts = {
  readonly kind?: (typeof KINDS)[number]
  readonly access?: (typeof ACCESS)[number]
  readonly series?: { readonly name: string; readonly part?: number | undefined; readonly of?: number | undefined }
  readonly place?: { readonly name: string; readonly latitude: number; readonly longitude: number }
  readonly comments?: { readonly url: string; readonly count?: number | undefined }
  readonly related?: readonly Link[]
  /** The page that has the original, if it is not the article's own. */
  readonly canonical?: string
  readonly contributors?: readonly { readonly name: string; readonly role?: string; readonly url?: string }[]
}

/** A picture, recording or other file. `length` is in bytes; 0 means unknown (RSS 2.0, enclosure). */
export type Media = {
  readonly url: string
  /** `null` for a picture of unknown type: it is shown, but is not an enclosure. */
  readonly type: string | null
  readonly length: number
  readonly width: number | null
  readonly height: number | null
  /** Seconds. */
  readonly duration: number | null
  readonly title: string | null
  readonly credit: string | null
  readonly alt: string | null
  /** An address or a text. */
  readonly license?: string
  readonly thumbnail?: string
  /** The same recording in other files. */
  readonly alternatives?: readonly Media[]
}
export type Recording = Media & { readonly type: string }

/** The first recording of sound among the attachments. */
export function audioOf({ attachments }: Pick<Variant, 'attachments'>): Media | undefined {
  return attachments.find(({ type }) => type?.startsWith('audio/'))
}

export type Status = 'draft' | 'published' | 'withdrawn'

/** One article in one language, after intake. URLs are absolute, texts are plain. */
export type Variant = {
  readonly article: string
  readonly language: Language
  readonly status: Status
  readonly published: Instant
  readonly updated: Instant
  readonly expires: Instant | null
  readonly title: string
  readonly summary: string
  readonly content: CleanHtml
  readonly url: string
  /** The id that feed readers know the variant by; absent for the id that this site gives it. */
  readonly guid?: string
  /** A block of headlines that the article is in, besides those that site.yaml lists it in. */
  readonly headline?: string
  readonly terms: readonly Term[]
  readonly authors: readonly Person[]
  readonly translator: string | null
  readonly image: Media | null
  readonly attachments: readonly Media[]
  readonly episode?: Episode
  /** Values of the newsroom for extensions; absent if there are none. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly source: Link | null
  /** `language` is the note's. It differs from the variant's if there is no note in that language. */
  readonly correction: { readonly note: string; readonly language: Language; readonly at: Instant } | null
  readonly facts?: Facts
  /** When the article came back after a withdrawal. The store sets it; files do not contain it. */
  readonly returned: Instant | null
  /** The last guid that feeds showed, set by the store; empty for the id of this site. */
  readonly shownGuid?: string
}

/** Embargo and expiry: visible from `published` (inclusive) to `expires` (exclusive). */
export function isVisible(variant: Pick<Variant, 'status' | 'published' | 'expires'>, at: Instant): boolean {
  return variant.status === 'published' && variant.published <= at && (variant.expires === null || at < variant.expires)
}

/** A problem of a file: the file, or a part of it, cannot be published. */
export type Quarantined = {
  /** The path relative to the data folder, with `/`. */
  readonly file: string
  /** `line 12, variants.uk.title`; empty if the problem concerns the whole file. */
  readonly place: string
  /** A stable code (`date_unparsable`), counted in metrics. */
  readonly reason: string
  /** One sentence for the newsroom: the problem and its remedy. */
  readonly message: string
  /** Present if everything is published nevertheless. */
  readonly severity?: 'warning'
}

/** The reasons that are no more than warnings: the article is published, without the part that is wrong. */
const WARNINGS: ReadonlySet<string> = new Set(
  (
    'author_unknown component_removed content_too_large date_ignored git_history guid_changed key_repeated ' +
    'key_unknown language_removed link_unresolved markup_removed media_missing permalink_unknown restart_needed ' +
    'shortcode_unknown tag_unknown term_invalid term_without_feed url_ignored value_adapted value_ignored'
  ).split(' '),
)

export function isWarning(reason: string): boolean {
  return WARNINGS.has(reason)
}

/** The store keeps no severity: it follows from the reason. */
export function withSeverity(problem: Quarantined): Quarantined {
  return isWarning(problem.reason) ? { ...problem, severity: 'warning' } : problem
}

export type CollapsedProblem = Quarantined & { readonly moreFiles?: number }

/** Errors first. Warnings with one reason and one message become one. */
export function collapsed(problems: readonly Quarantined[]): CollapsedProblem[] {
  const errors = withoutWarnings(problems)
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const kinds = Map.groupBy(warnings, ({ reason, message }) => `${reason} ${message}`)
  const collapsedWarnings = [...kinds.values()].map((kind) => {
    const moreFiles = new Set(kind.map(({ file }) => file)).size - 1
    return { ...(kind[0] as Quarantined), ...(moreFiles > 0 && { moreFiles }) }
  })
  return [...errors, ...collapsedWarnings]
}

/** The problems that keep something from being published. */
export function withoutWarnings(problems: readonly Quarantined[]): readonly Quarantined[] {
  return problems.filter(({ severity }) => severity === undefined)
}

/** An article that feeds showed and that is no longer published (RFC 6721), with the guid that they showed. */
export type Withdrawn = Pick<Variant, 'article' | 'language' | 'guid'> & { readonly at: Instant }

export type Translation = Pick<Variant, 'language' | 'title' | 'url'>

/** An element that settings add to a channel or an item. */
export type ExtensionElement = {
  readonly name: string
  readonly text: string | null
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly ExtensionElement[]
}

/** A variant as a feed shows it. */
export type Entry = {
  readonly id: string
  /** The id in Atom, for a variant with a guid. */
  readonly iri?: string
  readonly variant: Variant
  /** In the order of the site's languages. */
  readonly translations: readonly Translation[]
  /** Recordings of the translations, if they are others than the variant's; absent if there is none. */
  readonly recordings?: readonly { readonly language: Language; readonly recording: Recording }[]
  /** `variant.terms` with the labels of `locales/`. */
  readonly terms: readonly Term[]
  /** Texts in its language, as HTML: of its kind, of an article that is paid for, of its part of a series. */
  readonly labels?: Readonly<Partial<Record<'kind' | 'paid' | 'part', string>>>
  /** Paragraphs of HTML that are put before the content. */
  readonly notices: readonly string[]
  /** The text of the link to the page, as HTML, if the content is too large for a feed and is left out; else `null`. */
  readonly readOn: string | null
  /** Elements that settings add, if there are any. */
  readonly extensions?: readonly ExtensionElement[]
  /** The variant's language is not the feed's: it replaces a missing variant. */
  readonly isFallback: boolean
}
