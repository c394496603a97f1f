import { createHash } from 'node:crypto'
import type { Document } from '../documents/document.ts'
import { METHODS } from '../documents/serve-document.ts'
import { type Month, monthOf } from '../domain/calendar.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { FEED_FILES } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { cacheControlFor } from '../http/header-fields.ts'
import { acceptLanguage } from './nginx-languages.ts'
import { exactly, mapBlock, NOTE } from './nginx-syntax.ts'

export type NginxParts = {
  readonly published: Published
  /** One document of each kind, by the last segment of its path: what all of its kind are served with. */
  readonly kinds: ReadonlyMap<string, Document>
  /** The folder of the export, absolute. */
  readonly root: string
  /** The newsroom's folder of media, absolute, if it has one. */
  readonly media: string | null
}

/** Names of variables, so that several newsrooms may be in one nginx; a group's name in PCRE has 32 characters at most. */
export function variablesOf({ feedUrl }: Site) {
  const own = `pf_${createHash('sha256').update(feedUrl).digest('hex').slice(0, 8)}`
  const names = ['language', 'age', 'error', 'allow', 'tag', 'reader', 'asked'] as const
  return Object.fromEntries(names.map((name) => [name, `${own}_${name}`])) as Record<(typeof names)[number], string>
}

/** What belongs into nginx's `http`: what answers depend on. */
export function nginxMaps({ published, kinds }: NginxParts): string {
  const { site } = published.context
  const own = variablesOf(site)
  const group = (name: string): string => `${name}_`
  const { field, tags } = acceptLanguage(site.languages, group(own.tag))
  const feeds = [...FEED_NAMES].map(exactly).join('|')
  const usual = cacheControlFor(site.interval, 'public')
  const unusual = [...kinds].filter(([name, one]) => !FEED_NAMES.has(name) && one.cacheControl !== usual)
  return `${NOTE}${[
    mapBlock('$uri', `$${own.language}`, [
      ['default', ''],
      [
        `~^/(?:embed/)?(?:partners/[^/]+/)?(?<${group(own.language)}>${site.languages.map(exactly).join('|')})/`,
        `$${group(own.language)}`,
      ],
    ]),
    // A month that is over stays as it is; the one that this was written in was not.
    mapBlock('$uri', `$${own.age}`, [
      ['default', usual],
      ...unusual.map(([name, one]) => [`~/${exactly(name)}$`, one.cacheControl] as const),
      [`~/archive/(?!${monthUnderWay(published)}/)[0-9-]+/(?:${feeds})$`, cacheControlFor(site.interval, 'immutable')],
    ]),
    mapBlock('$status', `$${own.error}`, [
      ['default', ''],
      ['~^[45]', 'no-store'],
    ]),
    mapBlock('$status', `$${own.allow}`, [
      ['default', ''],
      ['405', METHODS],
    ]),
    mapBlock('$http_accept_language', `$${own.tag}`, [
      ['default', ''],
      [field, `$${group(own.tag)}`],
    ]),
    mapBlock(`$${own.tag}`, `$${own.reader}`, [['default', site.languages[0]], ...tags]),
    // Only what begins like a path of ours is sent back: //other.example/ would lead to another host.
    mapBlock('$request_uri', `$${own.asked}`, [
      ['default', ''],
      [`~^(?<${group(own.asked)}>/[A-Za-z0-9][^?]*)`, `$${group(own.asked)}`],
    ]),
  ].join('\n')}`
}

const FEED_NAMES: ReadonlySet<string> = new Set(FORMATS.map((format) => FEED_FILES[format]))

function monthUnderWay({ edition, context: { site } }: Published): Month {
  return monthOf(edition.instant, site.timeZone)
}
