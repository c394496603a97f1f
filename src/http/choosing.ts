import type { Embed } from '../domain/embed.ts'
import { keyOf } from '../domain/feed-key.ts'
import { type ParsedPath, parsePath } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { type Look, lookIn, PLAIN_LOOK } from '../domain/look.ts'
import type { Published } from '../publishing/editions.ts'
import { folderAt } from './oembed.ts'
import { embedIn, siteLanguage } from './paths.ts'

/** What somebody has chosen to embed, as far as it can be: what cannot be is all of a language, in the plainest look. */
export type Choice = {
  readonly embed: Embed
  readonly look: Look
  /** As it was typed; empty where a feed was chosen from the list. */
  readonly address: string
  /** The address is of no feed. */
  readonly unknown: boolean
}

/** `page` is the language of the page on which it is chosen. */
export function choiceIn(published: Published, page: Language, query: URLSearchParams): Choice {
  const { site } = published.making
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
function folderIn({ making: { site } }: Published, text: string): ParsedPath | undefined {
  return text.startsWith('/') ? parsePath(text) : folderAt(site, text)
}
