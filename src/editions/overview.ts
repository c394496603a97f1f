import type { Instant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import type { PlacementsReader } from '../store/placements.ts'
import type { StoreReader } from '../store/port.ts'
import { type Directory, directoryOf, type Listed, largest } from './directory.ts'
import type { Published } from './published.ts'
import { MOST_HEARD, type Rhythm, rhythmOf } from './rhythm.ts'

/** A feed as who runs the newsroom looks at it. */
export type Watched = Listed & {
  /** When its newest article was published; `null` where it has none. */
  readonly newest: Instant | null
  readonly rhythm: Rhythm | null
}

export type Overview = {
  readonly language: Language
  readonly feeds: readonly Watched[]
  /** Tags and authors that are not told of: none of those that were looked at has gone quiet. */
  readonly others: number
}

/** Of each kind in a language: so many sections and blocks, and of tags and authors so many of the largest. */
const SHOWN = { section: 50, headlines: 50, tag: 10, author: 5 } as const

/** Over all languages, so many tags and authors are looked at closely: those with most articles. */
const LOOKED_AT = 300

const DAY = 24 * 60 * 60 * 1000

/** A tag or an author of whom nothing has come for so long is over, not quiet: nobody waits for more. */
const OVER = 60 * DAY

/** Every language's feeds with their rhythm: its own, sections and blocks; of tags and authors the largest, and the quiet ones. */
export async function overviewOf(
  published: Published,
  reader: StoreReader,
  now: Instant,
): Promise<readonly Overview[]> {
  const { languages } = published.context.site
  const most = Math.floor(LOOKED_AT / languages.length)
  const overviews: Overview[] = []
  for (const language of languages) {
    const directory = directoryOf(published, language)
    const { tag, author } = directory
    const always = [
      ...directory.all,
      ...(['headlines', 'section'] as const).flatMap((kind) => directory[kind].slice(0, SHOWN[kind])),
      ...(['tag', 'author'] as const).flatMap((kind) => largest(directory[kind], SHOWN[kind])),
    ]
    const rest = largest(
      [...tag, ...author].filter((one) => !always.includes(one) && isSilent(one.feed.updated, now)),
      most,
    )
    const watched = await Promise.all([...always, ...rest].map((listed) => watch(listed, reader, now)))
    const feeds = watched.filter(({ rhythm }, index) => index < always.length || rhythm?.quiet)
    overviews.push({ language, feeds, others: countOf(directory) - feeds.length })
  }
  return overviews
}

function isSilent(updated: Instant, now: Instant): boolean {
  return updated < now - DAY && updated > now - OVER
}

function countOf(directory: Directory): number {
  return Object.values(directory).reduce((sum, feeds) => sum + feeds.length, 0)
}

async function watch(listed: Listed, reader: PlacementsReader, now: Instant): Promise<Watched> {
  // Those that changed last are, but for a few old ones that were corrected, the newest.
  const placed = await reader.window(listed.scope, 2 * MOST_HEARD)
  const published = placed.map((one) => one.published)
  const newest = published.length > 0 ? Math.max(...published) : null
  // A block has what editors put there, not what comes.
  return { ...listed, newest, rhythm: listed.scope.kind === 'headlines' ? null : rhythmOf(published, now) }
}
