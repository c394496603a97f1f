import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'
import type { CleanHtml } from '../domain/article.ts'
import { wellFormed } from '../domain/text.ts'

// HTML in Markdown is let through: everything is sanitised after.
const markdown = new MarkdownIt({ html: true })

/** HTML as somebody wrote it, or as Markdown became it: nothing but {@link cleanHtml} takes it. */
export type RawHtml = string & { readonly __raw: unique symbol }

export function rawHtml(text: string): RawHtml {
  return text as RawHtml
}

export function markdownToHtml(text: string): RawHtml {
  return rawHtml(markdown.render(text))
}

/** Makes an address absolute, `undefined` where it is none that a reader may follow. */
export type Resolve = (url: string) => string | undefined

const URL_ATTRIBUTES = ['href', 'src', 'cite', 'poster'] as const

/**
 * HTML for feed readers: no script, style, form or event handler, frames from known players alone, every address
 * absolute. Nothing is left in it that XML 1.0 forbids.
 */
export function cleanHtml(html: RawHtml, resolve: Resolve): CleanHtml {
  const absolute = (tagName: string, attribs: sanitize.Attributes): sanitize.Tag => {
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
    throw new TooDeep(`The HTML nests ${depth} elements or more; it may nest ${DEPTH_MAX}. Close what is open.`)
  }
  const clean = sanitize(wellFormed(html), { ...RULES, transformTags: { '*': absolute } })
  return wellFormed(clean).trim() as CleanHtml
}

/** Elements that are left open inside of each other, at most: the time that libraries take grows with its square. */
const DEPTH_MAX = 500

/** Elements whose end need not be written: HTML Living Standard §13.1.2.4, and void elements. */
const ENDLESS = new Set([
  ...['p', 'li', 'dt', 'dd', 'rt', 'rp', 'optgroup', 'option', 'colgroup', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
  ...['td', 'th', 'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'],
])

/** The HTML would take too long to be cleaned. */
export class TooDeep extends Error {}

/** How many elements are open at once, at most, in one pass. */
function depthOf(html: string): number {
  let depth = 0
  let deepest = 0
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]{0,30})/gi)) {
    if (ENDLESS.has(name.toLowerCase())) continue
    depth = end ? Math.max(0, depth - 1) : depth + 1
    if (depth > deepest) deepest = depth
  }
  return deepest
}

/** Characters of a srcset that are read. */
const SRCSET_MAX = 10_000

/** HTML Living Standard, srcset attribute: an address, and perhaps a width or density; what does not read so goes. */
const CANDIDATE = /[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?[wx]))?\s*(?:,|$)/y

function absoluteSrcset(srcset: string, resolve: Resolve): string {
  if (srcset.length > SRCSET_MAX) return ''
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
  // Deeper than any article is, and far from where it would take long.
  nestingLimit: 100,
  allowedIframeHostnames: [
    'www.youtube.com',
    'www.youtube-nocookie.com',
    'player.vimeo.com',
    'w.soundcloud.com',
    'open.spotify.com',
  ],
  // A picture or frame whose address did not hold is nothing.
  exclusiveFilter: ({ tag, attribs }) => (tag === 'img' || tag === 'iframe') && !attribs.src,
  // HTML Living Standard §13.1.2: void elements have no end tag.
  selfClosing: ['br', 'col', 'hr', 'img', 'source', 'track', 'wbr'],
  parser: { lowerCaseTags: true, decodeEntities: true },
}
