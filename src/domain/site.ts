import type { TermKind } from './article.ts'
import type { ScopeKind } from './feed-key.ts'
import type { Language } from './language.ts'

/** One text for all languages, or a text per language tag. */
export type Texts = string | Readonly<Record<string, string>>

export type JsonSource = { readonly type: 'json'; readonly path: string }
export type MarkdownSource = {
  readonly type: 'markdown'
  readonly path: string
  readonly layout: 'suffix' | 'directory'
  /** `{lang}/news/_posts/{date}-{slug}.md`, relative to `path`. */
  readonly pattern: string
  /** What a path's `{lang}` means where it is not the language tag itself. */
  readonly languages: Readonly<Record<string, Language>>
  /** Whether Jekyll's Liquid and kramdown's attribute lists are understood. */
  readonly dialect: 'commonmark' | 'jekyll'
  /** Where the newsroom shows an article: `/{lang}/news/{yyyy}/{mm}/{dd}/{slug}/`. */
  readonly url: string
}
export type SourceSettings = JsonSource | MarkdownSource

export type RegisteredAuthor = { readonly id: string; readonly name: Texts; readonly url: string | null }

/** How many entries a feed shows, and whether with their whole content. */
export type Selection = { readonly items: number; readonly content: 'full' | 'summary' }

/** The XML namespaces that our feeds may use, by prefix. */
export const PREFIXES = ['at', 'atom', 'content', 'dc', 'fh', 'media', 'sy'] as const
export type Prefix = (typeof PREFIXES)[number]

/** How a feed's items are written. */
export type Rendition = {
  readonly content: Selection['content'] | 'none'
  /** Pixels: a picture that is known to be narrower is left out. */
  readonly minImageWidth: number | null
  /** The XML namespaces that may be used; `null` for all. */
  readonly namespaces: readonly Prefix[] | null
  /** Parameters that are added to the links to articles: `utm_source` and its kin. */
  readonly parameters: Readonly<Record<string, string>>
}

/** What one partner gets, at addresses of its own. */
export type Partner = Rendition & {
  readonly items: number
  /** Of a document before it is encoded: whole items are left out at its end. */
  readonly maxBytes: number | null
  readonly languages: readonly Language[]
  /** Articles that have any of them; empty for all articles. */
  readonly tags: readonly string[]
  /** Where set, only who has it gets the feeds. */
  readonly token: string | null
}

/** How caches in front of this server learn what documents are made of, and what of it has changed. */
export type Cdn = {
  /** The name of the header field that has the keys: `Surrogate-Key`, `Cache-Tag`. */
  readonly header: string
  /** Where to send the keys of what has changed, signed with a secret. */
  readonly purge: { readonly url: string; readonly secret: string } | null
}

/** Curated blocks by name: the ids of articles, ranked. */
export type Headlines = ReadonlyMap<string, readonly string[]>

/** The newsroom's settings: `site.yaml`, checked, complete, with absolute URLs and canonical languages. */
export type Site = {
  readonly title: Texts
  readonly description: Texts | null
  /** The newsroom's own home pages, absolute; `{lang}` stands for the language. */
  readonly home: Texts | null
  readonly baseUrl: string
  /** Where this server is reached, without a slash at the end. */
  readonly feedUrl: string
  /** RFC 4151 §2.1: `news.example,2020`. */
  readonly authority: string
  readonly timeZone: string
  /** Never empty; the first is the default. */
  readonly languages: readonly [Language, ...Language[]]
  /** Per language, the languages that stand in for a missing variant, in order; empty for `omit`. */
  readonly fallback: ReadonlyMap<Language, readonly Language[]>
  readonly schedule: string
  readonly scheduleTimeZone: string
  /** Seconds between two refreshes. */
  readonly interval: number
  /** Seconds after its slot by which a planned refresh has begun. */
  readonly jitter: number
  readonly feeds: Readonly<Record<ScopeKind, Selection>>
  readonly sources: readonly SourceSettings[]
  readonly authors: ReadonlyMap<string, RegisteredAuthor>
  readonly partners: ReadonlyMap<string, Partner>
  readonly withdrawals: {
    /** Milliseconds for which feeds tell of a withdrawal. */
    readonly keep: number
    /** What an article is whose file, or whose variant, is no longer there. */
    readonly vanished: 'withdraw' | 'forget'
  }
  /** Terms whose feeds answer 410. */
  readonly retired: Readonly<Record<TermKind, ReadonlySet<string>>>
  /** Terms whose feeds answer 301, with the term that took their place. */
  readonly moved: Readonly<Record<TermKind, ReadonlyMap<string, string>>>
  /** The caches in front of this server; `null` where none is to be told anything. */
  readonly cdn: Cdn | null
  /** The networks of proxies in front of this server, by CIDR or name: their word for whom they ask is taken. */
  readonly proxies: readonly string[]
  /** Who is told only what is new (RFC 3229): who asks without a proxy in between, whoever asks, or nobody. */
  readonly deltas: 'direct' | 'proxied' | 'off'
  /** Networks, by CIDR or name, that may read metrics and the details of `/readyz` without a token. */
  readonly operators: readonly string[]
  readonly readers: {
    /** Networks, by CIDR or name, that are believed when they say how many subscribers they fetch for. */
    readonly trusted: readonly string[]
  }
  /** What a client's network has in how many seconds; 0 for any number. */
  readonly limits: {
    /** Whole documents. */
    readonly downloads: number
    /** Pages in a browser and what is embedded in others; what is made for one request counts as ten. */
    readonly visits: number
    readonly seconds: number
    /** Networks, by CIDR or name, that are never counted. */
    readonly exempt: readonly string[]
  }
}

/** The path that a proxy puts before this server's own paths: empty, or `/feeds`. */
export function mountOf({ feedUrl }: Pick<Site, 'feedUrl'>): string {
  return new URL(feedUrl).pathname.replace(/\/$/, '')
}

/** The text in a language, else in one of the site's languages, in their order, else any. */
export function textIn(texts: Texts, language: Language, languages: readonly Language[]): string {
  if (typeof texts === 'string') return texts
  const tag = [language, ...languages].find((candidate) => texts[candidate] !== undefined)
  return (tag ? texts[tag] : Object.values(texts)[0]) ?? ''
}
