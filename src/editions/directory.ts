import type { FeedState } from '../domain/feed.ts'
import { keyOf, SCOPE_KINDS, type Scope, type ScopeKind, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { folded } from '../domain/text.ts'
import { feedLabel, feedTitle } from '../feeds/titles.ts'
import { similarWords } from '../intake/explain.ts'
import { getOrCreate } from '../memo.ts'
import type { StoreReader } from '../store/port.ts'
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

const feedsByScope = new WeakMap<Directory, ReadonlyMap<string, ListedFeed>>()

/** The feeds of {@link directoryOf} by scope id. */
export function listedFeedsIn(published: Published, language: Language): ReadonlyMap<string, ListedFeed> {
  const directory = directoryOf(published, language)
  return getOrCreate(feedsByScope, directory, () => {
    return new Map(SCOPE_KINDS.flatMap((kind) => directory[kind]).map((listed) => [scopeId(listed.scope), listed]))
  })
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

const foldedNames = new WeakMap<Directory, readonly (readonly [folded: string, listed: ListedFeed])[]>()

function foldedNamesIn(published: Published, language: Language) {
  const directory = directoryOf(published, language)
  return getOrCreate(foldedNames, directory, () =>
    SCOPE_KINDS.flatMap((kind) => directory[kind]).map((listed) => [folded(listed.name), listed] as const),
  )
}

/** A language's feeds whose names have a text, ignoring case and accents. Names that begin with it come first. */
export function feedsNamed(published: Published, language: Language, text: string): readonly ListedFeed[] {
  const query = folded(text)
  const matches = foldedNamesIn(published, language).filter(([name]) => name.includes(query))
  const isPrefixed = ([name]: (typeof matches)[number]): boolean => name.startsWith(query)
  return [...matches.filter(isPrefixed), ...matches.filter((match) => !isPrefixed(match))].map(([, listed]) => listed)
}

/** Comparing a word with the names of this many feeds takes 2 ms. */
const COMPARED_FEEDS_MAX = 2000
const SIMILAR_MAX = 5
/** Shorter words are similar to too many others. */
const SIMILAR_LENGTH_MIN = 4

const comparedNames = new WeakMap<Directory, ReadonlyMap<string, ListedFeed>>()

/** The names of the largest feeds, and the words of these names, each with its largest feed. */
function comparedNamesIn(published: Published, language: Language) {
  return getOrCreate(comparedNames, directoryOf(published, language), () => {
    const feeds = foldedNamesIn(published, language).map(([, listed]) => listed)
    const smallestFirst = largest(feeds, COMPARED_FEEDS_MAX).toReversed()
    return new Map(smallestFirst.flatMap((listed) => wordsToCompare(listed.name).map((word) => [word, listed])))
  })
}

function wordsToCompare(text: string): string[] {
  const whole = folded(text)
  return [whole, ...whole.split(/\s+/)].filter((word) => word.length >= SIMILAR_LENGTH_MIN)
}

/** Feeds with a name, or a word of it, that is similar to a text or one of its words. */
export function feedsNamedLike(published: Published, language: Language, text: string): readonly ListedFeed[] {
  const names = comparedNamesIn(published, language)
  const words = new Set(wordsToCompare(text).slice(0, SIMILAR_MAX))
  const similar = [...words].flatMap((word) => similarWords(word, [...names.keys()]))
  return [...new Set(similar.flatMap((name) => names.get(name) ?? []))].slice(0, SIMILAR_MAX)
}

/** The id of the tag with a name; empty if there is none. */
export function tagNamed(published: Published, language: Language, name: string): string {
  const { tag } = directoryOf(published, language)
  const { scope } = tag.find((one) => folded(one.name) === folded(name.trim())) ?? {}
  return scope?.kind === 'tag' ? scope.term : ''
}

/** The number of articles, by scope id, including those that are too old for the feed. */
export type Totals = ReadonlyMap<string, number>

export async function totalsOf(reader: Pick<StoreReader, 'extents'>, scopes: readonly Scope[]): Promise<Totals> {
  const extents = await reader.extents(scopes.map(scopeId))
  return new Map([...extents].map(([id, { entries }]) => [id, entries]))
}
