import type { MarkdownSource } from '../../domain/sources.ts'
import type { Dialect, DialectSettings } from './dialect.ts'
import { docusaurus } from './docusaurus.ts'
import { eleventy } from './eleventy.ts'
import { hugo } from './hugo.ts'
import { jekyll } from './jekyll.ts'
import { mdx } from './mdx.ts'
import { zola } from './zola.ts'

const plain = (): Dialect => ({ body: (text) => text })

/** In Astro, files `.md` are Markdown and files `.mdx` are MDX. */
const astro = (): Dialect => ({
  body: (text, page, warn) => (page.relative.endsWith('.mdx') ? mdx(text, page, warn) : text),
})

export const DIALECTS = { plain, commonmark: plain, hugo, jekyll, docusaurus, astro, zola, eleventy } satisfies Record<
  MarkdownSource['dialect'],
  (settings: DialectSettings) => Dialect
>
