import type { FeedKey } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'

// RFC 4151: `tag:` ids outlive changes of title, address, host and scheme. They are ASCII: what is not is
// percent-encoded here and nowhere else, so that RSS, Atom and JSON Feed agree.

/** The id of an article in a language: `tag:news.example,2020:river-talks/uk`. */
export function entryId(authority: string, article: string, language: Language): string {
  return `tag:${authority}:${encoded(article)}/${language}`
}

/**
 * The id of a feed. An article's `:` is encoded, so that no article's id is a feed's. An archive document has the id of
 * the feed that it is a part of (RFC 5005 §4).
 */
export function feedId(authority: string, { partner, languages, topic }: FeedKey): string {
  return [
    'tag',
    authority,
    'feed',
    ...(partner === null ? [] : ['partner', partner]),
    languages.join(','),
    ...termsOf(topic),
  ].join(':')
}

function termsOf(topic: FeedKey['topic']): string[] {
  if (topic.kind === 'all') return []
  if (topic.kind !== 'combination') return [topic.kind, encoded(topic.term)]
  const terms = [...topic.tags.map(encoded), ...topic.without.map((tag) => `-${encoded(tag)}`)]
  return ['tags', topic.operator, terms.join(',')]
}

/** What a category's term is a term of: the `scheme` of Atom, the `domain` of RSS. */
export function schemeId(authority: string, kind: string): string {
  return `tag:${authority}:${kind}s`
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
