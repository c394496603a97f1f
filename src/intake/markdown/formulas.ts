import type { MarkdownIt, StateBlock, StateInline } from './library.ts'

/** `$$…$$`, on lines of its own or in a text, stays as TeX in `<code>`. Few feed readers show formulas. */
export function formulas(markdown: MarkdownIt): void {
  markdown.block.ruler.before('fence', 'formula', formulaBlock, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  })
  markdown.inline.ruler.before('escape', 'formula', formula)
}

const LINES_MAX = 200

function formulaBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (indentOf(state, startLine) >= 4 || !lineAt(state, startLine).startsWith('$$')) return false
  const lastLine = Math.min(endLine, startLine + LINES_MAX)
  const lines: string[] = []
  for (let line = startLine; line < lastLine; line++) {
    const text = line === startLine ? lineAt(state, line).slice(2) : lineAt(state, line)
    const isLast = text.endsWith('$$')
    lines.push(isLast ? text.slice(0, -2) : text)
    if (isLast) return endFormula(state, lines, line + 1, silent)
    if (text.includes('$$') || (line > startLine && text === '')) return false
  }
  return false
}

function endFormula(state: StateBlock, lines: readonly string[], nextLine: number, silent: boolean): boolean {
  const content = lines.join('\n').trim()
  if (content === '' || content.includes('$$')) return false
  if (silent) return true
  state.line = nextLine
  state.push('code_block', 'code', 0).content = content
  return true
}

export function lineAt(state: StateBlock, line: number): string {
  return state.src
    .slice((state.bMarks[line] as number) + (state.tShift[line] as number), state.eMarks[line] as number)
    .trimEnd()
}

export function indentOf(state: StateBlock, line: number): number {
  return (state.sCount[line] as number) - state.blkIndent
}

function formula(state: StateInline, silent: boolean): boolean {
  const start = state.pos + 2
  if (!state.src.startsWith('$$', state.pos)) return false
  const end = state.src.indexOf('$$', start)
  if (end < 0 || end + 2 > state.posMax) return false
  const tex = state.src.slice(start, end)
  // Dollars of prose ("$$ for you and $$ for me") have spaces inside and nothing of TeX.
  if (tex.trim() === '' || (tex !== tex.trim() && !/[\\^_={}]/.test(tex))) return false
  if (!silent) state.push('code_inline', 'code', 0).content = tex.trim()
  state.pos = end + 2
  return true
}
