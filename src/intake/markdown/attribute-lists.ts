import GithubSlugger from 'github-slugger'
import { ANCHOR } from '../markup/fragments.ts'
import { indentOf, lineAt } from './formulas.ts'
import type { MarkdownIt, StateBlock, StateInline, Token } from './library.ts'

/** kramdown's attribute lists (`{: #id .class}`), also at the end of headings (`{#id}`), and its marks for tools. */
export function attributeLists(markdown: MarkdownIt): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list']
  markdown.block.ruler.before('html_block', 'attribute_list', attributeLine, { alt })
  markdown.inline.ruler.before('escape', 'attribute_list', attributeSpan)
  markdown.core.ruler.before('inline', 'heading_ids', ({ tokens }) => tokens.forEach(idOfHeading))
  markdown.core.ruler.push('heading_anchors', ({ tokens }) => setAnchors(tokens))
}

// Items are separated by spaces, so that each text has one reading and matching takes linear time.
const VALUE = String.raw`"[^"{}]{0,500}"|'[^'{}]{0,500}'|[^\s{}"'<>]{1,200}`
const ITEM = String.raw`(?:[#.][^\s{}]{1,200}|[\w-]{1,50}=(?:${VALUE})|[\w-]{1,50})`
const ITEMS = String.raw`${ITEM}(?:\s{1,20}${ITEM}){0,20}`
const LIST = String.raw`\{:(?:[\w-]{1,50}:)?\s{0,20}(${ITEMS})?\s{0,20}\}`
const LINE = new RegExp(`^${LIST}$`)
const SPAN = new RegExp(LIST, 'y')
/** Without the colon, only ids and classes: braces are also prose. */
const HEADING = new RegExp(String.raw`[ \t]{0,20}\{(?::\s{0,20}|(?=[#.]))(${ITEMS})\s{0,20}\}$`)
const ID = /(?:^|\s)#([^\s{}#]+)/

/** `{::options …/}`, `{::nomarkdown}` and `{:/}`; a comment goes with its text. */
const EXTENSION = /^\{:(?::[a-z]+|\/[a-z]*)[^{}]*\}$/
const COMMENT = /^\{::comment[^{}/]*\}$/
const COMMENT_LINES_MAX = 500
const COMMENT_END = /^\{:\/(?:comment)?\}$/

/** Python-Markdown, GitLab and markdown-it put a table of contents here. */
const CONTENTS = /^(?:\[TOC\]|\[\[_?toc_?\]\])$/i

function attributeLine(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (indentOf(state, startLine) >= 4) return false
  const line = lineAt(state, startLine)
  if (!line.startsWith('{:') && !line.startsWith('[')) return false
  const list = LINE.exec(line)
  if (!list && !EXTENSION.test(line) && !CONTENTS.test(line)) return false
  if (silent) return true
  state.line = startLine + 1
  if (COMMENT.test(line)) state.line = endOfComment(state, state.line, endLine)
  const items = list?.[1]
  if (items && startLine > 0 && !state.isEmpty(startLine - 1)) applyTo(state, items)
  return true
}

function endOfComment(state: StateBlock, startLine: number, endLine: number): number {
  const lastLine = Math.min(endLine, startLine + COMMENT_LINES_MAX)
  for (let line = startLine; line < lastLine; line++) if (COMMENT_END.test(lineAt(state, line))) return line + 1
  return startLine
}

/** Gives the block before the list its id. `{:toc}` takes the place of a list. */
function applyTo(state: StateBlock, items: string): void {
  const at = state.tokens.findLastIndex(({ level, nesting }) => level === state.level && nesting === 1)
  const block = state.tokens[at]
  if (!block) return
  if (/(?:^|\s)toc(?:\s|$)/.test(items) && block.type.endsWith('_list_open')) state.tokens.splice(at)
  else setId(block, items)
}

function setId(token: Token, items: string): void {
  const id = ID.exec(items)?.[1]
  if (id) token.attrSet('id', id)
}

/** Follows its element, or begins a list item. */
function attributeSpan(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  if (!src.startsWith('{:', pos) || !(pos === 0 || /[)\]*_`~>\n]/.test(src[pos - 1] as string))) return false
  SPAN.lastIndex = pos
  const list = SPAN.exec(src)
  if (!list || SPAN.lastIndex > state.posMax) return false
  if (!silent && state.tokens.at(-1)?.nesting === -1) {
    const open = state.tokens.findLast(({ level, nesting }) => level === state.level && nesting === 1)
    if (open) setId(open, list[1] ?? '')
  }
  state.pos += list[0].length
  if (pos === 0 && state.src[state.pos] === ' ') state.pos++
  return true
}

function idOfHeading(token: Token, index: number, tokens: readonly Token[]): void {
  const text = tokens[index + 1]
  if (token.type !== 'heading_open' || text?.type !== 'inline') return
  const list = HEADING.exec(text.content.trimEnd())
  if (!list) return
  text.content = text.content.slice(0, list.index)
  setId(token, list[1] as string)
}

/** The ids that GitHub, kramdown and Hugo give headings. They count if the item links to them. */
function setAnchors(tokens: readonly Token[]): void {
  const slugger = new GithubSlugger()
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return
    const parts = tokens[index + 1]?.children?.filter(({ type }) => type === 'text' || type === 'code_inline') ?? []
    token.attrSet(ANCHOR, slugger.slug(parts.map(({ content }) => content).join('')))
  })
}
