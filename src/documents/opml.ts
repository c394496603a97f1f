import { feedFromState } from '../domain/feed.ts'
import { SCOPE_KINDS } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { directoryOf } from '../editions/directory.ts'
import { channelIn } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { type Outline, opml } from '../feeds/opml.ts'
import { siteTitle } from '../feeds/titles.ts'
import { languageName } from '../i18n/formats.ts'

/** `/{lang}/feeds.opml` lists a language's feeds; `/feeds.opml` lists all feeds, grouped by language. */
export function opmlOf(published: Published, language: Language | null): string {
  const { site, catalog } = published.context
  const languages = language ? [language] : site.languages
  const textLanguage = language ?? site.languages[0]
  const name = siteTitle(site, textLanguage)
  const groups = languages.map((group) => ({
    text: languageName(group, group),
    outlines: outlinesIn(published, group),
  }))
  return opml(
    catalog.t(textLanguage, 'feeds:opml.title', { site: name }),
    { name, url: site.baseUrl },
    groups.length === 1 ? groups.flatMap(({ outlines }) => outlines) : groups,
  )
}

function outlinesIn(published: Published, language: Language): Outline[] {
  const directory = directoryOf(published, language)
  return SCOPE_KINDS.flatMap((kind) => directory[kind]).map(({ title, feed }) => {
    const { self, home, description } = channelIn(published, feedFromState(feed))
    return { text: title, xmlUrl: self.rss, htmlUrl: home, language, description }
  })
}
