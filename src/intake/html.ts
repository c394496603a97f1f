import sanitize from 'sanitize-html'
import type { CleanHtml } from '../domain/article.ts'
import type { Embeds } from '../domain/site.ts'
import { wellFormed } from '../domain/text.ts'
import type { Removal, Resolve } from './markup/context.ts'
import { ATTRIBUTES, TAGS } from './markup/permitted.ts'
import { plainHtml } from './markup/plain.ts'
import { PLAYER_HOSTS } from './markup/players.ts'
import { prepareMarkup } from './markup/prepare.ts'
import { serialise, type Tree } from './markup/tree.ts'

// The only module that imports sanitize-html.

/** HTML as written, or rendered from Markdown. Only {@link cleanHtml} accepts it. */
export type RawHtml = string & { readonly __raw: unique symbol }

export function rawHtml(text: string): RawHtml {
  return text as RawHtml
}

export type Cleaned = { readonly content: CleanHtml; readonly removals: readonly Removal[] }

/**
 * Sanitises HTML for feed readers: no scripts, styles, forms or event handlers, only frames of known players, absolute
 * addresses, no characters that XML 1.0 forbids. `idPrefix` comes before all ids.
 * @throws TooDeep
 */
export function cleanHtml(html: RawHtml, resolve: Resolve, idPrefix = '', embeds: Embeds = 'card'): Cleaned {
  const { tree, removals } = prepareMarkup(wellFormed(html), resolve, idPrefix, embeds)
  return { content: wellFormed(plainHtml(tree) ?? sanitised(tree)).trim() as CleanHtml, removals }
}

export function sanitised(tree: Tree): string {
  const html = serialise(tree)
  return sanitize(html, html.includes('<math') ? FORMULA_RULES : RULES)
}

const RULES: sanitize.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: ATTRIBUTES,
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: Object.fromEntries(['img', 'source', 'audio', 'video'].map((tag) => [tag, ['http', 'https']])),
  allowProtocolRelative: false,
  // No article is that deep. The limit bounds the time to sanitise.
  nestingLimit: 100,
  allowedIframeHostnames: [...PLAYER_HOSTS],
  // Removes pictures and frames whose address was refused.
  exclusiveFilter: ({ tag, attribs }) => (tag === 'img' || tag === 'iframe') && !attribs.src,
  // HTML Living Standard §13.1.2: void elements have no end tag.
  selfClosing: ['br', 'col', 'hr', 'img', 'source', 'track', 'wbr'],
  parser: { lowerCaseTags: true, decodeEntities: true },
}

/** Presentation MathML (MathML Core) that readers may show. None of it links, runs or loads anything. */
const MATHML_ELEMENTS = (
  'math merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom menclose mprescripts mroot mrow ms mspace ' +
  'msqrt mstyle msub msubsup msup mtable mtd mtext mtr mlabeledtr munder munderover none'
).split(' ')

const MATHML_ATTRIBUTES = (
  'accent accentunder align close columnalign columnlines columnspan depth display displaystyle fence form height ' +
  'largeop linethickness lspace mathvariant maxsize minsize movablelimits notation open rowalign rowlines rowspan ' +
  'rspace scriptlevel separator separators stretchy symmetric voffset width xmlns'
).split(' ')

/** Separate, because the library reads its lists again for each text, and few texts have formulas. */
const FORMULA_RULES: sanitize.IOptions = {
  ...RULES,
  allowedTags: [...TAGS, ...MATHML_ELEMENTS],
  allowedAttributes: {
    ...ATTRIBUTES,
    ...Object.fromEntries(MATHML_ELEMENTS.map((name) => [name, [...MATHML_ATTRIBUTES]])),
  },
}
