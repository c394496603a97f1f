import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { page } from './layout.ts'
import { masthead } from './masthead.ts'

type ErrorTexts = {
  readonly title: string
  readonly detail: string
  /** Whether a search may find what was requested. */
  readonly isSearchable: boolean
  /** The page loads itself again after so many seconds. */
  readonly reload: string | undefined
}

export function errorPage(
  site: Site,
  catalog: Catalog,
  /** The start page's, and that of all texts. */
  { language, textLanguage }: { readonly language: Language; readonly textLanguage: Language },
  status: number,
  { title, detail, isSearchable, reload }: ErrorTexts,
): string {
  return page({
    ...{ site, catalog, language: textLanguage, title },
    masthead: masthead({ site, catalog }, language, { search: isSearchable && '' }),
    head: html`${reload && html`<meta http-equiv="refresh" content="${reload}">\n`}`,
    body: html`<p class="soft">${status}</p>
<h1>${title}</h1>
<p>${detail}</p>
<p><a href="${folderOf({ language, kind: 'all' })}">${catalog.t(textLanguage, 'pages:feed.back')}</a></p>`,
  })
}
