import type { Instant } from './article.ts'
import type { Language } from './language.ts'

/** The signature schemes of webhooks. `token` and `strapi`: the secret itself is sent, as a bearer token. */
export const WEBHOOK_SCHEMES = ['standard', 'ghost', 'contentful', 'strapi', 'wp-webhooks', 'token'] as const

export type Webhook = { readonly scheme: (typeof WEBHOOK_SCHEMES)[number]; readonly secret: string }

export const DATE_RULES = ['frontMatter', 'filename', 'git', 'modified'] as const
export type DateRule = (typeof DATE_RULES)[number]

/** Of a Markdown source without `url` in site.yaml. */
export const DEFAULT_URL = '/{lang}/{id}/'

export const DIALECT_NAMES = [
  'plain',
  'hugo',
  'jekyll',
  'docusaurus',
  'astro',
  'zola',
  'eleventy',
  'commonmark',
] as const

export type JsonSource = {
  readonly type: 'json'
  readonly path: string
  readonly exclude?: readonly string[] | undefined
}

export type MarkdownSource = {
  readonly type: 'markdown'
  readonly path: string
  readonly layout: 'suffix' | 'directory'
  /** The language of files whose path has none; by default the site's first. */
  readonly language?: Language | undefined
  /** Globs of files and folders that are not read. */
  readonly exclude?: readonly string[] | undefined
  /** `{lang}/news/_posts/{date}-{slug}.md`, relative to `path`. */
  readonly pattern: string
  /** The languages of `{lang}` in paths that do not use language tags. */
  readonly languages: Readonly<Record<string, Language>>
  /** The site generator that the files are written for. `commonmark` is `plain`. */
  readonly dialect: (typeof DIALECT_NAMES)[number]
  /** The site's own flag of pages that are not published, in front matter. */
  readonly unpublished?: { readonly key: string; readonly value: string | number | boolean } | undefined
  /** The first that gives a date counts. */
  readonly dates: readonly DateRule[]
  /** The article's page on the newsroom's website: `/{lang}/news/{yyyy}/{mm}/{dd}/{slug}/`. */
  readonly url: string
}

/** A running system that gives articles. The store keeps them as records. */
type RecordSourceOf<Type extends string> = {
  readonly type: Type
  /** Unique. The names of its records begin with it and a colon. */
  readonly name: string
  /** A JSONata expression that turns a record into an article; absent if records are articles. */
  readonly article?: string | undefined
  /** The values of `$source` in the expression. JSON. */
  readonly values?: Readonly<Record<string, unknown>> | undefined
  /** By the tags of the system. */
  readonly languages?: Readonly<Record<string, Language>> | undefined
}

/** Takes what is pushed to `/api/`. */
export type ApiSource = RecordSourceOf<'api'>

/** `fetch` is what only fetching needs: if it changes, no record is ingested again. It may contain secrets. */
export type FetchedSourceOf<Type extends string, Settings> = RecordSourceOf<Type> & {
  readonly fetch: FetchSettings & Settings
}

export type FetchSettings = {
  /** A cron expression; `null` for the site's. */
  readonly schedule: string | null
  /** Seconds. */
  readonly deadline: number
  /** Hours between two fetches of everything, which find out what was deleted. */
  readonly fullEvery: number
  /** How the source's webhook proves where it comes from; absent if it has none. */
  readonly webhook?: Webhook | undefined
}

/** A file with a JSON object per line. */
export type NdjsonSource = FetchedSourceOf<'ndjson', { readonly path: string; readonly key: readonly string[] }>

/** A query, or the name of a table or a view, in PostgreSQL or SQLite. `changed` is a column that grows with each change. */
export type SqlSource = FetchedSourceOf<
  'sql',
  {
    readonly database: string
    readonly query: string
    /** The columns that identify a row. */
    readonly key: readonly string[]
    readonly changed?: string | undefined
    readonly listen?: string | undefined
  }
