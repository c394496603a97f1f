import type { MarkdownIt, Token } from './library.ts'

// By hand, because markdown-it-task-lists takes quadratic time and writes check boxes, which feed readers remove.

/** GitHub's task lists: `- [ ] open` and `- [x] done`. */
export function tasks(markdown: MarkdownIt): void {
  markdown.core.ruler.before('inline', 'tasks', ({ tokens }) => tokens.forEach(showTask))
}

function showTask(token: Token, index: number, tokens: readonly Token[]): void {
  const text = tokens[index + 2]
  if (token.type !== 'list_item_open' || tokens[index + 1]?.type !== 'paragraph_open' || text?.type !== 'inline') return
  text.content = text.content.replace(/^\[([ xX])\](?=\s)/, (_, mark: string) => (mark === ' ' ? '☐' : '☑'))
}
