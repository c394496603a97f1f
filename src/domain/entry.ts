import type { Term, Variant } from './article.ts'
import type { Language } from './language.ts'

/** The same article in another language. */
export type Translation = { readonly language: Language; readonly title: string; readonly url: string }

/** A variant as a feed shows it: with its id, its translations, and its terms as readers of its language call them. */
export type Entry = {
  readonly id: string
  readonly variant: Variant
  /** In the order of the site's languages. */
  readonly translations: readonly Translation[]
  /** `variant.terms`, labelled. */
  readonly terms: readonly Term[]
  /** Paragraphs of HTML that lead the content. */
  readonly notices: readonly string[]
  /** It stands in for a missing variant: its language is not the feed's. */
  readonly foreign: boolean
}
