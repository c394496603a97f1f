import type { TermKind } from './article.ts'
import type { ChannelSettings, Podcast } from './channel.ts'
import type { Extensions } from './feed.ts'
import type { ScopeKind } from './feed-key.ts'
import type { Language } from './language.ts'
import type { SourceSettings } from './sources.ts'
import type { Cdn } from './surrogate-key.ts'
import type { Texts } from './text.ts'

export { type Texts, tagIn, textIn } from './text.ts'

export type RegisteredAuthor = { readonly id: string; readonly name: Texts; readonly url: string | null }

/** How items show players of video and audio: as a picture with title and link, as a link, or as the player's frame. */
export type Embeds = 'card' | 'link' | 'frame'

export type Selection = { readonly items: number; readonly content: 'full' | 'summary' }

/** The XML namespaces of all feeds, by prefix. */
export const PREFIXES = [
  ...(['at', 'atom', 'content', 'creativeCommons', 'dc', 'dcterms', 'fh', 'georss', 'itunes', 'media'] as const),
  ...(['podcast', 'slash', 'sy', 'thr', 'webfeeds'] as const),
] as const
export type Prefix = (typeof PREFIXES)[number]

/** How a feed's items are written. */
export type Rendition = {
  readonly content: Selection['content'] | 'none'
  /** Whether summaries in RSS and Atom are HTML, or text without any markup. */
  readonly summaryType: 'html' | 'text'
  /** Pixels. Pictures that are known to be narrower are left out. */
  readonly minImageWidth: number | null
  /** The XML namespaces that may be used; `null` for all. */
  readonly namespaces: readonly Prefix[] | null
  /** Parameters that are added to links to articles: `utm_source` and others. */
  readonly parameters: Readonly<Record<string, string>>
  /** Put before the addresses of recordings; absent unless the feed is a podcast. */
  readonly podcastPrefix?: string
  readonly extensions?: Extensions
}

/** Partners whose published requirements are known: `config/partners.ts`, `feeds/requirements/`. */
export const PROFILES = [
  ...(['msn', 'flipboard', 'smartnews', 'apple-news', 'google-news', 'newsbreak'] as const),
  ...(['mailchimp', 'podcast'] as const),
] as const
export type Profile = (typeof PROFILES)[number]

/** The feeds of one partner, at addresses of its own. */
export type Partner = Rendition & {
  readonly profile: Profile | null
  readonly items: number
  /** Milliseconds after which an article leaves the feeds; `null` for no limit. */
  readonly maxAge: number | null
  /** The size of a document before it is encoded. Whole items are left out at the end. */
  readonly maxBytes: number | null
  readonly languages: readonly Language[]
  /** Only articles with one of these tags; empty for all articles. */
  readonly tags: readonly string[]
  /** Present if the feeds are a podcast. */
  readonly podcasts?: ReadonlyMap<Language, Podcast>
  /** Required to get the feeds, unless `null`. */
  readonly token: string | null
}

