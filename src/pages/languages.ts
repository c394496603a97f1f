import type { Language } from '../domain/language.ts'
import { type Html, html } from '../feeds/markup.ts'
import { languageName } from '../i18n/formats.ts'

/** Links to the same page in other languages. */
export function languageList(heading: Html, pages: readonly { language: Language; path: string }[]): Html | null {
  if (pages.length === 0) return null
  return html`<h2>${heading}</h2>
<ul class="row">
${pages.map(
  ({
    language,
    path,
  }) => html`<li><a href="${path}" lang="${language}" hreflang="${language}">${languageName(language, language)}</a></li>
`,
)}</ul>`
}
