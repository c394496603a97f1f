import type { Language } from '../domain/language.ts'
import { attributes, escapeText } from './markup.ts'

export const OPML_TYPE = 'text/x-opml'

/** A feed or a group of feeds. URLs are absolute. */
export type Outline =
  | { readonly text: string; readonly outlines: readonly Outline[] }
  | {
      readonly text: string
      readonly xmlUrl: string
      readonly htmlUrl: string
      readonly language: Language
      readonly description: string
    }

/** OPML 2.0 without dates, so that equal lists have equal bytes. Last-Modified has the date. */
export function opml(title: string, owner: { name: string; url: string }, outlines: readonly Outline[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
    <head>
        <title>${escapeText(title)}</title>
        <ownerName>${escapeText(owner.name)}</ownerName>
        <ownerId>${escapeText(owner.url)}</ownerId>
    </head>
    <body>
${outlines.map((outline) => outlineElement(outline, '        ')).join('\n')}
    </body>
</opml>
`
}

function outlineElement(outline: Outline, indent: string): string {
  if ('outlines' in outline) {
    const inner = outline.outlines.map((child) => outlineElement(child, `${indent}    `)).join('\n')
    return `${indent}<outline${attributes({ text: outline.text })}>\n${inner}\n${indent}</outline>`
  }
  const { text, xmlUrl, htmlUrl, language, description } = outline
  return `${indent}<outline${attributes({ type: 'rss', text, title: text, description, language, xmlUrl, htmlUrl, version: 'RSS2' })}/>`
}
