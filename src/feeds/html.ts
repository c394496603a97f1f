import type { Entry } from '../domain/entry.ts'
import { directionOf } from '../domain/language.ts'
import { escapeText } from './xml.ts'

/** The content as readers get it: notices first, and its direction said within, for readers that ignore the feed's. */
export function contentHtml(entry: Entry): string {
  return directed(entry, [...entry.notices, entry.variant.content].join('\n'))
}

/** The summary as HTML, for elements that hold HTML; it carries the notices where no content follows. */
export function summaryHtml(entry: Entry, followed: boolean): string {
  const summary = escapeText(entry.variant.summary)
  if (followed || entry.notices.length === 0) return directed(entry, summary)
  return directed(entry, [...entry.notices, ...(summary ? [`<p>${summary}</p>`] : [])].join('\n'))
}

/** What is right-to-left says so, and so does what stands in for another language: it may be among right-to-left ones. */
function directed({ variant: { language }, foreign }: Entry, html: string): string {
  const direction = directionOf(language)
  if (html === '' || !(foreign || direction === 'rtl')) return html
  return `<div dir="${direction}" lang="${language}">${html}</div>`
}