>

/** How entries of several feeds are recognised as translations of each other. */
export type FeedMatch =
  | { readonly by: 'hreflang' }
  /** A regular expression with a group that the guids of all translations share. */
  | { readonly by: 'guid'; readonly pattern: string }
  | { readonly by: 'category'; readonly prefix: string }
  /** The guids or addresses of the translations of each article. */
  | { readonly by: 'file'; readonly groups: readonly (readonly string[])[] }

export type FeedSource = FetchedSourceOf<
  'feed',
  {
    /** The language of a feed is absent if the feed says it itself. */
    readonly feeds: readonly { readonly url: string; readonly language?: Language | undefined }[]
    /** Those of the site, for languages that feeds spell otherwise. */
    readonly languages: readonly Language[]
    readonly history: boolean
    readonly match: FeedMatch
  }
>

type Parameters = Readonly<Record<string, string>>
type Expressions = Record<'items' | 'key', string> & {
  [Name in 'also' | 'changed' | 'deleted' | 'next' | 'total']?: string | undefined
}

/** A list of records in a JSON API, with JSONata expressions. `overlap` is in seconds. `since` is added for changes only. */
export type HttpRequest = Readonly<Expressions> & {
  readonly path: string
  readonly query: Parameters
  readonly since?: Parameters | undefined
  readonly overlap: number
  readonly each?: 'language' | undefined
  readonly only?: 'changes' | undefined
}

/** A JSON API. `headers` and `query` are its authentication, `languages` the site's as the system names them. */
export type HttpSource = FetchedSourceOf<
  'http',
  Readonly<Record<'headers' | 'query', Parameters>> & {
    readonly url: string
    readonly requests: readonly HttpRequest[]
    readonly languages: readonly string[]
  }
>

/** Of the kinds of sources that are fetched. */
export type FetchedSource = NdjsonSource | SqlSource | FeedSource | HttpSource

export type RecordSource = ApiSource | FetchedSource
export type SourceSettings = JsonSource | MarkdownSource | RecordSource

/** The name under which a record of a running system goes through intake, like the path of a file: `wordpress:posts/12`. */
export function recordFile({ source, key }: { readonly source: string; readonly key: string }): string {
  return `${source}:${key}`
}

/** The folder does not exist, does not answer, has no files, or lost many files at once. */
export type MissingReason = 'gone' | 'silent' | 'empty' | 'shrunk'

/** A source that lost files. Its articles are kept until the files are back or an operator confirms the loss. */
export type MissingSource = {
  /** Its `path` or `name` in site.yaml. */
  readonly source: string
  /** Present if it is a running system, whose articles are records. */
  readonly isRunning?: true
  readonly reason: MissingReason
  /** Lost files whose articles are kept. */
  readonly held: number
  /** Files that the source had. */
  readonly known: number
  /** When a refresh first found it missing. */
  readonly since: Instant
}

/** One sentence for logs and command lines. */
export function missingSourceMessage({ source, isRunning, reason, held, known }: Omit<MissingSource, 'since'>): string {
  const [name, things] = isRunning ? [`source "${source}"`, 'articles'] : [`folder "${source}"`, 'files']
  const problems: Record<MissingReason, string> = {
    gone: `The ${name} does not exist`,
    silent: `The ${name} does not answer`,
    empty: isRunning ? `The ${name} gives no article any more` : `The ${name} is empty`,
    shrunk: `The ${name} lost ${held} of ${known} ${things} at once`,
  }
  if (held === 0) return `${problems[reason]}.`
  const heldText = held === 1 ? 'the article of 1 file is kept' : `the articles of ${held} files are kept`
  const isKept = isRunning ? `${held} ${held === 1 ? 'article is' : 'articles are'} kept` : heldText
  return `${problems[reason]}; ${isKept}. Restore the ${things}, or confirm the loss: polyfeed confirm "${source}"`
}
