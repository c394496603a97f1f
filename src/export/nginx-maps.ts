import { createHash } from 'node:crypto'
import type { Document } from '../documents/document.ts'
import { METHODS } from '../documents/serve-document.ts'
import { monthOf } from '../domain/calendar.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { FEED_FILES } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { cacheControlFor } from '../http/header-fields.ts'
import { acceptLanguage } from './nginx-languages.ts'
import { escapeRegExp, FILE_HEADER, mapBlock } from './nginx-syntax.ts'

export type NginxParts = {
  readonly published: Published
  /** One document of each kind, by the last segment of its path. Its header fields apply to all of the kind. */
  readonly kinds: ReadonlyMap<string, Document>
  /** The folder of the export, absolute. */
  readonly root: string
  /** The newsroom's media folder, absolute. */
  readonly media: string | null
}

/** Variable names, unique per newsroom: one nginx may serve several. PCRE limits group names to 32 characters. */
export function variablesOf({ feedUrl }: Site) {
  const prefix = `pf_${createHash('sha256').update(feedUrl).digest('hex').slice(0, 8)}`
  const names = ['language', 'age', 'error', 'allow', 'tag', 'reader', 'asked', 'query'] as const
  return Object.fromEntries(names.map((name) => [name, `${prefix}_${name}`])) as Record<(typeof names)[number], string>
}

/** The maps for nginx's `http` block. */
export function nginxMaps({ published, kinds }: NginxParts): string {
  const { edition, context } = published
  const { site } = context
  const variables = variablesOf(site)
  const group = (name: string): string => `${name}_`
  const [language, tag, asked] = [group(variables.language), group(variables.tag), group(variables.asked)]
  const { field, tags } = acceptLanguage(site.languages, tag)
  const languages = site.languages.map(escapeRegExp).join('|')
  const feeds = [...FEED_NAMES].map(escapeRegExp).join('|')
  const usual = cacheControlFor(site.interval, 'public')
  const unusual = [...kinds].filter(([name, document]) => !FEED_NAMES.has(name) && document.cacheControl !== usual)
  // Archives of past months do not change. The month of the export is not over.
  const pastMonth = `~/archive/(?!${monthOf(edition.instant, site.timeZone)}/)[0-9-]+/(?:${feeds})$`
  return `${FILE_HEADER}${[
    mapBlock('$uri', variables.language, '', [
      [`~^/(?:embed/)?(?:partners/[^/]+/)?(?<${language}>${languages})/`, `$${language}`],
    ]),
    mapBlock('$uri', variables.age, usual, [
      ...unusual.map(([name, { cacheControl }]) => [`~/${escapeRegExp(name)}$`, cacheControl] as const),
      [pastMonth, cacheControlFor(site.interval, 'immutable')],
    ]),
    mapBlock('$status', variables.error, '', [['~^[45]', 'no-store']]),
    mapBlock('$status', variables.allow, '', [['405', METHODS]]),
    mapBlock('$http_accept_language', variables.tag, '', [[field, `$${tag}`]]),
    mapBlock(`$${variables.tag}`, variables.reader, site.languages[0], tags),
    // A redirect repeats only paths that start with a letter or digit: //other.example/ would lead to another host.
    mapBlock('$request_uri', variables.asked, '', [[`~^(?<${asked}>/[A-Za-z0-9][^?]*)`, `$${asked}`]]),
  ].join('\n')}`
}

const FEED_NAMES: ReadonlySet<string> = new Set(FORMATS.map((format) => FEED_FILES[format]))
