import type { TermKind } from '../domain/article.ts'
import { type Month, monthOf, parseMonth } from '../domain/calendar.ts'
import { isCombined, parseCombination } from '../domain/combination.ts'
import { type Edition, feedStateIn, isFormerLanguage } from '../domain/edition.ts'
import { type Embed, embedPath, folderKey, parseEmbedPath } from '../domain/embed-path.ts'
import type { FeedState } from '../domain/feed.ts'
import { type FeedKey, type Format, isTerm, scopeId, type Topic } from '../domain/feed-key.ts'
import {
  folderOf,
  OPEN_SEARCH,
  openSearchPath,
  opmlPath,
  type ParsedPath,
  parsePath,
  pathOf,
  sitemapPath,
  WELL_KNOWN_FEEDS,
} from '../domain/feed-path.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { possibleTermIds } from '../domain/term.ts'
import type { Published } from '../editions/published.ts'
import { SITE_FILES } from './site-files.ts'

/** The meaning of a path in an edition, found without any cache, file or store. */
export type Target =
  | { readonly kind: 'feed'; readonly key: FeedKey; readonly format: Format }
  | { readonly kind: 'page'; readonly key: FeedKey }
  /** A feed's path, opened in a browser. */
  | { readonly kind: 'browsed'; readonly key: FeedKey; readonly format: Format }
  | { readonly kind: 'sitemap'; readonly key: FeedKey; readonly part: number | undefined }
  | { readonly kind: 'opml'; readonly language: Language | null }
  | { readonly kind: 'siteFile'; readonly path: string }
  | { readonly kind: 'openSearch'; readonly language: Language }
  | { readonly kind: 'headlines'; readonly embed: Embed }
  | { readonly kind: 'moved'; readonly to: string; readonly key: FeedKey | null }
  | { readonly kind: 'gone' }

const OPML = /^\/(?:([^/]+)\/)?feeds\.opml$/

export function targetOf(published: Published, path: string): Target | undefined {
  const list = OPML.exec(path)
  if (list) return opmlTarget(published, list[1])
  if (Object.hasOwn(SITE_FILES, path)) return { kind: 'siteFile', path }
  const [, tag, file] = path.split('/', 4)
  if (file === OPEN_SEARCH && tag) {
    const language = siteLanguage(published.context.site, tag)
    return language && openSearchPath(language) === path ? { kind: 'openSearch', language } : undefined
  }
  // RFC 8615 §3: a well-known address may redirect.
  if (path === WELL_KNOWN_FEEDS) return { kind: 'moved', to: opmlPath(null), key: null }
  const embedded = parseEmbedPath(path)
  if (embedded) return embedded.file === 'headlines' ? headlinesTarget(published, path, embedded.folder) : undefined
  // A folder without its trailing slash is redirected to the folder.
  const parsed = parsePath(path) ?? (path.length > 1 ? parsePath(`${path}/`) : undefined)
  return parsed && feedTarget(published, path, parsed)
}

function opmlTarget({ edition, context: { site } }: Published, tag: string | undefined): Target | undefined {
  if (tag === undefined) return { kind: 'opml', language: null }
  const language = siteLanguage(site, tag)
  if (!language) return isFormerLanguage(edition, tag) ? { kind: 'gone' } : undefined
  return language === tag ? { kind: 'opml', language } : { kind: 'moved', to: opmlPath(language), key: null }
}

function headlinesTarget(published: Published, path: string, folder: ParsedPath): Target | undefined {
  const embed = embedIn(published, folder)
  if (embed === undefined || embed === 'gone') return embed && { kind: 'gone' }
  const canonical = embedPath(folderKey(embed), 'headlines')
  return canonical === path ? { kind: 'headlines', embed } : { kind: 'moved', to: canonical, key: null }
}

/** A partner's page may show the partner's feed or any other. Feeds of partners with a token cannot be embedded. */
export function embedIn({ edition, context: { site } }: Published, folder: ParsedPath): Embed | 'gone' | undefined {
  const { partner, kind, languages } = folder
  if (partner !== null && site.partners.get(partner)?.token !== null) return undefined
  const isPartnerFeed = kind === 'all' && languages.length === 1
  const key = keyIn(site, edition, isPartnerFeed ? folder : { ...folder, partner: null })
  return key === undefined || key === 'gone' ? key : { key, partner }
}

function feedTarget({ edition, context: { site } }: Published, path: string, parsed: ParsedPath): Target | undefined {
  const { format, part } = parsed
  const key = keyIn(site, edition, parsed)
  if (key === undefined || key === 'gone') return key && { kind: 'gone' }
  const canonical = CANONICAL[format](key, part)
  // Moved feeds and other spellings of a path are redirected permanently.
  if (canonical !== path) return { kind: 'moved', to: canonical, key }
  if (format === 'sitemap') return { kind: format, key, part }
  if (format === 'page') return { kind: format, key }
  return { kind: 'feed', key, format }
}

const CANONICAL: Record<ParsedPath['format'], (key: FeedKey, part: ParsedPath['part']) => string> = {
  rss: (key) => pathOf(key, 'rss'),
  atom: (key) => pathOf(key, 'atom'),
  json: (key) => pathOf(key, 'json'),
  page: folderOf,
  sitemap: sitemapPath,
}

