import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { page } from './layout.ts'

export function errorPage(
  site: Site,
  catalog: Catalog,
  /** The start page's, and that of all texts. */
  { language, textLanguage }: { readonly language: Language; readonly textLanguage: Language },
  status: number,
  text: { title: string; detail: string },
): string {
  return page({
    site,
    catalog,
    language: textLanguage,
    title: text.title,
    body: html`<p class="soft">${status}</p>
<h1>${text.title}</h1>
<p>${text.detail}</p>
<p><a href="${folderOf({ language, kind: 'all' })}">${catalog.t(textLanguage, 'pages:feed.back')}</a></p>`,
  })
}
