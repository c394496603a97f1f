import { type RawHtml, rawHtml } from '../html.ts'
import { attributeLists } from './attribute-lists.ts'
import { fastTokens } from './fast-tokens.ts'
import { formulas } from './formulas.ts'
import { htmlBlocks } from './html-blocks.ts'
import { createMarkdown, type MarkdownIt, type Token } from './library.ts'

const markdown = createMarkdown().use(fastTokens).use(attributeLists).use(formulas).use(htmlBlocks).use(tasks)

export function markdownToHtml(text: string): RawHtml {
  return rawHtml(markdown.render(text))
}

/**
 * GitHub's task lists: `- [ ] open` and `- [x] done`. By hand, because markdown-it-task-lists takes quadratic time and
 * writes check boxes, which feed readers remove.
 */
function tasks(markdown: MarkdownIt): void {
  markdown.core.ruler.before('inline', 'tasks', ({ tokens }) => tokens.forEach(showTask))
}

function showTask(token: Token, index: number, tokens: readonly Token[]): void {
  const text = tokens[index + 2]
  if (token.type !== 'list_item_open' || tokens[index + 1]?.type !== 'paragraph_open' || text?.type !== 'inline') return
  text.content = text.content.replace(/^\[([ xX])\](?=\s)/, (_, mark: string) => (mark === ' ' ? '☐' : '☑'))
}
