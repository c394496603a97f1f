import type { Entry } from '../domain/entry.ts'
import { directionOf, type Language } from '../domain/language.ts'
import { escapeText } from './xml.ts'

/** The content as readers get it: notices first, and its direction said within, for readers that ignore the feed's. */
export function contentHtml({ variant, notices }: Entry): string {
  return directed(variant.language, [...notices, variant.content].join('\n'))
}

/** The summary as HTML, for elements that hold HTML; it carries the notices where no content follows. */
export function summaryHtml({ variant, notices }: Entry, followed: boolean): string {
  const summary = escapeText(variant.summary)
  if (followed || notices.length === 0) return directed(variant.language, summary)
  return directed(variant.language, [...notices, ...(summary ? [`<p>${summary}</p>`] : [])].join('\n'))
}

function directed(language: Language, html: string): string {
  return directionOf(language) === 'rtl' && html !== '' ? `<div dir="rtl" lang="${language}">${html}</div>` : html
}
