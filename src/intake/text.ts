import { decodeHTML } from 'entities'
import { compile } from 'html-to-text'
import type { Language } from '../domain/language.ts'
import { wellFormed } from '../domain/text.ts'
import { joinLines } from './lines.ts'
import { type HtmlNode, isBesideProse, isNoteMark, linkListOf, neighbour, textOf } from './prose.ts'
import { quotationMarks, subscript, superscript } from './typography.ts'

// Plain text of HTML. The only module that imports html-to-text.

// HTML elements that people write in titles. `vector<int>` and `a < b` are kept.
const INLINE =
  'a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|hr|i|iframe|img|ins|kbd|mark|p|pre|q|rp|rt|ruby|s|samp|script|small|span|strike|strong|style|sub|sup|time|tt|u|var|wbr'
// Elements that are also mentioned (`The <video> element`): tags only in a text that closes one of them.
const BLOCKS =
  'address|article|aside|audio|blockquote|caption|center|dd|details|dl|dt|figcaption|figure|footer|header|li|main|nav|ol|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video'
const CLOSES_BLOCK = new RegExp(`</(?:${BLOCKS})\\s*>`, 'i')
const tagIn = (names: string): RegExp =>
  new RegExp(`<!--[^<>]{0,200}-->|<\\/?(?:script|style)\\b[^<>]*>|(<\\/?(?:${names})(?:\\s[^<>]*)?\\/?>)|<`, 'gi')
const TAGS = tagIn(INLINE)
const ALL_TAGS = tagIn(`${INLINE}|${BLOCKS}`)

/**
 * Plain text on one line: tags become what they say (blocks end, deleted text is left out, `10<sup>6</sup>` is 10⁶),
 * entities are decoded once, white space is collapsed.
 */
export function plainText(text: string, language?: Language): string {
  const clean = wellFormed(text)
  let hasTags = false
  const html = clean.replace(CLOSES_BLOCK.test(clean) ? ALL_TAGS : TAGS, (match, tag?: string) => {
    if (match === '<') return '&lt;'
    hasTags = true
    return tag ?? ''
  })
  const plain = hasTags ? joinLines(convertAll(html, { language }), language) : decodeHTML(clean)
  return joinLines(wellFormed(plain), language)
}

/** The prose of an article: without headings, tables, captions, lists of links and notes. */
export function proseOf(html: string, language: Language, keepsLinkLists = false): string {
  // A soft hyphen is invisible in HTML, but not in plain text.
  return joinLines(convertProse(html, { language, keepsLinkLists }).replaceAll('\u00AD', ''), language)
}

type Metadata = { readonly language: Language | undefined; readonly keepsLinkLists?: boolean }
type Options = NonNullable<Parameters<typeof compile>[0]>
type Formatter = NonNullable<Options['formatters']>[string]
type Walk = Parameters<Formatter>[1]
/** The types of html-to-text 9 lack the metadata of version 10. */
type Builder = Parameters<Formatter>[2] & { readonly metadata: Metadata }

// `joinLines` tells the end of a block from a line break by their number.
const BLOCK = { leadingLineBreaks: 3, trailingLineBreaks: 3 }

const formatters: Options['formatters'] = {
  block: (element, walk, builder) => block(element, walk, builder),
  link: (element, walk, builder) => {
    if (!isNoteMark(element)) walk(element.children, builder)
  },
  superscript: (element, _walk, builder) => {
    if (!isNoteMark(element)) builder.addInline(superscript(textOf(element).trim()))
  },
  subscript: (element, _walk, builder) => builder.addInline(subscript(textOf(element).trim())),
  quotation: (element, walk, builder) => {
    const [open, close] = quotationMarks((builder as Builder).metadata.language, quotationsAround(element))
    builder.addInline(open)
    walk(element.children, builder)
    builder.addLiteral(close)
  },
  term: (element, walk, builder) => {
    const text = textOf(element).trim()
    const [comma, colon] = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]$/u.test(text) ? '、：' : ',:'
    const end = neighbour(element, 'next')?.name === 'dt' ? comma : colon
    block(element, walk, builder, /[\p{L}\p{N})\]）」]$/u.test(text) ? end : '')
  },
  list: (element, walk, builder) => {
    const kind = linkListOf(element)
    const { keepsLinkLists } = (builder as Builder).metadata
    if (kind === undefined || (kind === 'links' && keepsLinkLists)) block(element, walk, builder)
  },
  paragraph: (element, walk, builder) => {
    if (!isBesideProse(element)) block(element, walk, builder)
  },
}

