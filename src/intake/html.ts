import sanitize from 'sanitize-html'
import type { CleanHtml } from '../domain/article.ts'
import type { Embeds } from '../domain/site.ts'
import { wellFormed } from '../domain/text.ts'
import type { Removal, Resolve } from './markup/context.ts'
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

const TAGS = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'section', 'article', 'aside', 'header', 'footer', 'address'],
  ...['blockquote', 'pre', 'hr', 'br', 'wbr', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'details', 'summary'],
  ...['a', 'abbr', 'b', 'bdi', 'bdo', 'cite', 'code', 'del', 'dfn', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's', 'samp'],
  ...['small', 'span', 'strong', 'sub', 'sup', 'time', 'u', 'var', 'ruby', 'rt', 'rp'],
  ...['figure', 'figcaption', 'img', 'picture', 'audio', 'video', 'source', 'track', 'iframe'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
]

const ATTRIBUTES: sanitize.IOptions['allowedAttributes'] = {
  '*': ['lang', 'dir', 'title', 'id'],
  a: ['href', 'hreflang', 'rel', { name: 'target', values: ['_self'] }],
  abbr: ['title'],
  blockquote: ['cite'],
  q: ['cite'],
  del: ['cite', 'datetime'],
  ins: ['cite', 'datetime'],
  time: ['datetime'],
  ol: ['start', 'reversed', 'type'],
  li: ['value'],
  img: ['src', 'srcset', 'sizes', 'alt', 'width', 'height', 'loading'],
  source: ['src', 'srcset', 'sizes', 'type', 'media'],
  audio: ['src', 'controls', 'preload'],
  video: ['src', 'controls', 'preload', 'poster', 'width', 'height'],
  track: ['src', 'kind', 'srclang', 'label'],
  iframe: ['src', 'width', 'height', 'allowfullscreen'],
  col: ['span'],
  colgroup: ['span'],
  td: ['colspan', 'rowspan', 'headers'],
  th: ['colspan', 'rowspan', 'headers', 'scope'],
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
