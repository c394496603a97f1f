import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { page } from './layout.ts'

export function errorPage(
  site: Site,
  catalog: Catalog,
  language: Language,
  status: number,
  text: { title: string; detail: string },
): string {
  return page({
    site,
    catalog,
    language,
    title: text.title,
    body: html`<p class="soft">${status}</p>
<h1>${text.title}</h1>
<p>${text.detail}</p>
<p><a href="${folderOf({ language, kind: 'all' })}">${catalog.t(language, 'pages:feed.back')}</a></p>`,
  })
}
