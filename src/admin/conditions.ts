import { type Instant, type Quarantined, withoutWarnings } from '../domain/article.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { WatchedFeed } from '../editions/overview.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { dateIn, numberIn, spanIn } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import type { PushStatus } from '../push/status.ts'
import type { Occurrence } from '../store/conditions.ts'
import { isStale, type readiness } from './status.ts'

/** The state of a newsroom, as far as it is known: another server tells only what `/readyz` answers. */
export type State = {
  readonly ready: ReturnType<typeof readiness>
  /** Seconds between two refreshes. */
  readonly interval: number
  /** All problems: `/readyz` has some of them. */
  readonly quarantine?: readonly Quarantined[]
  readonly failing?: PushStatus['failing']
  readonly quiet?: readonly WatchedFeed[]
  /** The free share of the disk that has the store. */
  readonly freeShare?: number | undefined
  readonly occurrences?: readonly Occurrence<Condition>[] | undefined
  /** Of `feedUrl`. */
  readonly certificate?: { readonly host: string; readonly end: Instant; readonly daysLeft: number } | undefined
}

type Finding = {
  /** A name or an address. */
  readonly subject?: string
  /** Tells conditions of one subject apart. */
  readonly level?: number
  readonly values?: {
    readonly count?: number
    readonly at?: Instant
    readonly spanMs?: number
    readonly share?: number
  }
  /** The server's message, in English. */
  readonly detail?: string | undefined
}

/** Something that an operator has to solve. The id stays the same while it lasts, in all processes. */
export type Condition = Finding & { readonly id: string; readonly kind: keyof typeof KINDS }

/** Growth of the quarantine: a further condition at each number. */
const QUARANTINED = [1, 10, 50]

/** A certificate that ends in so many days should have been renewed; in so few, by hand. */
export const CERTIFICATE_DAYS = [14, 3] as const

const FREE_SHARE_MIN = 0.05

/** About 20 minutes. A subscriber that restarts is there again after fewer. */
const ATTEMPTS_MIN = 8

const NOT_KNOWN = { edition: undefined, behind: undefined, sources: undefined, missing: undefined, failingSources: 0 }

const knownOf = ({ ready, ...others }: State) => ({ ...NOT_KNOWN, quarantine: [], ...ready, ...others })

type Known = ReturnType<typeof knownOf>
type Section = 'edition' | 'refreshes' | 'sources' | 'missing' | 'quarantine' | 'push' | 'feeds'

const when = (holds: boolean, finding: Finding = {}): readonly Finding[] => (holds ? [finding] : [])

