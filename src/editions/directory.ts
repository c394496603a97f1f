import type { FeedState } from '../domain/feed.ts'
import { keyOf, SCOPE_KINDS, type Scope, type ScopeKind, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { feedLabel, feedTitle } from '../feeds/titles.ts'
import type { Published } from './published.ts'

/** A feed as people choose it from a list. */
export type Listed = { readonly scope: Scope; readonly name: string; readonly title: string; readonly feed: FeedState }

export type Directory = Readonly<Record<ScopeKind, readonly Listed[]>>

const directories = new WeakMap<Published, Map<Language, Directory>>()

/** A language's feeds that have something in them (and the one of everything), by kind, each kind by name. */
export function directoryOf(published: Published, language: Language): Directory {
  let own = directories.get(published)
  if (!own) {
    own = new Map()
    directories.set(published, own)
  }
  let directory = own.get(language)
  if (!directory) {
    directory = makeDirectory(published, language)
    own.set(language, directory)
  }
  return directory
}

function makeDirectory({ edition, context: { site, catalog } }: Published, language: Language): Directory {
  const directory: Record<ScopeKind, Listed[]> = { all: [], headlines: [], section: [], tag: [], author: [] }
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

/** Those with the most entries, the largest first. */
export function largest(feeds: readonly Listed[], most: number): readonly Listed[] {
  return [...feeds].sort((a, b) => b.feed.items - a.feed.items).slice(0, most)
}

/** So many are worth looking through. */
const MOST_FOUND = 100

const foldedNames = new WeakMap<Directory, readonly (readonly [folded: string, listed: Listed])[]>()

/**
 * The feeds of a language whose names have a text in them, whatever the case and the accents, those that begin with it
 * first; 100 at most.
 */
export function feedsNamed(published: Published, language: Language, text: string): readonly Listed[] {
  const directory = directoryOf(published, language)
  let names = foldedNames.get(directory)
  if (!names) {
    names = SCOPE_KINDS.flatMap((kind) => directory[kind]).map((listed) => [folded(listed.name), listed] as const)
    foldedNames.set(directory, names)
  }
  const wanted = folded(text)
  const found = names.filter(([name]) => name.includes(wanted))
  const [first, others] = [true, false].map((begins) => found.filter(([name]) => name.startsWith(wanted) === begins))
  return [...(first ?? []), ...(others ?? [])].slice(0, MOST_FOUND).map(([, listed]) => listed)
}

/** Without accents and case: `Übersee` is found by `uber`. Unicode §3.13 D145, §5.7.2. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
}
