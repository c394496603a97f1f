import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { Selection, Site } from '../domain/site.ts'
import type { SourceSettings } from '../domain/sources.ts'
import { termId, termLanguage } from '../domain/term.ts'
import { intervalSecondsOf } from '../scheduling/schedule.ts'
import { expressionOf, PATTERN_PLACEHOLDERS } from '../sources/pattern.ts'
import { alertsOf } from './alerts.ts'
import { cdnOf } from './cdn.ts'
import { channelSettings } from './channel.ts'
import { extensionsOf } from './extensions.ts'
import { feedSource, ndjsonSource, sqlSource } from './fetched-sources.ts'
import { httpSource } from './http-source.ts'
import { hubOf } from './hub.ts'
import { expectListed, type Key, KeyError, type SiteFiles } from './key-error.ts'
import { partnersOf } from './partners.ts'
import { redirectsOf } from './redirects.ts'
import type { WrittenSite, WrittenSource } from './site-schema.ts'
import { byKind, renamedTerms } from './terms.ts'
import { absoluteTexts, canonicalTexts, webAddress } from './texts.ts'
import { tokensOf } from './tokens.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** `baseUrl` replaces `feedUrl`; without both, links follow `origin`. */
export type Addresses = { readonly baseUrl?: string | undefined; readonly origin: string }

/** Adds defaults, absolute URLs, canonical languages. `files` are beside `site.yaml`. @throws KeyError */
export function siteOf(written: WrittenSite, { baseUrl, origin }: Addresses, files: SiteFiles): Site {
  const languages = [...new Set(written.languages)] as [Language, ...Language[]]
  const { items = 50, content = 'full', headlines, embeds, maxItemBytes, maxDocumentBytes } = written.feeds
  const { authority, timeZone, schedule, scheduleTimeZone, jitter, backfill } = written
  const { proxies, outbound, deltas, operators, readers, limits } = written
  const labelLanguage = termLanguage(languages)
  const idOf = (label: string): string => termId(label, labelLanguage)
  // `href` is ASCII, as RFC 3986 requires of URLs in header fields and documents.
  const named = baseUrl ?? written.feedUrl
  const address = new URL(named ?? origin).href.replace(/\/+$/, '')
  const renamed = renamedTerms(written, idOf)
  const { moved } = renamed
  const extensions = extensionsOf(written.extensions, ['extensions'])
  const select = (overrides: Partial<{ [K in keyof Selection]: Selection[K] | undefined }> = {}): Selection => ({
    items: overrides.items ?? items,
    content: overrides.content ?? content,
  })
  return Object.freeze({
    title: canonicalTexts(written.title, ['title']),
    description: written.description ? canonicalTexts(written.description, ['description']) : null,
    home: written.home ? absoluteTexts(canonicalTexts(written.home, ['home']), written.baseUrl, ['home']) : null,
    channel: channelSettings(written.channel, { baseUrl: written.baseUrl, feedUrl: address }),
    baseUrl: new URL(written.baseUrl).href,
    ...{ feedUrl: address, hasPublicAddress: named !== undefined },
    ...{ authority, timeZone, languages },
    fallback: fallbackOf(written, languages),
    ...{ schedule, scheduleTimeZone, interval: intervalSecondsOf(schedule), jitter },
    watch: written.watch ?? null,
    feeds: {
      all: select(),
      // Summaries begin with the note of the correction.
      corrections: { items, content: 'summary' as const },
      // A block has as many items as its list.
      headlines: { ...select(headlines), items: 1000 },
      ...byKind((key) => select(written.feeds[key])),
    },
    embeds,
    ...(extensions && { extensions }),
    sizes: { maxItemBytes, maxDocumentBytes },
    sources: [
      ...written.sources.map((source, index) => sourceOf(source, ['sources', index], languages, files)),
      API_SOURCE,
    ],
    authors: new Map(
      Object.entries(written.authors).map(([id, { name, url }]) => [
        id.normalize('NFC'),
        {
          id,
          name: canonicalTexts(name, ['authors', id, 'name']),
          url: url ? webAddress(url, written.baseUrl, ['authors', id, 'url']) : null,
        },
      ]),
    ),
    partners: partnersOf(
      written.partners,
      languages,
      (tag) => moved.tag.get(idOf(tag)) ?? idOf(tag),
      files.secret,
      { baseUrl: written.baseUrl, feedUrl: address },
      extensions?.namespaces,
    ),
    withdrawals: { keep: written.withdrawals.keep * DAY_MS, vanished: written.withdrawals.vanished },
    backfill,
    retired: byKind((key) => new Set(written.retired[key].map(idOf))),
    ...renamed,
    redirects: redirectsOf(written, languages),
    cdn: cdnOf(written.cdn, files.secret),
    hub: hubOf(written.hub, address),
    tokens: tokensOf(written.tokens, languages, (label) => moved.section.get(idOf(label)) ?? idOf(label), files.secret),
    alerts: alertsOf(written.alerts, files.secret),
    ...{ proxies, outbound, deltas, operators, readers, limits },
  })
}

