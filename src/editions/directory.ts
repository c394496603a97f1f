import type { FeedState } from '../domain/feed.ts'
import { keyOf, SCOPE_KINDS, type Scope, type ScopeKind, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { feedLabel, feedTitle } from '../feeds/titles.ts'
import { getOrCreate } from '../memo.ts'
import type { Published } from './published.ts'

/** A feed with its texts for lists and menus. */
export type ListedFeed = {
  readonly scope: Scope
  readonly name: string
  readonly title: string
  readonly feed: FeedState
}

export type Directory = Readonly<Record<ScopeKind, readonly ListedFeed[]>>

const directories = new WeakMap<Published, Map<Language, Directory>>()

/** A language's feeds that have entries, and the feed of all articles even if it is empty; each kind sorted by name. */
export function directoryOf(published: Published, language: Language): Directory {
  const byLanguage = getOrCreate(directories, published, () => new Map<Language, Directory>())
  return getOrCreate(byLanguage, language, () => makeDirectory(published, language))
}

function makeDirectory({ edition, context: { site, catalog } }: Published, language: Language): Directory {
  const directory: Record<ScopeKind, ListedFeed[]> = {
    all: [],
    headlines: [],
    section: [],
    tag: [],
    author: [],
    corrections: [],
  }
  for (const feed of edition.feeds.values()) {
    const { scope, label, items } = feed
    if (scope.language !== language || (items === 0 && scope.kind !== 'all')) continue
    const key = keyOf(scope)
    const name = feedLabel(catalog, key, label)
    directory[scope.kind].push({ scope, name, title: feedTitle(site, catalog, key, label), feed })
  }
  const { compare } = new Intl.Collator(language)
  for (const list of Object.values(directory)) {
    list.sort((a, b) => compare(a.name, b.name) || (scopeId(a.scope) < scopeId(b.scope) ? -1 : 1))
  }
  return directory
}

/** The feeds with the most entries, largest first. */
export function largest(feeds: readonly ListedFeed[], limit: number): readonly ListedFeed[] {
  return [...feeds].sort((a, b) => b.feed.items - a.feed.items).slice(0, limit)
}

const RESULTS_MAX = 100

const foldedNames = new WeakMap<Directory, readonly (readonly [folded: string, listed: ListedFeed])[]>()

/**
 * Searches a language's feeds by name, ignoring case and accents. Names that begin with the text come first; returns at
 * most 100 of them, and where the rest begins.
 */
export function feedsNamed(published: Published, language: Language, text: string, from = 0) {
  const directory = directoryOf(published, language)
  const names = getOrCreate(foldedNames, directory, () =>
    SCOPE_KINDS.flatMap((kind) => directory[kind]).map((listed) => [folded(listed.name), listed] as const),
  )
  const query = folded(text)
  const matches = names.filter(([name]) => name.includes(query))
  const prefixMatches = matches.filter(([name]) => name.startsWith(query))
  const otherMatches = matches.filter(([name]) => !name.startsWith(query))
  const end = from + RESULTS_MAX
  const feeds = [...prefixMatches, ...otherMatches].slice(from, end).map(([, listed]) => listed)
  return { feeds, next: matches.length > end ? end : null }
}

/** The id of the tag with a name; empty if there is none. */
export function tagNamed(published: Published, language: Language, name: string): string {
  const { tag } = directoryOf(published, language)
  const { scope } = tag.find((one) => folded(one.name) === folded(name.trim())) ?? {}
  return scope?.kind === 'tag' ? scope.term : ''
}

/** Removes accents and case: `uber` finds `Übersee`. Unicode §3.13 D145, §5.7.2. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
}
