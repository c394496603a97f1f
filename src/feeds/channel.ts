import type { Instant } from '../domain/article.ts'
import { FORMATS, type Format, folderOf, inLanguage, pathOf, type Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { type Site, textIn } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import { feedId } from './ids.ts'

/** A feed without its entries: who it is and where. The same for all formats; URLs are absolute. */
export type Channel = {
  readonly id: string
  readonly language: Language
  readonly title: string
  readonly description: string
  /** The page that a reader opens for it. */
  readonly home: string
  readonly self: Readonly<Record<Format, string>>
  /** The newsroom. */
  readonly author: { readonly name: string; readonly url: string }
  /** The same feed in the other languages in which it has entries. */
  readonly siblings: readonly SiblingFeed[]
  readonly updated: Instant
  /** Seconds between two looks for changes. */
  readonly interval: number
}

export type SiblingFeed = {
  readonly language: Language
  /** The language's own name: what a reader offers it as. */
  readonly title: string
  readonly self: Readonly<Record<Format, string>>
}

export type ChannelFacts = {
  readonly scope: Scope
  /** What articles call the term; the catalogue's label goes before it. */
  readonly label: string
  readonly updated: Instant
  /** Languages in which the feed has entries. */
  readonly languages: readonly Language[]
}

export function channelOf(site: Site, catalog: Catalog, { scope, label, updated, languages }: ChannelFacts): Channel {
  const { language } = scope
  return {
    id: feedId(site.authority, scope),
    language,
    title: feedTitle(site, catalog, scope, label),
    description: feedDescription(site, catalog, scope, label),
    home: homeOf(site, scope),
    self: selfOf(site, scope),
    author: { name: siteTitle(site, language), url: site.baseUrl },
    siblings: languages
      .filter((other) => other !== language)
      .map((other) => ({
        language: other,
        title: languageName(other, other),
        self: selfOf(site, inLanguage(scope, other)),
      })),
    updated,
    interval: site.interval,
  }
}

export function siteTitle(site: Site, language: Language): string {
  return textIn(site.title, language, site.languages)
}

/** What people call the feed among others: `USA`, `All articles`. */
export function feedLabel(catalog: Catalog, scope: Scope, label: string): string {
  if (scope.kind === 'all') return catalog.t(scope.language, 'pages:home.all')
  return catalog.label(scope.language, { kind: scope.kind, id: scope.term, label })
}

/** What a reader lists the feed as: `Dnipro Herald: USA`. */
export function feedTitle(site: Site, catalog: Catalog, scope: Scope, label: string): string {
  const values = { site: siteTitle(site, scope.language), label: feedLabel(catalog, scope, label) }
  return catalog.t(scope.language, `feeds:title.${scope.kind}`, values)
}

function feedDescription(site: Site, catalog: Catalog, scope: Scope, label: string): string {
  if (scope.kind === 'all' && site.description) return textIn(site.description, scope.language, site.languages)
  const values = { site: siteTitle(site, scope.language), label: feedLabel(catalog, scope, label) }
  return catalog.t(scope.language, `feeds:description.${scope.kind}`, values)
}

/** The newsroom's own home page for a language's feed of everything, where it names one; else the feed's own page. */
function homeOf(site: Site, scope: Scope): string {
  if (scope.kind === 'all' && site.home) {
    return textIn(site.home, scope.language, site.languages).replaceAll('{lang}', scope.language)
  }
  return site.feedUrl + folderOf(scope)
}

function selfOf(site: Site, scope: Scope): Channel['self'] {
  return Object.fromEntries(FORMATS.map((format) => [format, site.feedUrl + pathOf(scope, format)])) as Channel['self']
}
