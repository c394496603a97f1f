import type { Instant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import type { StoreReader } from '../store/port.ts'
import { directoryOf, type ListedFeed, largest } from './directory.ts'
import type { Published } from './published.ts'

/** How often a feed gets new articles. Pauses are in milliseconds. */
export type Rhythm = {
  readonly medianPauseMs: number
  /** The 90th percentile of the pauses. */
  readonly longPauseMs: number
  /** No article for more than twice `long` and more than a day. */
  readonly quiet: boolean
}

export type WatchedFeed = ListedFeed & {
  /** When its newest article was published; `null` without articles. */
  readonly newest: Instant | null
  readonly rhythm: Rhythm | null
}

export type Overview = {
  readonly language: Language
  readonly feeds: readonly WatchedFeed[]
  /** Feeds whose newest article is more than a year old. */
  readonly ended: readonly WatchedFeed[]
  /** Feeds whose articles were not read, the largest first. */
  readonly others: readonly ListedFeed[]
  /** The number of feeds that are in none of the lists. */
  readonly omittedCount: number
}

/** Feeds of each kind that are always shown, per language. */
const SHOWN_MAX = { section: 50, headlines: 50, tag: 10, author: 5 } as const

/** Further tags and authors, over all languages, whose rhythm is read from the store. */
const EXAMINED_MAX = 300

/** Further feeds, over all languages, that are listed without a rhythm. */
const OTHERS_MAX = 500

const DAY_MS = 24 * 60 * 60 * 1000

/** A tag or an author without a change for this long has ended and is not reported as quiet. */
const ENDED_AFTER_MS = 60 * DAY_MS

/** Any feed without an article for this long is not expected to continue. */
const DEAD_AFTER_MS = 365 * DAY_MS

/** Per language: the feed of all articles, sections, headlines, the largest tags and authors, and the quiet ones; apart, the ended ones. */
export async function overviewOf(published: Published, reader: StoreReader, now: Instant): Promise<Overview[]> {
  const { languages } = published.context.site
  const examinedMax = Math.floor(EXAMINED_MAX / languages.length)
  const overviews: Overview[] = []
  for (const language of languages) {
    const directory = directoryOf(published, language)
    const { tag, author } = directory
    const alwaysShown = [
      ...directory.all,
      ...(['headlines', 'section'] as const).flatMap((kind) => directory[kind].slice(0, SHOWN_MAX[kind])),
      ...(['tag', 'author'] as const).flatMap((kind) => largest(directory[kind], SHOWN_MAX[kind])),
    ]
    const maybeQuiet = [...tag, ...author].filter(
      ({ feed: { updated } }) => updated < now - DAY_MS && updated > now - ENDED_AFTER_MS,
    )
    const candidates = largest(
      maybeQuiet.filter((listed) => !alwaysShown.includes(listed)),
      examinedMax,
    )
    const examined = await Promise.all([...alwaysShown, ...candidates].map((listed) => withRhythm(listed, reader, now)))
    const listed = examined.filter(({ rhythm }, index) => index < alwaysShown.length || rhythm?.quiet)
    // Blocks of headlines may show old articles on purpose.
    const ended = listed.filter(
      ({ scope: { kind }, newest }) => !/all|headlines/.test(kind) && (newest ?? now) < now - DEAD_AFTER_MS,
    )
    const feeds = listed.filter((feed) => !ended.includes(feed))
    const scopes = new Set(listed.map(({ scope }) => scope))
    const every = Object.values(directory).flat()
    const rest = every.filter(({ scope }) => !scopes.has(scope))
    const others = largest(rest, Math.floor(OTHERS_MAX / languages.length))
    overviews.push({ language, feeds, ended, others, omittedCount: rest.length - others.length })
  }
  return overviews
}

/** The feeds of all articles and of sections that are quiet, but have not ended. */
export async function quietFeeds(published: Published, reader: StoreReader, now: Instant): Promise<WatchedFeed[]> {
  const listed = published.context.site.languages.flatMap((language) => {
    const { all, section } = directoryOf(published, language)
    return [...all, ...section.slice(0, SHOWN_MAX.section)]
  })
  const recent = listed.filter(({ feed: { updated } }) => updated > now - ENDED_AFTER_MS)
  const watched = await Promise.all(recent.map((feed) => withRhythm(feed, reader, now)))
  return watched.filter(({ rhythm }) => rhythm?.quiet)
}

/** Reads when a feed got its newest article, and how often it gets one. */
export async function withRhythm(listed: ListedFeed, reader: StoreReader, now: Instant): Promise<WatchedFeed> {
  // Twice as many, because the window is ordered by change: corrected old articles are among the newest ones.
  const placed = await reader.window(listed.scope, 2 * RHYTHM_ARTICLES_MAX)
  const published = placed.map((placement) => placement.published)
  const newest = published.length > 0 ? Math.max(...published) : null
  // Editors choose headlines by hand: a block of headlines has no rhythm. A dead feed has none that lasts.
  const hasRhythm = listed.scope.kind !== 'headlines' && (newest ?? 0) >= now - DEAD_AFTER_MS
  return { ...listed, newest, rhythm: hasRhythm ? rhythmOf(published, now) : null }
}

/** Percentiles of fewer pauses mean nothing. */
const ARTICLES_MIN = 8

/** Articles of one minute are one: an import or an agency publishes many at once. */
const SAME_TIME_MS = 60_000

/** Only the newest articles count, so that the rhythm is the current one. */
const RHYTHM_ARTICLES_MAX = 21

/** `published` is in any order. Returns `null` for too few articles, or few of one day. */
export function rhythmOf(published: readonly Instant[], now: Instant): Rhythm | null {
  const newest: Instant[] = []
  for (const instant of [...published].sort((a, b) => b - a)) {
    if (newest.length < RHYTHM_ARTICLES_MAX && instant <= (newest.at(-1) ?? Infinity) - SAME_TIME_MS)
      newest.push(instant)
  }
  // A few articles of one day are an event, and its end is no failure.
  const spanMs = (newest[0] ?? 0) - (newest.at(-1) ?? 0)
  if (newest.length < ARTICLES_MIN || (newest.length < RHYTHM_ARTICLES_MAX && spanMs < DAY_MS)) return null
  const pauses = newest.slice(1).map((instant, index) => (newest[index] as Instant) - instant)
  pauses.sort((a, b) => a - b)
  const longPauseMs = nearestRank(pauses, 0.9)
  const currentPause = now - (newest[0] as Instant)
  return {
    medianPauseMs: nearestRank(pauses, 0.5),
    longPauseMs,
    quiet: currentPause > Math.max(DAY_MS, 2 * longPauseMs),
  }
}

/** The nearest-rank percentile; `values` are in ascending order. */
function nearestRank(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] as number
}