function block(element: HtmlNode, walk: Walk, builder: Parameters<Formatter>[2], end = ''): void {
  builder.openBlock(BLOCK)
  walk((element as Parameters<Formatter>[0]).children, builder)
  builder.addLiteral(end)
  builder.closeBlock(BLOCK)
}

function quotationsAround(element: Parameters<Formatter>[0]): number {
  let depth = 0
  for (let around = element.parent; around; around = around.parent) if (around.name === 'q') depth++
  return depth
}

const formatted = (format: string, selectors: string): { selector: string; format: string }[] =>
  selectors.split(' ').map((selector) => ({ selector, format }))

const SELECTORS = [
  ...formatted('block', 'address article aside blockquote caption center dd details div dl fieldset figcaption'),
  ...formatted('block', 'figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary'),
  ...formatted('block', 'table td th tr ul'),
  ...formatted('inline', 'wbr'),
  ...formatted('link', 'a'),
  ...formatted('superscript', 'sup'),
  ...formatted('subscript', 'sub'),
  ...formatted('quotation', 'q'),
  ...formatted('term', 'dt'),
  // Deleted text, readings of characters, and what stands for a medium.
  ...formatted('skip', 'del s strike rt rp rtc img picture video audio object iframe canvas svg noscript template'),
  ...formatted('skip', 'title [hidden] [role=doc-noteref] [role=doc-backlink] .footnote-ref .footnote-backref'),
]

const PROSE_SELECTORS = [
  ...SELECTORS,
  ...formatted('list', 'ul ol'),
  ...formatted('paragraph', 'p div'),
  ...formatted('skip', 'h1 h2 h3 h4 h5 h6 pre table figcaption nav aside header footer address details form fieldset'),
  ...formatted('skip', 'menu dialog button select textarea label annotation annotation-xml'),
  ...formatted('skip', '[aria-hidden=true] [role=doc-toc] [role=navigation] [role=doc-endnotes] [role=doc-footnote]'),
  ...formatted('skip', '[style*="display:none"] [class^=toc] [class*=-toc] [id^=toc] [id*=-toc] #TOC'),
  ...formatted('skip', '[class*=table-of-content] [id*=table-of-content] .footnotes .footnote .sidenote .byline'),
  ...formatted('skip', '.wp-caption .wp-caption-text .caption .wp-block-pullquote .pullquote .wp-block-buttons'),
  ...formatted('skip', '.sr-only .screen-reader-text .visually-hidden .twitter-tweet .instagram-media .tiktok-embed'),
  ...formatted('skip', '.fb-post .bluesky-embed .mastodon-embed .reddit-embed-bq'),
  { selector: '[style*="display: none"]', format: 'skip' },
]

// Compiled once, because compiling costs as much as converting an article.
const convertAll = converter(SELECTORS)
const convertProse = converter(PROSE_SELECTORS)

function converter(selectors: Options['selectors']): (html: string, metadata: Metadata) => string {
  // Line breaks are left for `joinLines`; U+200B separates words in Khmer.
  const options: Options = {
    ...{ wordwrap: false, whitespaceCharacters: ' \t\r\f', selectors, formatters },
    // Deeper elements would exceed the stack.
    limits: { maxDepth: 600, ellipsis: '' },
  }
  return compile(options) as (html: string, metadata: Metadata) => string
}
