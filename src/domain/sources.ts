import type { Instant } from './article.ts'
import type { Language } from './language.ts'

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
  /** Seconds that a fetch may take. */
  readonly deadline: number
  /** Hours between two fetches of everything, which find out what was deleted. */
  readonly fullEvery: number
  /** How the source's webhook proves where it comes from; absent if it has none. */
  readonly webhook?: Webhook | undefined
}

/** The signature schemes of webhooks. `token` and `strapi`: the secret itself is sent, as a bearer token. */
export const WEBHOOK_SCHEMES = ['standard', 'ghost', 'contentful', 'strapi', 'wp-webhooks', 'token'] as const

export type Webhook = { readonly scheme: (typeof WEBHOOK_SCHEMES)[number]; readonly secret: string }

/** Of the kinds of sources that are fetched. */
export type FetchedSource = never

export type RecordSource = ApiSource | FetchedSource
export type FileSource = JsonSource | MarkdownSource
export type SourceSettings = FileSource | RecordSource

export function isRecordSource(source: SourceSettings): source is RecordSource {
  return 'name' in source
}

/** The name under which a record of a running system goes through intake, like the path of a file: `wordpress:posts/12`. */
export function recordFile({ source, key }: { readonly source: string; readonly key: string }): string {
  return `${source}:${key}`
}

/** The folder does not exist, does not answer, has no files, or lost many files at once. */
export type MissingReason = 'gone' | 'silent' | 'empty' | 'shrunk'

/** A source that lost files. Its articles are kept until the files are back or an operator confirms the loss. */
export type MissingSource = {
  /** Its `path` in site.yaml. */
  readonly source: string
  readonly reason: MissingReason
  /** Lost files whose articles are kept. */
  readonly held: number
  /** Files that the source had. */
  readonly known: number
  /** When a refresh first found it missing. */
  readonly since: Instant
}

/** One sentence for logs and command lines. */
export function missingSourceMessage({ source, reason, held, known }: Omit<MissingSource, 'since'>): string {
  const problems: Record<MissingReason, string> = {
    gone: `The folder "${source}" does not exist`,
    silent: `The folder "${source}" does not answer`,
    empty: `The folder "${source}" is empty`,
    shrunk: `The folder "${source}" lost ${held} of ${known} files at once`,
  }
  if (held === 0) return `${problems[reason]}.`
  const kept = held === 1 ? 'the article of 1 file is kept' : `the articles of ${held} files are kept`
  return `${problems[reason]}; ${kept}. Restore the files, or confirm the loss: polyfeed confirm "${source}"`
}
