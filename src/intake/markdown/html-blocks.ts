import { INLINE_NAMES } from '../lines.ts'
import { indentOf } from './formulas.ts'
import type { MarkdownIt, StateBlock } from './library.ts'

/**
 * kramdown and PHP Markdown Extra: an element with `markdown="1"` has Markdown inside, also within other HTML. In a text
 * that has this attribute, an HTML block ends at its end tag, not at an empty line.
 */
export function htmlBlocks(markdown: MarkdownIt): void {
  markdown.block.ruler.before('html_block', 'markdown_in_html', markdownInHtml, {
    alt: ['paragraph', 'reference', 'blockquote'],
  })
}

const OPENING =
  /<([a-z][a-z0-9-]{0,30})(?=[\s>])[^<>]{0,1000}?\smarkdown\s{0,9}=\s{0,9}["']?(1|block|span)\b[^<>]{0,1000}>/gi

/** Elements whose content kramdown takes for a paragraph's. */
const SPAN_CONTENT =
  /^(?:a|abbr|b|button|caption|cite|del|dfn|dt|em|h[1-6]|i|ins|label|legend|mark|p|q|rp|rt|ruby|s|small|span|strong|sub|summary|sup|th|time|u)$/i
const INLINE = new RegExp(`^(?:${INLINE_NAMES})$`, 'i')
const VERBATIM = /^(?:pre|script|style|textarea|img|br|hr|input|link|meta)$/i

/** Each limit is far above any article's, and bounds the time that a text may take. */
const NESTING_MAX = 20
const LINES_MAX = 2000
const FAILURES_MAX = 50

type Progress = { readonly isUsed: boolean; nesting: number; failures: number }

function progressOf({ env, src }: StateBlock): Progress {
  env.markdownInHtml ??= { isUsed: src.search(OPENING) >= 0, nesting: 0, failures: 0 } satisfies Progress
  return env.markdownInHtml as Progress
}

function markdownInHtml(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const start = (state.bMarks[startLine] as number) + (state.tShift[startLine] as number)
  // CommonMark's own rule says whether HTML may end a paragraph.
  if (silent || state.src[start] !== '<' || indentOf(state, startLine) >= 4) return false
  const progress = progressOf(state)
  if (!progress.isUsed || progress.nesting >= NESTING_MAX || progress.failures >= FAILURES_MAX) return false
  const [, name = ''] = /^<([a-z][a-z0-9-]{0,30})(?=[\s>])/i.exec(state.src.slice(start, start + 40)) ?? []
  if (name === '' || VERBATIM.test(name)) return false
  // An inline element begins a paragraph, unless it has the line to itself.
  const firstLine = state.src.slice(start, state.eMarks[startLine] as number)
  if (INLINE.test(name) && !/^<[^<>]*>\s*$/.test(firstLine)) return false
  const text = state.getLines(startLine, Math.min(endLine, startLine + LINES_MAX), state.blkIndent, false)
  const element = elementIn(text, name, text.indexOf('<'))
  if (!element) progress.failures++
  if (!element || (text.slice(0, element.end).search(OPENING) < 0 && /\n\s*\n/.test(text.slice(0, element.end))))
    return false
  const after = text.indexOf('\n', element.end)
  const end = after < 0 ? text.length : after
  state.line = startLine + text.slice(0, end).split('\n').length
  progress.nesting++
  pushElement(state, text.slice(0, element.end))
  const rest = text.slice(element.end, end).trim()
  if (rest !== '') pushBlocks(state, rest)
  progress.nesting--
  return true
}

/** `contentEnd` is where the end tag begins, `end` is behind it. */
type Extent = { readonly contentStart: number; readonly contentEnd: number; readonly end: number }

function elementIn(text: string, name: string, start: number): Extent | undefined {
  const tags = new RegExp(`<(/?)${name}(?=[\\s/>])[^<>]{0,2000}>`, 'gi')
  tags.lastIndex = start
  let depth = 0
  let contentStart = 0
  for (let tag = tags.exec(text); tag; tag = tags.exec(text)) {
    if (depth === 0) contentStart = tags.lastIndex
    if (!tag[0].endsWith('/>')) depth += tag[1] === '' ? 1 : -1
    if (depth === 0) return { contentStart, contentEnd: tag.index, end: tags.lastIndex }
  }
  return undefined
}

/** HTML as it is, with Markdown in the elements that have the attribute. */
function pushElement(state: StateBlock, html: string): void {
  const openings = new RegExp(OPENING)
  let pushedEnd = 0
  for (let opening = openings.exec(html); opening; opening = openings.exec(html)) {
    const [, name = '', kind = ''] = opening
    const element = elementIn(html, name, opening.index)
    if (!element || VERBATIM.test(name)) continue
    pushHtml(state, html.slice(pushedEnd, element.contentStart))
    const content = html.slice(element.contentStart, element.contentEnd)
    const isSpan = kind === 'span' || (kind === '1' && SPAN_CONTENT.test(name))
    if (isSpan) pushInline(state, content)
    else pushBlocks(state, withoutIndent(content))
    pushedEnd = element.contentEnd
    openings.lastIndex = element.end
  }
  pushHtml(state, html.slice(pushedEnd))
}

function pushHtml(state: StateBlock, html: string): void {
  state.push('html_block', '', 0).content = html
}

function pushInline(state: StateBlock, text: string): void {
  Object.assign(state.push('inline', '', 0), { content: text.trim(), children: [] })
}

function pushBlocks(state: StateBlock, text: string): void {
  const firstIndex = state.tokens.length
  state.md.block.parse(text, state.md, state.env, state.tokens)
  for (const token of state.tokens.slice(firstIndex)) token.level += state.level
}

/** Writers indent the content of an element, which Markdown would take for code. */
function withoutIndent(text: string): string {
  const indents = [...text.matchAll(/^[ \t]*(?=\S)/gm)].map(([indent]) => indent.length)
  const common = Math.min(...(text.startsWith('\n') ? indents : indents.slice(1)))
  return Number.isFinite(common) ? text.replaceAll(new RegExp(`^[ \\t]{${common}}`, 'gm'), '') : text
}
