import { keyOf } from '../domain/feed-key.ts'
import { type ParsedPath, parsePath } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { lookIn, PLAIN_LOOK } from '../domain/look.ts'
import type { Published } from '../editions/published.ts'
import type { Choice } from '../pages/embed.ts'
import { folderAt } from './oembed.ts'
import { embedIn, siteLanguage } from './paths.ts'

/**
 * The feed and the look that a query chooses; all of the language in the plain look where the query names none that exists.
 * `page` is the language of the page on which it is chosen.
 */
export function choiceIn(published: Published, page: Language, query: URLSearchParams): Choice {
  const { site } = published.context
  const asked = lookIn(query)
  const look = 'wrong' in asked ? PLAIN_LOOK : asked
  const address = (query.get('address') ?? '').trim()
  const folder = folderIn(published, address || (query.get('feed') ?? ''))
  const spoken = siteLanguage(site, query.get('language') ?? '')
  const partner = query.get('partner') || null
  // Whoever chooses another language means the same feed in it; who leaves it means the feed, in all that it is in. An address
  // means what it says.
  const another = folder && spoken && !address && siteLanguage(site, folder.languages[0] ?? '') !== spoken
  const meant = another ? { ...folder, languages: [spoken] } : folder
  const found = meant && embedIn(published, { ...meant, month: null, partner: meant.partner ?? partner })
  if (found && found !== 'gone') return { embed: found, look, address, unknown: false }
  const all = keyOf({ language: spoken ?? page, kind: 'all' })
  return { embed: { key: all, partner: null }, look, address, unknown: address !== '' || found === 'gone' }
}

/** A feed is meant by its folder, or by the whole address of anything in it. */
function folderIn({ context: { site } }: Published, text: string): ParsedPath | undefined {
  return text.startsWith('/') ? parsePath(text) : folderAt(site, text)
}
