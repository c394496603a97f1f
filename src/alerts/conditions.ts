import { isStale, type readiness } from '../admin/status.ts'
import { type Quarantined, withoutWarnings } from '../domain/article.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { WatchedFeed } from '../editions/overview.ts'
import type { PushStatus } from '../push/status.ts'

/** The state of a newsroom, as far as it is known: another server tells only what `/readyz` answers. */
export type State = {
  readonly ready: ReturnType<typeof readiness>
  /** Seconds between two refreshes. */
  readonly interval: number
  readonly failing?: PushStatus['failing']
  readonly quiet?: readonly WatchedFeed[]
  /** The free share of the disk that has the store. */
  readonly freeShare?: number | undefined
}

/** The id stays the same while a condition lasts, in all processes. */
export type Condition = { readonly id: string; readonly text: string }

/** Growth of the quarantine: a further condition at each number. */
const QUARANTINED = [1, 10, 50]

const FREE_SHARE_MIN = 0.05

/** About 20 minutes. A subscriber that restarts is there again after fewer. */
const ATTEMPTS_MIN = 8

const HOUR_MS = 60 * 60_000

const NOT_KNOWN = { edition: undefined, behind: undefined, sources: undefined, missing: undefined, failingSources: 0 }

const knownOf = ({ ready, ...others }: State) => ({ ...NOT_KNOWN, quarantine: [], ...ready, ...others })

type Found = readonly (readonly [subject: string, text: string])[]

const when = (holds: unknown, text: string): Found => (holds ? [['', text]] : [])

/** Problems by kind: names of subjects with sentences for operators. The most urgent is first. */
const CONDITIONS: Readonly<Record<string, (known: ReturnType<typeof knownOf>) => Found>> = {
  edition: ({ edition }) => when(!edition, 'there is no edition to serve'),
  refresh: ({ lastRefresh: last }) =>
    when(last && !last.ok, `the last refresh failed${last && 'error' in last ? `: ${last.error}` : ''}`),
  outdated: ({ behind }) =>
    when(behind, `the edition was made with other ${behind === 'program' ? 'code' : behind}, and is not served`),
  stale: ({ edition: { ageSeconds } = { ageSeconds: 0 }, interval }) =>
    when(isStale(ageSeconds * 1000, { interval }), `the edition is ${ageSeconds} seconds old`),
  source: ({ sources = [] }) =>
    sources.filter(({ failures }) => failures > 0).map(({ name, error }) => [name, `source ${name} fails: ${error}`]),
  sources: ({ failingSources }) => when(failingSources > 0, `${failingSources} sources fail`),
  missing: ({ missing = [] }) => missing.map(({ source }) => [source, `source ${source} is missing`]),
  quarantine: ({ quarantine }) => {
    const count = withoutWarnings(quarantine as Quarantined[]).length
    const text = `${count} problems keep articles from being published: polyfeed check lists them`
    return QUARANTINED.filter((number) => count >= number).map((number) => [String(number), text])
  },
  hub: ({ failing = [] }) =>
    failing
      .filter(({ kind }) => kind === 'ping')
      .map(({ host, problem }) => [host, `hub ${host} gets nothing: ${problem}`]),
  deliveries: ({ failing = [] }) => {
    const row = failing.find(({ kind, attempts }) => kind === 'subscription' && attempts >= ATTEMPTS_MIN)
    return when(row, `deliveries to ${row?.host} fail: ${row?.problem}; polyfeed hub list --failing lists all`)
  },
  quiet: ({ quiet = [] }) =>
    quiet.map(({ scope, newest, rhythm }) => {
      const usual = Math.ceil((rhythm?.medianPauseMs ?? 0) / HOUR_MS)
      const since = new Date(newest ?? 0).toISOString().slice(0, 10)
      return [folderOf(scope), `${folderOf(scope)} has no article since ${since}; its usual pause is ${usual} hours`]
    }),
  disk: ({ freeShare = 1 }) =>
    when(freeShare < FREE_SHARE_MIN, `the disk with the store is ${Math.floor(100 * (1 - freeShare))} % full`),
}

/** The problems of a state. */
export function conditionsIn(state: State): Condition[] {
  return Object.entries(CONDITIONS).flatMap(([kind, find]) =>
    find(knownOf(state)).map(([subject, text]) => ({ id: subject ? `${kind}:${subject}` : kind, text })),
  )
}
