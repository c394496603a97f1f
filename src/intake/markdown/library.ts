import MarkdownIt from 'markdown-it'
import abbr from 'markdown-it-abbr'
import cjkFriendly from 'markdown-it-cjk-friendly'
import deflist from 'markdown-it-deflist'
import footnote from 'markdown-it-footnote'

// The only module that imports markdown-it and its plug-ins.

export type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it'

/** CommonMark, GitHub's tables and strikethrough, and what PHP Markdown Extra, kramdown and pandoc share. */
export function createMarkdown(): InstanceType<typeof MarkdownIt> {
  // Keeps HTML in Markdown: the result is sanitised.
  return new MarkdownIt({ html: true }).use(cjkFriendly).use(footnote).use(deflist).use(abbr)
}
