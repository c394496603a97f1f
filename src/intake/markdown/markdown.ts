import { type RawHtml, rawHtml } from '../html.ts'
import { attributeLists } from './attribute-lists.ts'
import { formulas } from './formulas.ts'
import { htmlBlocks } from './html-blocks.ts'
import { createMarkdown } from './library.ts'
import { tasks } from './tasks.ts'

const markdown = createMarkdown().use(attributeLists).use(formulas).use(htmlBlocks).use(tasks)

export function markdownToHtml(text: string): RawHtml {
  return rawHtml(markdown.render(text))
}
