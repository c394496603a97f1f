import type { Term, Variant } from './article.ts'
import type { Language } from './language.ts'

/** The same article in another language. */
export type Translation = { readonly language: Language; readonly title: string; readonly url: string }

/** A variant as a feed shows it. */
export type Entry = {
  readonly id: string
  /** The id in Atom, for a variant with a guid. */
  readonly iri?: string
  readonly variant: Variant
  /** In the order of the site's languages. */
  readonly translations: readonly Translation[]
  /** `variant.terms` with the labels of `locales/`. */
  readonly terms: readonly Term[]
  /** Paragraphs of HTML that are put before the content. */
  readonly notices: readonly string[]
  /** The text of the link to the page, as HTML, if the content is too large for a feed and is left out; else `null`. */
  readonly readOn: string | null
  /** The variant's language is not the feed's: it replaces a missing variant. */
  readonly isFallback: boolean
}
