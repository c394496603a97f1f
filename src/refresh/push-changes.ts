import type { Edition } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import { type FeedKey, FORMATS, keyOf, scopeId } from '../domain/feed-key.ts'
import { pathOf } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import { versionIn } from '../editions/feed-state.ts'
import { scopesOf } from '../editions/selection.ts'
import type { StoreWriter } from '../store/port.ts'

/** After a rebuild every feed may have changed. A hub that fetched 100,000 feeds at once would give up. */
const PINGS_MAX = 1000

const PING_LIFETIME_MS = 24 * 60 * 60 * 1000

type Changes = {
  readonly before: Edition['feeds']
  /** The feeds that changed or in which entries moved, in their new state. */
  readonly feeds: readonly FeedState[]
  readonly rebuilt: boolean
  readonly revision: number
  readonly instant: number
}

/** Writes what subscribers and other hubs get, in the transaction that makes the edition: a crash loses nothing. */
export async function pushChanges(
  writer: Pick<StoreWriter, 'markTopics' | 'putPings'>,
  site: Site,
  changes: Changes,
): Promise<void> {
  const { feeds, rebuilt, revision, instant } = changes
  if (feeds.length === 0) return
  const scopes = feeds.map(({ scope }) => scopeId(scope))
  if (site.hub.own) await writer.markTopics(rebuilt ? 'all' : scopes, revision, instant)
  if (site.hub.external.length === 0) return
  const paths = [...partnerPaths(site, new Set(scopes)), ...changedPaths(changes)].slice(0, PINGS_MAX)
  for (const hub of site.hub.external) {
    const ping = { kind: 'ping', target: hub, host: new URL(hub).hostname, body: '{}', due: 0 } as const
    const times = { created: instant, ends: instant + PING_LIFETIME_MS, revision }
    await writer.putPings(
      paths.map((topic) => ({ ...ping, ...times, topic })),
      instant,
    )
  }
}

/** The changed documents, those with the newest changes first. */
function changedPaths({ before, feeds }: Changes): string[] {
  const newestFirst = feeds.toSorted((a, b) => b.updated - a.updated)
  return newestFirst.flatMap(({ scope, version }) => {
    const previous = before.get(scopeId(scope))?.version ?? ''
    const changed = FORMATS.filter((format) => versionIn(previous, format) !== versionIn(version, format))
    return changed.map((format) => pathOf(scope, format))
  })
}

function partnerPaths(site: Site, scopes: ReadonlySet<string>): string[] {
  return [...site.partners].flatMap(([partner, { languages, token }]) => {
    const keys = languages.map((language): FeedKey => ({ ...keyOf({ language, kind: 'all' }), partner }))
    const changed = keys.filter(
      (key) => token === null && scopesOf(site, key).some((scope) => scopes.has(scopeId(scope))),
    )
    return changed.flatMap((key) => FORMATS.map((format) => pathOf(key, format)))
  })
}