/** The permissions of a token. `admin`: all of them. */
export const TOKEN_SCOPES = ['read', 'write', 'refresh', 'admin'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

export type ApiToken = {
  readonly name: string
  readonly secret: string
  readonly scopes: readonly TokenScope[]
  /** The languages of the articles that it is for; `null` for all. */
  readonly languages: readonly Language[] | null
  /** The ids of their sections; `null` for all. */
  readonly sections: readonly string[] | null
}

/** Receives alerts. The addresses of Slack, Discord and mail servers are secrets. */
export type AlertTarget = {
  readonly type: 'standard' | 'slack' | 'discord' | 'ntfy' | 'email'
  readonly url: string
  /** Signs messages, or is an access token; empty without one. */
  readonly secret: string
  /** Of e-mail. */
  readonly from?: string
  readonly to?: readonly string[]
}

/** A former address and the path of its feed here, both with placeholders: `/{lang}/tag/{tag}/feed/`. */
export type Redirect = { readonly from: string; readonly to: string }

/** Curated blocks by name: ids of articles, in order. */
export type Headlines = ReadonlyMap<string, readonly string[]>

/** The settings of `site.yaml`, validated, with defaults, absolute URLs and canonical languages. */
export type Site = {
  readonly title: Texts
  readonly description: Texts | null
  /** Absolute URLs of the newsroom's home pages; `{lang}` is replaced by the language. */
  readonly home: Texts | null
  readonly channel: ChannelSettings
  readonly baseUrl: string
  /** The public address of this server, without a trailing slash; if no setting names one, where it listens. */
  readonly feedUrl: string
  readonly hasPublicAddress: boolean
  /** RFC 4151 §2.1: `news.example,2020`. */
  readonly authority: string
  readonly timeZone: string
  /** Never empty; the first is the default. */
  readonly languages: readonly [Language, ...Language[]]
  /** The languages that replace a missing variant, in order; empty for `omit`. */
  readonly fallback: ReadonlyMap<Language, readonly Language[]>
  readonly schedule: string
  readonly scheduleTimeZone: string
  /** Seconds between two refreshes. */
  readonly interval: number
  /** A scheduled refresh begins at most this many seconds after its slot. */
  readonly jitter: number
  /** Whether a save starts a refresh; `null` if the process decides. */
  readonly watch: boolean | null
  readonly feeds: Readonly<Record<ScopeKind, Selection>>
  readonly embeds: Embeds
  readonly extensions?: Extensions
  /** Bytes. Above them, items show their summary and a link in place of the content. */
  readonly sizes: { readonly maxItemBytes: number; readonly maxDocumentBytes: number }
  readonly sources: readonly SourceSettings[]
  readonly authors: ReadonlyMap<string, RegisteredAuthor>
  readonly partners: ReadonlyMap<string, Partner>
  readonly withdrawals: {
    /** Milliseconds for which feeds show a withdrawal. */
    readonly keep: number
    /** Whether a deleted file or variant counts as a withdrawal. */
    readonly vanished: 'withdraw' | 'forget'
  }
  /** Whether late entries enter feeds: all, none, or (`auto`) those of batches that leave half of a feed's items. */
  readonly backfill: 'auto' | 'quiet' | 'announce'
  /** Terms whose feeds answer 410. */
  readonly retired: Readonly<Record<TermKind, ReadonlySet<string>>>
  /** Terms whose feeds answer 301, with the new term. */
  readonly moved: Readonly<Record<TermKind, ReadonlyMap<string, string>>>
  /** Ids among those of `moved` whose labels stay: other names of the term, such as translations. */
  readonly aliases: Readonly<Record<TermKind, ReadonlySet<string>>>
  /** The first rule whose feed exists counts. Its feed is served at the former address, or redirected to. */
  readonly redirects: { readonly isServed: boolean; readonly rules: readonly Redirect[] }
  readonly cdn: Cdn | null
  /** WebSub hubs that feeds announce. */
  readonly hub: {
    /** The hub of this server, {@link hubAddress}. */
    readonly own: boolean
    readonly external: readonly string[]
    /** Networks, by CIDR or name, of callbacks that are not public. */
    readonly allowCallbacks: readonly string[]
  }
  readonly tokens: readonly ApiToken[]
  readonly alerts: readonly AlertTarget[]
  /** Networks of the proxies in front of this server, by CIDR or name. Only their `X-Forwarded-For` is believed. */
  readonly proxies: readonly string[]
  /** Networks, by CIDR or name, that the server may send requests to although they are not public. */
  readonly outbound: { readonly allow: readonly string[] }
  /** Requests that get deltas (RFC 3229): those that no proxy has marked, all, or none. */
  readonly deltas: 'direct' | 'proxied' | 'off'
  /** Networks, by CIDR or name, that may read metrics and the details of `/readyz` without a token. */
  readonly operators: readonly string[]
  readonly readers: {
    /** Networks, by CIDR or name, whose stated subscriber counts are believed. */
    readonly trusted: readonly string[]
  }
  /** The budgets of a client network per `seconds`; 0 means no limit. */
  readonly limits: {
    /** Full documents. */
    readonly downloads: number
    /** Pages in browsers and embeds. An answer that is composed for one request counts as ten. */
    readonly visits: number
    readonly seconds: number
    /** Networks, by CIDR or name, that are not limited. */
    readonly exempt: readonly string[]
  }
}

/** The path under which a proxy serves this server: empty, or `/feeds`. */
export function basePath({ feedUrl }: Pick<Site, 'feedUrl'>): string {
  return new URL(feedUrl).pathname.replace(/\/$/, '')
}

/** The path of this server's hub. */
export const HUB_PATH = '/hub'

export function hubAddress(feedUrl: string): string {
  return feedUrl + HUB_PATH
}