/** Articles that were pushed to `/api/`. It is always there: without it, they would count as deleted. */
const API_SOURCE: SourceSettings = { type: 'api', name: 'api' }

function sourceOf(source: WrittenSource, at: Key, languages: readonly Language[], files: SiteFiles): SourceSettings {
  if (source.type === 'json') return source
  if (source.type === 'ndjson') return ndjsonSource(source, at, files)
  if (source.type === 'feed') return feedSource(source, at, languages, files)
  if (source.type === 'sql') return sqlSource(source, at, files)
  if (source.type === 'http') return httpSource(source, at, languages, files)
  const pattern = source.pattern ?? (source.layout === 'suffix' ? '{id}.{lang}.md' : undefined)
  const refuse = (key: string, message: string): never => {
    throw new KeyError([...at, key], message)
  }
  if (!pattern) return refuse('layout', 'directory requires a pattern (like "{lang}/posts/{date}-{slug}.md")')
  if (!pattern.includes('{lang}') && !source.language && languages.length > 1) {
    refuse('pattern', 'does not contain {lang}, and the source has no language')
  }
  if (source.language && !languages.includes(source.language)) {
    refuse('language', `is ${source.language}, which is not one of the languages of this site`)
  }
  const inPattern = unknownPlaceholder(pattern, PATTERN_PLACEHOLDERS)
  if (inPattern) refuse('pattern', `contains ${inPattern}, which is unknown`)
  const inUrl = unknownPlaceholder(source.url, [...PATTERN_PLACEHOLDERS, 'language', 'file'])
  if (inUrl) refuse('url', `contains ${inUrl}, which is unknown`)
  const repeated = /\{(\w+)\}.*\{\1\}/.exec(pattern)?.[1]
  if (repeated) refuse('pattern', `contains {${repeated}} twice`)
  if (!/\{(id|slug|folders)\}/.test(pattern)) refuse('pattern', 'contains neither {slug} nor {id}')
  try {
    expressionOf(pattern, '')
  } catch {
    refuse('pattern', 'has a bracket without its counterpart')
  }
  return { ...source, pattern }
}

function unknownPlaceholder(template: string, known: readonly string[]): string | undefined {
  return template.match(/\{[^}]*\}/g)?.find((part) => !known.includes(part.slice(1, -1)))
}

function fallbackOf(written: WrittenSite, languages: readonly Language[]): Map<Language, readonly Language[]> {
  const chains = new Map<string, readonly Language[]>()
  for (const [key, chain] of Object.entries(written.fallback)) {
    const language = key === 'default' ? key : canonicalLanguage(key)
    if (language !== 'default' && !languages.includes(language as Language)) {
      throw new KeyError(['fallback', key], 'is not one of the languages of this site')
    }
    const links = chain === 'omit' ? [] : chain
    expectListed(links, languages, ['fallback', key])
    chains.set(language as string, links)
  }
  return new Map(
    languages.map((language) => {
      const chain = chains.get(language) ?? chains.get('default') ?? []
      return [language, chain.filter((link) => link !== language)]
    }),
  )
}