function keyIn(site: Site, edition: Edition, parsed: ParsedPath): FeedKey | 'gone' | undefined {
  const languages = languagesIn(site, parsed.languages)
  const isPartner = parsed.partner === null || site.partners.has(parsed.partner)
  if (!languages && isPartner && parsed.languages.some((tag) => isFormerLanguage(edition, tag))) return 'gone'
  const month = parsed.month === null ? null : parseMonth(parsed.month)
  if (!languages || month === undefined || !isOffered(site, parsed, languages)) return undefined
  if (month !== null && !isWithin(site, edition, languages, month)) return undefined
  const topics = topicsOf({ site, edition, language: languages[0] }, parsed)
  if (topics.length === 0) return undefined
  const isRetired = (part: Topic): boolean => isTerm(part) && site.retired[part.kind].has(part.term)
  const exists = (part: Topic): boolean => feedStateIn(edition, { ...part, language: languages[0] }) !== undefined
  const topic = topics.find((one) => partsOf(one).every((part) => isRetired(part) || exists(part)))
  if (!topic) return undefined
  if (partsOf(topic).some(isRetired)) return 'gone'
  // RFC 5005 §2: a complete feed has no archives.
  if (month !== null && topic.kind === 'headlines') return undefined
  return { languages, topic, month, partner: parsed.partner }
}

/** Archives exist from the first article in any of the languages until the current month. */
function isWithin({ timeZone }: Site, { instant, extents }: Edition, languages: readonly Language[], month: Month) {
  const hasBegun = languages.some((language) => {
    const oldest = extents.get(language)?.oldest
    return oldest !== undefined && oldest <= month
  })
  return hasBegun && month <= monthOf(instant, timeZone)
}

/** Partner feeds and sitemaps exist only for all articles of one language, and not as archives. */
function isOffered(site: Site, { partner, kind, month, format }: ParsedPath, languages: readonly Language[]): boolean {
  const isPlain = kind === 'all' && month === null && languages.length === 1
  if ((partner !== null || format === 'sitemap') && !isPlain) return false
  return partner === null || languages.every((language) => site.partners.get(partner)?.languages.includes(language))
}

/** Each language of a feed costs another query. */
const LANGUAGES_MAX = 4

/** Distinct languages in the order of the path; `undefined` if the site lacks one. */
function languagesIn(site: Site, tags: readonly string[]): FeedKey['languages'] | undefined {
  if (tags.length > LANGUAGES_MAX) return undefined
  const languages = tags.map((tag) => siteLanguage(site, tag))
  const [main, ...rest] = new Set(languages)
  return main && rest.every((language) => language !== undefined) ? [main, ...(rest as Language[])] : undefined
}

type TermContext = { readonly site: Site; readonly edition: Edition; readonly language: Language }

/** The meanings of a path's term, the most likely first. */
function topicsOf(context: TermContext, { kind, term, encodedTerm }: ParsedPath): FeedKey['topic'][] {
  if (kind === 'all' || kind === 'corrections') return [{ kind }]
  if (term === null) return []
  if (kind === 'headlines') return [{ kind, term }]
  const label: Topic = { kind, term: presentId(context, kind, term) }
  if (kind !== 'tag' || !isCombined(term)) return [label]
  const combination = (text: string, nameOf: (part: string) => string): FeedKey['topic'][] => {
    const parsed = parseCombination(text, (part) => presentId(context, kind, nameOf(part)))
    if (parsed === undefined) return []
    return [typeof parsed === 'string' ? { kind, term: parsed } : parsed]
  }
  // `%2B` belongs to a label (`c%2B%2B`), unless the newsroom has no such tag. No label needs `!`.
  const encoded = encodedTerm?.replaceAll('%21', '!')
  return [
    ...(encoded === undefined ? [] : isCombined(encoded) ? combination(encoded, decodeURIComponent) : [label]),
    ...combination(term, (part) => part),
    label,
  ]
}

/** The present id of a term as a request spells it: the id of its text, or what that was renamed to. */
function presentId({ site, edition, language }: TermContext, kind: TermKind, text: string): string {
  const { [kind]: moved } = site.moved
  const feedOf = (term: string): FeedState | undefined => feedStateIn(edition, { kind, term, language })
  const isKnown = (id: string): boolean => moved.has(id) || site.retired[kind].has(id) || feedOf(id) !== undefined
  const ids = possibleTermIds(text, language).map((id) => {
    const present = edition.formerTerms[scopeId({ kind, term: id, language })]
    // An article may use the former id again.
    return present === undefined || moved.has(id) || feedOf(id)?.items ? id : present
  })
  const id = ids.find(isKnown) ?? ids[0] ?? ''
  return moved.get(id) ?? id
}

function partsOf(topic: FeedKey['topic']): Topic[] {
  if (topic.kind !== 'combination') return [topic]
  return [...topic.tags, ...topic.without].map((term) => ({ kind: 'tag', term }))
}

export function siteLanguage(site: Site, tag: string): Language | undefined {
  const language = tag.length <= 35 ? canonicalLanguage(tag) : undefined
  return language && site.languages.includes(language) ? language : undefined
}

export function languageOfPath(site: Site, path: string): Language | undefined {
  const segments = path.split('/')
  if (segments[1] === 'embed') segments.shift()
  const tag = segments[1] === 'partners' ? segments[3] : segments[1]
  return siteLanguage(site, tag?.split(',')[0] ?? '')
}
