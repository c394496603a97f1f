import { cleanHtml, rawHtml } from '../../src/intake/html.ts'
import { markdownToHtml } from '../../src/intake/markdown/markdown.ts'

export const PAGE = 'https://herald.example/uk/news/bridge/'

/** Resolves an address against the page like a browser, for web schemes only. */
export function resolve(url: string): string | undefined {
  const resolved = URL.parse(url.trim(), PAGE)
  return resolved && /^(?:https?|mailto|tel):$/.test(resolved.protocol) ? resolved.href : undefined
}

export const clean = (html: string): string => cleanHtml(rawHtml(html), resolve).content

/** The kinds of markup that the sanitiser removed, as sentences. */
export const removalsOf = (html: string): string[] => cleanHtml(rawHtml(html), resolve).removals.map(({ kind }) => kind)

/** Markdown as sanitised HTML on one line. */
export const cleanMarkdown = (text: string): string =>
  cleanHtml(markdownToHtml(text), resolve).content.replaceAll(/>\n+/g, '>').replaceAll(/\n+</g, '<')
