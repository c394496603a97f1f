import type { Entry } from '../domain/article.ts'
import { directionOf } from '../domain/language.ts'
import { labelledSummary } from './item-facts.ts'
import { attributes, escapeText, textOfMarkup } from './markup.ts'

/** Notices and content, with their own `dir` for readers that ignore the feed's language. */
export function contentHtml(entry: Entry): string {
  return withDirection(entry, [...entry.notices, entry.variant.content].join('\n'))
}

/** The summary as HTML; unless the content follows, with the link to the page and notices, of which a label is the first. */
export function summaryHtml(entry: Entry, contentFollows: boolean): string {
  const { notices, readOn, variant } = entry
  if (contentFollows || (notices.length === 0 && readOn === null)) {
    return withDirection(entry, escapeText(labelledSummary(entry)))
  }
  const summary = escapeText(variant.summary)
  const link = readOn === null ? [] : [`<p><a${attributes({ href: variant.url })}>${readOn}</a></p>`]
  return withDirection(entry, [...notices, ...(summary ? [`<p>${summary}</p>`] : []), ...link].join('\n'))
}

/** The same as plain text, for partners that show markup as it is written. */
export function summaryText(entry: Entry, contentFollows: boolean): string {
  if (contentFollows) return labelledSummary(entry)
  return [...entry.notices.map(textOfMarkup), entry.variant.summary].filter((part) => part !== '').join(' ')
}

/** Marks right-to-left text, and text in another language than the feed's: its neighbours may be right-to-left. */
function withDirection({ variant: { language }, isFallback }: Entry, html: string): string {
  const direction = directionOf(language)
  if (html === '' || !(isFallback || direction === 'rtl')) return html
  return `<div dir="${direction}" lang="${language}">${html}</div>`
}
