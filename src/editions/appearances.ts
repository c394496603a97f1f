import { type Instant, isVisible, type Quarantined, type Variant } from '../domain/article.ts'
import type { FeedKey, Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Partner, Profile, Site } from '../domain/site.ts'
import { entryOf } from '../feeds/entry.ts'
import { findingsOf } from '../feeds/requirements/findings.ts'
import type { StoreReader } from '../store/port.ts'
import { readFeed } from './feeds.ts'
import type { Published } from './published.ts'

/** A feed that has a variant. */
export type Appearance = {
  readonly scope: Scope
  readonly published: Instant
  /** When it became visible there. */
  readonly since: Instant
  /** From 1, among the newest entries; `null` if only the archive has it. */
  readonly position: number | null
  /** The number of the newest entries. */
  readonly newest: number
}

/** Why a variant is in no feed. `message` is the problem of its file. */
export type Obstacle = { readonly reason: 'duplicate'; readonly message: string } | DatedObstacle
type DatedObstacle = {
  readonly reason: 'draft' | 'withdrawn' | 'embargo' | 'expired'
  /** The end of the embargo, or the expiry. */
  readonly at?: Instant
}

type Moment = { readonly problems: readonly Quarantined[]; readonly instant: Instant }

/** The feeds with a variant: in its language, and in others as a stand-in. Or else why it is in none. */
export async function appearancesOf(reader: StoreReader, site: Site, variant: Variant, moment: Moment) {
  const { article, language } = variant
  const obstacles = obstaclesTo(variant, moment)
  const appearances: Appearance[] = []
  const placements = obstacles.length > 0 ? [] : ((await reader.placementsOf([article])).get(article) ?? [])
  for (const { scope, published, added, language: shown } of placements) {
    if (shown !== language) continue
    const newest = await reader.window(scope, site.feeds[scope.kind].items)
    const index = newest.findIndex((placed) => placed.article === article)
    const position = index < 0 ? null : index + 1
    appearances.push({ scope, published, since: Math.max(added, published), position, newest: newest.length })
  }
  return { appearances, obstacles }
}

/** `problems` are those of the variant's file. */
function obstaclesTo(variant: Variant, { problems, instant }: Moment): Obstacle[] {
  const { status, published, expires, language } = variant
  const duplicate = problems.find(
    (problem) => problem.reason === 'duplicate' && problem.message.includes(` in ${language} `),
  )
  if (duplicate) return [{ reason: 'duplicate', message: duplicate.message }]
  if (isVisible(variant, instant)) return []
  return [
    ...(status === 'published' ? [] : [{ reason: status }]),
    ...(published > instant ? [{ reason: 'embargo', at: published } as const] : []),
    ...(expires !== null && expires <= instant ? [{ reason: 'expired', at: expires } as const] : []),
  ]
}

/** The requirements of a partner's profile that its feed in a language misses, or all or one of its articles. */
export async function partnerFindings(
  published: Published,
  reader: StoreReader,
  [name, partner]: readonly [string, Partner],
  language: Language,
  article?: string,
) {
  const { site, catalog } = published.context
  const key: FeedKey = { languages: [language], topic: { kind: 'all' }, month: null, partner: name }
  const content = await readFeed(published, key, reader)
  if (!content) return { articles: 0, findings: [] }
  const { channel, selection } = content
  const placed = selection.placed.filter((one) => article === undefined || one.article === article)
  const entries = (await reader.shownVariants(placed)).map(({ variant, siblings }) =>
    entryOf(site, catalog, key.languages, variant, siblings, published.edition.instant),
  )
  const findings = findingsOf(partner.profile as Profile, { site, partner, channel, entries })
  return { articles: entries.length, findings }
}
