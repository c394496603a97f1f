import sanitize from 'sanitize-html'
import type { CleanHtml } from '../domain/article.ts'
import { wellFormed } from '../domain/text.ts'
import type { Removal, Resolve } from './markup/context.ts'
import { PLAYERS } from './markup/frames.ts'
import { MATHML_ATTRIBUTES, MATHML_ELEMENTS } from './markup/mathml.ts'
import { DEPTH_MAX, prepareMarkup, TooDeep, tooDeep } from './markup/prepare.ts'

// The only module that imports sanitize-html.

export { TooDeep } from './markup/prepare.ts'

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
export function cleanHtml(html: RawHtml, resolve: Resolve, idPrefix = ''): Cleaned {
  const depth = depthOf(html)
  if (depth > DEPTH_MAX) throw new TooDeep(tooDeep(depth))
  const prepared = prepareMarkup(wellFormed(html), resolve, idPrefix)
  const rules = prepared.html.includes('<math') ? FORMULA_RULES : RULES
  return { content: wellFormed(sanitize(prepared.html, rules)).trim() as CleanHtml, removals: prepared.removals }
}

/** Elements with optional end tags (HTML Living Standard §13.1.2.4), and void elements. */
const WITHOUT_END_TAG = new Set([
  ...['p', 'li', 'dt', 'dd', 'rt', 'rp', 'optgroup', 'option', 'colgroup', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
  ...['td', 'th', 'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'],
])

/** The largest number of elements that are open at once. */
function depthOf(html: string): number {
  let depth = 0
  let deepest = 0
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]{0,30})/gi)) {
    if (WITHOUT_END_TAG.has(name.toLowerCase())) continue
    depth = slash ? Math.max(0, depth - 1) : depth + 1
    if (depth > deepest) deepest = depth
  }
  return deepest
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
  allowedSchemesByTag: {
    img: ['http', 'https'],
    source: ['http', 'https'],
    audio: ['http', 'https'],
    video: ['http', 'https'],
  },
  allowProtocolRelative: false,
  // No article is that deep. The limit bounds the time to sanitise.
  nestingLimit: 100,
  allowedIframeHostnames: [...PLAYERS],
  // Removes pictures and frames whose address was refused.
  exclusiveFilter: ({ tag, attribs }) => (tag === 'img' || tag === 'iframe') && !attribs.src,
  // HTML Living Standard §13.1.2: void elements have no end tag.
  selfClosing: ['br', 'col', 'hr', 'img', 'source', 'track', 'wbr'],
  parser: { lowerCaseTags: true, decodeEntities: true },
}

/** Separate, because the library reads its lists again for each text, and few texts have formulas. */
const FORMULA_RULES: sanitize.IOptions = {
  ...RULES,
  allowedTags: [...TAGS, ...MATHML_ELEMENTS],
  allowedAttributes: {
    ...ATTRIBUTES,
    ...Object.fromEntries(MATHML_ELEMENTS.map((name) => [name, [...MATHML_ATTRIBUTES]])),
  },
}
