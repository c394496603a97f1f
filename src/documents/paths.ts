import { type Month, monthIn, monthOf } from '../domain/calendar.ts'
import { combinationIn, isCombined } from '../domain/combination.ts'
import { type Edition, feedStateIn } from '../domain/edition.ts'
import { type Embed, folderKey } from '../domain/embed.ts'
import { embedPath, parseEmbedPath } from '../domain/embed-path.ts'
import type { FeedKey, Format, Topic } from '../domain/feed-key.ts'
import { folderOf, opmlPath, type ParsedPath, parsePath, pathOf, sitemapPath } from '../domain/feed-path.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { termId } from '../domain/term.ts'
import type { Published } from '../editions/published.ts'

/** What a path means, resolved against what the edition knows, before any cache, file or store is asked. */
export type Target =
  | { readonly kind: 'feed'; readonly key: FeedKey; readonly format: Format }
  | { readonly kind: 'page'; readonly key: FeedKey }
  /** A feed that somebody looks at in a browser. */
  | { readonly kind: 'browsed'; readonly key: FeedKey; readonly format: Format }
  | { readonly kind: 'sitemap'; readonly key: FeedKey }
  | { readonly kind: 'opml'; readonly language: Language | null }
  | { readonly kind: 'headlines'; readonly embed: Embed }
  | { readonly kind: 'moved'; readonly to: string; readonly key: FeedKey | null }
  | { readonly kind: 'gone' }

const OPML = /^\/(?:([^/]+)\/)?feeds\.opml$/

export function targetOf(published: Published, path: string): Target | undefined {
  const list = OPML.exec(path)
  if (list) return opmlTarget(published, list[1])
  const embedded = parseEmbedPath(path)
  if (embedded) return embedded.file === 'headlines' ? headlinesTarget(published, path, embedded.folder) : undefined
  // A folder without its slash is meant as the folder.
  const parsed = parsePath(path) ?? (path.length > 1 ? parsePath(`${path}/`) : undefined)
  return parsed && feedTarget(published, path, parsed)
}

function opmlTarget({ context: { site } }: Published, tag: string | undefined): Target | undefined {
  if (tag === undefined) return { kind: 'opml', language: null }
  const language = siteLanguage(site, tag)
  if (!language) return undefined
  return language === tag ? { kind: 'opml', language } : { kind: 'moved', to: opmlPath(language), key: null }
}

function headlinesTarget(published: Published, path: string, folder: ParsedPath): Target | undefined {
  const embed = embedIn(published, folder)
  if (embed === undefined || embed === 'gone') return embed && { kind: 'gone' }
  const canonical = embedPath(folderKey(embed), 'headlines')
  return canonical === path ? { kind: 'headlines', embed } : { kind: 'moved', to: canonical, key: null }
}

/** A partner's page shows the partner's own feed, or any other; who has a token has it for feeds that are nobody else's. */
export function embedIn({ edition, context: { site } }: Published, folder: ParsedPath): Embed | 'gone' | undefined {
  const { partner, kind, languages } = folder
  if (partner !== null && site.partners.get(partner)?.token !== null) return undefined
  const own = kind === 'all' && languages.length === 1
  const key = keyIn(site, edition, own ? folder : { ...folder, partner: null })
  return key === undefined || key === 'gone' ? key : { key, partner }
}

function feedTarget({ edition, context: { site } }: Published, path: string, parsed: ParsedPath): Target | undefined {
  const { format } = parsed
  const key = keyIn(site, edition, parsed)
  if (key === undefined || key === 'gone') return key && { kind: 'gone' }
  const canonical = CANONICAL[format](key)
  // A moved feed is 301 for ever, and so is a spelling that is not the one.
  if (canonical !== path) return { kind: 'moved', to: canonical, key }
  if (format === 'page' || format === 'sitemap') return { kind: format, key }
  return { kind: 'feed', key, format }
}

