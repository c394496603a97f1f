import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'
import type { CleanHtml } from '../domain/article.ts'
import { wellFormed } from '../domain/text.ts'

// Keeps HTML in Markdown: the result is sanitised.
const markdown = new MarkdownIt({ html: true })

/** HTML as written, or rendered from Markdown. Only {@link cleanHtml} accepts it. */
export type RawHtml = string & { readonly __raw: unique symbol }

export function rawHtml(text: string): RawHtml {
  return text as RawHtml
}

export function markdownToHtml(text: string): RawHtml {
  return rawHtml(markdown.render(text))
}

/** Makes an address absolute. `undefined` if readers may not follow it. */
export type Resolve = (url: string) => string | undefined

const URL_ATTRIBUTES = ['href', 'src', 'cite', 'poster'] as const

/**
 * Sanitises HTML for feed readers: no scripts, styles, forms or event handlers, only frames of known players, absolute
 * addresses, no characters that XML 1.0 forbids.
 * @throws TooDeep
 */
export function cleanHtml(html: RawHtml, resolve: Resolve): CleanHtml {
  const makeAbsolute = (tagName: string, attribs: sanitize.Attributes): sanitize.Tag => {
    for (const name of URL_ATTRIBUTES) {
      if (attribs[name] === undefined) continue
      const url = resolve(attribs[name])
      if (url === undefined) delete attribs[name]
      else attribs[name] = url
    }
    if (attribs.srcset !== undefined) attribs.srcset = absoluteSrcset(attribs.srcset, resolve)
    return { tagName, attribs }
  }
  const depth = depthOf(html)
  if (depth > DEPTH_MAX) {
    throw new TooDeep(`The HTML nests at least ${depth} elements; the limit is ${DEPTH_MAX}. Close open elements.`)
  }
  const clean = sanitize(wellFormed(html), { ...RULES, transformTags: { '*': makeAbsolute } })
  return wellFormed(clean).trim() as CleanHtml
}

/** The time to sanitise grows with the square of the depth. */
const DEPTH_MAX = 500

/** Elements with optional end tags (HTML Living Standard §13.1.2.4), and void elements. */
const WITHOUT_END_TAG = new Set([
  ...['p', 'li', 'dt', 'dd', 'rt', 'rp', 'optgroup', 'option', 'colgroup', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
  ...['td', 'th', 'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'],
])

export class TooDeep extends Error {}

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

const SRCSET_MAX_CHARACTERS = 10_000

/** HTML Living Standard, srcset attribute: an address and an optional width or density. The rest is dropped. */
const CANDIDATE = /[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?[wx]))?\s*(?:,|$)/y

function absoluteSrcset(srcset: string, resolve: Resolve): string {
  if (srcset.length > SRCSET_MAX_CHARACTERS) return ''
  const candidates: string[] = []
  CANDIDATE.lastIndex = 0
  for (let match = CANDIDATE.exec(srcset); match; match = CANDIDATE.exec(srcset)) {
    const url = resolve(match[1] as string)
    if (url?.startsWith('http')) candidates.push(match[2] ? `${url} ${match[2]}` : url)
  }
  return candidates.join(', ')
}

const RULES: sanitize.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'section', 'article', 'aside', 'header', 'footer', 'address'],
    ...['blockquote', 'pre', 'hr', 'br', 'wbr', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'details', 'summary'],
    ...[
      'a',
      'abbr',
      'b',
      'bdi',
      'bdo',
      'cite',
      'code',
      'del',
      'dfn',
      'em',
      'i',
      'ins',
      'kbd',
      'mark',
      'q',
      's',
      'samp',
    ],
    ...['small', 'span', 'strong', 'sub', 'sup', 'time', 'u', 'var', 'ruby', 'rt', 'rp'],
    ...['figure', 'figcaption', 'img', 'picture', 'audio', 'video', 'source', 'track', 'iframe'],
    ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    '*': ['lang', 'dir', 'title', 'id'],
    a: ['href', 'hreflang', 'rel'],
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
  },
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
  allowedIframeHostnames: [
    'www.youtube.com',
    'www.youtube-nocookie.com',
    'player.vimeo.com',
    'w.soundcloud.com',
    'open.spotify.com',
  ],
  // Removes pictures and frames whose address was refused.
  exclusiveFilter: ({ tag, attribs }) => (tag === 'img' || tag === 'iframe') && !attribs.src,
  // HTML Living Standard §13.1.2: void elements have no end tag.
  selfClosing: ['br', 'col', 'hr', 'img', 'source', 'track', 'wbr'],
  parser: { lowerCaseTags: true, decodeEntities: true },
}
