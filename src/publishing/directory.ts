import type { FeedState } from '../domain/edition.ts'
import { keyOf, type Scope, type ScopeKind, scopeId } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { feedLabel, feedTitle } from '../feeds/titles.ts'
import type { Published } from './editions.ts'

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

function makeDirectory({ edition, making: { site, catalog } }: Published, language: Language): Directory {
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
