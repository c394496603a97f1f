import { keyOf } from '../domain/feed-key.ts'
import { parsePath } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { DEFAULT_LOOK, parseLook } from '../domain/look.ts'
import type { Published } from '../editions/published.ts'
import type { Choice } from '../pages/embed.ts'
import { folderAt } from './oembed.ts'
import { embedIn, siteLanguage } from './paths.ts'

/** The feed and the look that a query chooses. Default: all articles of the page's language in the plain look. */
export function choiceIn(published: Published, pageLanguage: Language, query: URLSearchParams): Choice {
  const { site } = published.context
  const parsedLook = parseLook(query)
  const look = 'wrong' in parsedLook ? DEFAULT_LOOK : parsedLook
  const address = (query.get('address') ?? '').trim()
  // A feed's folder, or the absolute URL of anything in it.
  const text = address || (query.get('feed') ?? '')
  const folder = text.startsWith('/') ? parsePath(text) : folderAt(site, text)
  const chosenLanguage = siteLanguage(site, query.get('language') ?? '')
  const partner = query.get('partner') || null
  // A newly chosen language selects the same feed in that language. An unchanged one keeps all languages of the feed.
  const isTranslated =
    folder && chosenLanguage && !address && siteLanguage(site, folder.languages[0] ?? '') !== chosenLanguage
  const target = isTranslated ? { ...folder, languages: [chosenLanguage] } : folder
  const embed = target && embedIn(published, { ...target, month: null, partner: target.partner ?? partner })
  if (embed && embed !== 'gone') return { embed, look, address, unknown: false }
  const all = keyOf({ language: chosenLanguage ?? pageLanguage, kind: 'all' })
  return { embed: { key: all, partner: null }, look, address, unknown: address !== '' || embed === 'gone' }
}