const CANONICAL: Record<ParsedPath['format'], (key: FeedKey) => string> = {
  rss: (key) => pathOf(key, 'rss'),
  atom: (key) => pathOf(key, 'atom'),
  json: (key) => pathOf(key, 'json'),
  page: folderOf,
  sitemap: sitemapPath,
}

function keyIn(site: Site, edition: Edition, parsed: ParsedPath): FeedKey | 'gone' | undefined {
  const languages = languagesIn(site, parsed.languages)
  const month = parsed.month === null ? null : monthIn(parsed.month)
  if (!languages || month === undefined || !isOffered(site, parsed, languages)) return undefined
  if (month !== null && !isWithin(site, edition, languages, month)) return undefined
  const topic = topicIn(site, parsed)
  if (topic === undefined || topic === 'gone') return topic
  const known = topicsIn(topic).every((one) => feedStateIn(edition, { ...one, language: languages[0] }))
  // RFC 5005 §2: what is complete has no past.
  if (!known || (month !== null && topic.kind === 'headlines')) return undefined
  return { languages, topic, month, partner: parsed.partner }
}

/** Neither is there a month that has not begun, nor one before the newsroom had anything in any of the languages. */
function isWithin({ timeZone }: Site, { instant, extents }: Edition, languages: readonly Language[], month: Month) {
  const begun = languages.some((language) => {
    const oldest = extents.get(language)?.oldest
    return oldest !== undefined && oldest <= month
  })
  return begun && month <= monthOf(instant, timeZone)
}

/** A partner has the feeds of its languages; a sitemap is of one language's articles. Neither is put together further. */
function isOffered(site: Site, { partner, kind, month, format }: ParsedPath, languages: readonly Language[]): boolean {
  const alone = kind === 'all' && month === null && languages.length === 1
  if ((partner !== null || format === 'sitemap') && !alone) return false
  return partner === null || languages.every((language) => site.partners.get(partner)?.languages.includes(language))
}

/** Nobody reads more at once, and every one more is more work for whoever is asked. */
const MOST_LANGUAGES = 4

/** Languages of the site, each once; what readers of several want first is first. */
function languagesIn(site: Site, tags: readonly string[]): FeedKey['languages'] | undefined {
  if (tags.length > MOST_LANGUAGES) return undefined
  const languages = tags.map((tag) => siteLanguage(site, tag))
  const [first, ...others] = new Set(languages)
  return first && others.every((language) => language !== undefined) ? [first, ...(others as Language[])] : undefined
}

function topicIn(site: Site, { kind, term }: ParsedPath): FeedKey['topic'] | 'gone' | undefined {
  if (kind === 'all' || term === null) return { kind: 'all' }
  if (kind === 'headlines') return { kind, term }
  const now = (id: string): string => site.moved[kind].get(id) ?? id
  const meant = kind === 'tag' && isCombined(term) ? combinationIn(term, now) : now(termId(term))
  if (meant === undefined) return undefined
  const ids = typeof meant === 'string' ? [meant] : [...meant.tags, ...meant.without]
  if (ids.some((id) => site.retired[kind].has(id))) return 'gone'
  return typeof meant === 'string' ? { kind, term: meant } : meant
}

function topicsIn(topic: FeedKey['topic']): Topic[] {
  if (topic.kind !== 'combination') return [topic]
  return [...topic.tags, ...topic.without].map((term) => ({ kind: 'tag', term }))
}

export function siteLanguage(site: Site, tag: string): Language | undefined {
  const language = tag.length <= 35 ? canonicalLanguage(tag) : undefined
  return language && site.languages.includes(language) ? language : undefined
}

/** The language that a path is in, for what is said about it when it leads nowhere. */
export function languageOfPath(site: Site, path: string): Language | undefined {
  const segments = path.split('/')
  if (segments[1] === 'embed') segments.shift()
  const tag = segments[1] === 'partners' ? segments[3] : segments[1]
  return siteLanguage(site, tag?.split(',')[0] ?? '')
}
