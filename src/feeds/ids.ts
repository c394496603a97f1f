import type { Variant } from '../domain/article.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'

// RFC 4151: `tag:` ids survive changes of title, address, host and scheme. Only this module percent-encodes them to
// ASCII, so that RSS, Atom and JSON Feed agree.

/** The id of an entry: `tag:news.example,2020:river-talks/uk`. */
export function entryId(authority: string, article: string, language: Language): string {
  return `tag:${authority}:${encoded(article)}/${language}`
}

type Identity = Pick<Variant, 'article' | 'language' | 'guid'>

/** The id that readers know an entry by: the guid of its article, verbatim, or an id of this site. */
export function knownId(authority: string, { article, language, guid }: Identity): string {
  return guid ?? entryId(authority, article, language)
}

/** RFC 4287 §4.2.6 requires an IRI (RFC 3987 §2.2). Other ids become one. */
export function iriOf(authority: string, id: string): string {
  return IRI.test(id) ? id : `tag:${authority}:guid:${encoded(id)}`
}

const IRI =
  /^[a-z][a-z0-9+.-]*:(?:[^\s\p{C}<>"{}|\\^`[\]#%]|%[0-9a-f]{2})+(?:#(?:[^\s\p{C}<>"{}|\\^`[\]#%]|%[0-9a-f]{2})*)?$/iu

/** The id of what happened to the newsroom itself, or of their feed: no feed has this id, and no entry. */
export function eventId(authority: string, ...names: readonly (string | number)[]): string {
  return ['tag', authority, 'state', ...names.map((name) => encoded(String(name)))].join(':')
}

/** No entry has the id of a feed, because entry ids encode `:`. An archive document has its feed's id (RFC 5005 §4). */
export function feedId(authority: string, { partner, languages, topic }: FeedKey): string {
  const ofPartner = partner === null ? [] : ['partner', partner]
  return ['tag', authority, 'feed', ...ofPartner, languages.join(','), ...termsOf(topic)].join(':')
}

function termsOf(topic: FeedKey['topic']): string[] {
  if (topic.kind === 'all') return []
  if (topic.kind !== 'combination') return [topic.kind, ...('term' in topic ? [encoded(topic.term)] : [])]
  const terms = [...topic.tags.map(encoded), ...topic.without.map((tag) => `-${encoded(tag)}`)]
  return ['tags', topic.operator, terms.join(',')]
}

/** Identifies the kind of a category: the `scheme` of Atom, the `domain` of RSS. */
export function schemeId(authority: string, kind: string): string {
  return `tag:${authority}:${kind}s`
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