/** The section of the operator's page that has more, and the text. The most urgent kind is first. */
const KINDS = {
  edition: ['edition', 'admin:edition.none', ({ edition }) => when(!edition)],
  refresh: [
    'refreshes',
    'admin:health.refresh',
    ({ lastRefresh: last }) => when(last?.ok === false, { detail: last && 'error' in last ? last.error : undefined }),
  ],
  program: ['edition', 'admin:edition.behind.program', ({ behind }) => when(behind === 'program')],
  settings: ['edition', 'admin:edition.behind.settings', ({ behind }) => when(behind === 'settings')],
  stale: [
    'edition',
    'admin:health.stale',
    ({ edition: { ageSeconds, instant } = { ageSeconds: 0, instant: '' }, behind, interval }) =>
      when(!behind && isStale(ageSeconds * 1000, { interval }), { values: { at: Date.parse(instant) } }),
  ],
  source: [
    'sources',
    'admin:health.source',
    ({ sources = [], failingSources }) => [
      ...sources.filter(({ failures }) => failures > 0).map(({ name, error }) => ({ subject: name, detail: error })),
      ...when(failingSources > 0, { subject: String(failingSources) }),
    ],
  ],
  missing: [
    'missing',
    'admin:missing.heading',
    ({ missing = [] }) => missing.map(({ source: subject }) => ({ subject })),
  ],
  quarantine: [
    'quarantine',
    'admin:refreshes.quarantined',
    ({ quarantine }) => {
      const count = withoutWarnings(quarantine as Quarantined[]).length
      return QUARANTINED.filter((level) => count >= level).map((level) => ({ level, values: { count } }))
    },
  ],
  hub: [
    'push',
    'admin:health.hub',
    ({ failing = [] }) =>
      failing
        .filter(({ kind }) => kind === 'ping')
        .map(({ host, problem }) => ({ subject: host, detail: problem ?? undefined })),
  ],
  deliveries: [
    'push',
    'admin:health.deliveries',
    ({ failing = [] }) => {
      const row = failing.find(({ kind, attempts }) => kind === 'subscription' && attempts >= ATTEMPTS_MIN)
      return when(row !== undefined, { detail: `${row?.host}: ${row?.problem}` })
    },
  ],
  quiet: [
    'feeds',
    'admin:health.quiet',
    ({ quiet = [] }) =>
      quiet.map(({ scope, newest, rhythm }) => ({
        subject: folderOf(scope),
        values: { at: newest ?? 0, spanMs: rhythm?.medianPauseMs ?? 0 },
      })),
  ],
  certificate: [
    'edition',
    'admin:health.certificate',
    ({ certificate }) =>
      CERTIFICATE_DAYS.flatMap((level) =>
        certificate && certificate.daysLeft < level
          ? { level, subject: certificate.host, values: { at: certificate.end } }
          : [],
      ),
  ],
  disk: [
    'edition',
    'admin:health.disk',
    ({ freeShare = 1 }) => when(freeShare < FREE_SHARE_MIN, { values: { share: 1 - freeShare } }),
  ],
} as const satisfies Readonly<Record<string, readonly [Section, Key, (known: Known) => readonly Finding[]]>>

const WATCHED: readonly string[] = ['quiet', 'certificate', 'disk'] satisfies Condition['kind'][]

/** The conditions that last. */
export function openIn(occurrences: readonly Occurrence<Condition>[]): Condition[] {
  return occurrences.flatMap(({ condition, ended }) => (ended === null ? condition : []))
}

/** The problems of a state, and those of its occurrences that only the process that refreshes looks for. */
export function conditionsIn(state: State): Condition[] {
  const known = knownOf(state)
  const present = (Object.keys(KINDS) as Condition['kind'][]).flatMap((kind) =>
    KINDS[kind][2](known).map((finding: Finding) => {
      const { subject, level = subject } = finding
      return { ...finding, kind, id: level === undefined ? kind : `${kind}:${level}` }
    }),
  )
  return [...present, ...openIn(state.occurrences ?? []).filter(({ kind }) => WATCHED.includes(kind))]
}

export function sectionOf({ kind }: Condition): Section {
  return KINDS[kind][0]
}

type Texts = { readonly site: Pick<Site, 'timeZone'>; readonly catalog: Catalog; readonly language: Language }

/** The text of a condition, without subject and detail. */
export function textOf({ site, catalog, language }: Texts, { kind, values = {} }: Condition): string {
  const { count, at, spanMs, share } = values
  return catalog.t(language, KINDS[kind][1], {
    ...(count !== undefined && { count }),
    ...(at !== undefined && { at: dateIn(language, site.timeZone, at) }),
    ...(spanMs !== undefined && { span: spanIn(language, spanMs) }),
    ...(share !== undefined && { share: numberIn(language, share, { style: 'percent' }) }),
  })
}

/** `Failing sources: wire: answered 503` */
export function sentenceOf(texts: Texts, condition: Condition, hasEnded = false): string {
  const names = [condition.subject, condition.detail].filter((name) => name !== undefined)
  const named = (text: string, name: string) => texts.catalog.t(texts.language, 'admin:health.named', { text, name })
  const text = names.reduce(named, textOf(texts, condition))
  return hasEnded ? texts.catalog.t(texts.language, 'admin:health.ended', { text }) : text
}
