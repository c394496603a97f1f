import { type FeedState, feedOf } from '../domain/edition.ts'
import { type Format, folderOf, type ParsedPath, parsePath, pathOf, type Scope } from '../domain/feed-key.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { termId } from '../domain/term.ts'
import type { Published } from '../publishing/refresh.ts'

/** What a path means, resolved against what the edition knows, before any cache, file or store is asked. */
export type Target =
  | { readonly kind: 'feed'; readonly feed: FeedState; readonly format: Format }
  | { readonly kind: 'page'; readonly feed: FeedState }
  | { readonly kind: 'opml'; readonly language: Language | null }
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'gone' }

const OPML = /^\/(?:([^/]+)\/)?feeds\.opml$/

export function targetOf(published: Published, path: string): Target | undefined {
  const list = OPML.exec(path)
  if (list) return opmlTarget(published, list[1])
  // A folder without its slash is meant as the folder.
  const parsed = parsePath(path) ?? (path.length > 1 ? parsePath(`${path}/`) : undefined)
  return parsed && feedTarget(published, path, parsed)
}

function opmlTarget({ making: { site } }: Published, tag: string | undefined): Target | undefined {
  if (tag === undefined) return { kind: 'opml', language: null }
  const language = siteLanguage(site, tag)
  if (!language) return undefined
  return language === tag
    ? { kind: 'opml', language }
    : { kind: 'moved', to: `${folderOf({ language, kind: 'all' })}feeds.opml` }
}

function feedTarget({ edition, making: { site } }: Published, path: string, parsed: ParsedPath): Target | undefined {
  const { format } = parsed
  const language = siteLanguage(site, parsed.language)
  if (!language) return undefined
  const scope = scopeIn(site, language, parsed)
  if (scope === 'gone') return { kind: 'gone' }
  const feed = scope && feedOf(edition, scope)
  if (!feed) return undefined
  const canonical = format === 'page' ? folderOf(feed.scope) : pathOf(feed.scope, format)
  // A moved feed is 301 for ever, and so is a spelling that is not the one.
  if (canonical !== path) return { kind: 'moved', to: canonical }
  return format === 'page' ? { kind: 'page', feed } : { kind: 'feed', feed, format }
}

function scopeIn(site: Site, language: Language, { kind, term }: ParsedPath): Scope | 'gone' {
  if (kind === 'all' || term === null) return { language, kind: 'all' }
  const id = termId(term)
  const now = site.moved[kind].get(id) ?? id
  return site.retired[kind].has(now) ? 'gone' : { language, kind, term: now }
}

function siteLanguage(site: Site, tag: string): Language | undefined {
  const language = tag.length <= 35 ? canonicalLanguage(tag) : undefined
  return language && site.languages.includes(language) ? language : undefined
}

/** The language that a path is in, for what is said about it when it leads nowhere. */
export function languageOfPath(site: Site, path: string): Language | undefined {
  return siteLanguage(site, path.split('/', 2)[1] ?? '')
}
