import type { Language } from '../domain/language.ts'
import { attributes, escapeText } from './xml.ts'

export const OPML_TYPE = 'text/x-opml'

/** A feed to subscribe to, or a group of them. URLs are absolute. */
export type Outline =
  | { readonly text: string; readonly outlines: readonly Outline[] }
  | {
      readonly text: string
      readonly xmlUrl: string
      readonly htmlUrl: string
      readonly language: Language
      readonly description: string
    }

/** OPML 2.0. It says nothing of its date: the answer's Last-Modified does, and the same list is the same bytes. */
export function opml(title: string, owner: { name: string; url: string }, outlines: readonly Outline[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
    <head>
        <title>${escapeText(title)}</title>
        <ownerName>${escapeText(owner.name)}</ownerName>
        <ownerId>${escapeText(owner.url)}</ownerId>
    </head>
    <body>
${outlines.map((outline) => written(outline, '        ')).join('\n')}
    </body>
</opml>
`
}

function written(outline: Outline, indent: string): string {
  if ('outlines' in outline) {
    const inner = outline.outlines.map((child) => written(child, `${indent}    `)).join('\n')
    return `${indent}<outline${attributes({ text: outline.text })}>\n${inner}\n${indent}</outline>`
  }
  const { text, xmlUrl, htmlUrl, language, description } = outline
  return `${indent}<outline${attributes({ type: 'rss', text, title: text, description, language, xmlUrl, htmlUrl, version: 'RSS2' })}/>`
}
