import type { Person } from '../domain/article.ts'
import { parseDate } from '../domain/dates.ts'
import type { Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import { type RegisteredAuthor, type Site, textIn } from '../domain/site.ts'
import { termId } from '../domain/term.ts'
import { registeredAuthor, registeredNames } from '../sources/byline.ts'
import type { MediaBytes } from '../sources/own-media.ts'
import type { RawRecord } from '../sources/record.ts'
import type { WrittenAuthor } from './article-schema.ts'
import { didYouMean } from './explain.ts'
import { Problem } from './problem.ts'
import { plainText } from './text.ts'

export type IntakeContext = {
  readonly site: Site
  /** Whether this server serves `/media/…` from the newsroom's folder. */
  readonly servesMedia: boolean
  /** Measures the files of that folder; absent if nothing is measured. */
  readonly mediaBytes?: MediaBytes
  /** The address of the article that a link of this file names by its file. */
  readonly linked?: RawRecord['linked'] | undefined
}

const PERMITTED_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/** Resolves `/media/…` against this server if it serves media, everything else against `base`. */
export function resolverFor(
  { site, servesMedia, linked }: IntakeContext,
  base: string,
): (url: string) => string | undefined {
  return (url) => {
    const written = linked?.(url.trim()) ?? url.trim()
    const resolved = URL.parse(servesMedia && written.startsWith('/media/') ? site.feedUrl + written : written, base)
    return resolved && PERMITTED_SCHEMES.has(resolved.protocol) ? encodeStrictly(resolved.href) : undefined
  }
}

/** WHATWG URLs keep characters that RFC 3986 §2 does not permit and that feed validators refuse. */
function encodeStrictly(href: string): string {
  const [, origin = '', rest = '', fragment = ''] = /^([a-z]+:\/\/[^/?#]*)?([^#]*)(.*)$/.exec(href) ?? []
  const encode = (text: string): string => text.replace(/%(?![0-9A-Fa-f]{2})|[[\]|\\^{}`<>"]/g, encodeURIComponent)
  // The first # begins the fragment; another one is part of it.
  return origin + encode(rest) + fragment.slice(0, 1) + encode(fragment.slice(1)).replaceAll('#', '%23')
}

/** @throws Problem */
export function requireWebUrl(context: IntakeContext, url: string, path: readonly PropertyKey[]): string {
  const resolved = resolverFor(context, context.site.baseUrl)(url)
  if (resolved?.startsWith('http')) return resolved
  throw new Problem('url_invalid', path, `"${shortened(url)}" is not an http or https address.`)
}

/** @throws Problem */
export function requireDate(context: IntakeContext, text: string, path: readonly PropertyKey[]): number {
  const instant = parseDate(text, context.site.timeZone)
  if (instant !== undefined) return instant
  throw new Problem(
    'date_unparsable',
    path,
    `"${shortened(text)}" is not a date. Write it like 2026-02-21T08:35:00+02:00.`,
  )
}

/** The language of names, and that of the article's labels, whose case rules ids follow. */
type AuthorLanguages = { readonly language: Language; readonly labelLanguage: Language | undefined }

/**
 * Resolves a key of `authors` in site.yaml, or a name. A name in `authors` means that author; any other name is an
 * author, too. A name like `A and B` means two authors if both are in `authors`.
 * @throws Problem
 */
export function peopleOf(
  context: IntakeContext,
  author: WrittenAuthor,
  languages: AuthorLanguages,
  path: readonly PropertyKey[],
): Person[] {
  const names =
    typeof author === 'string' || author.url ? undefined : registeredNames(context.site.authors, plainText(author.name))
  return (names?.map((name) => ({ name })) ?? [author]).map((person) => personOf(context, person, languages, path))
}

function personOf(
  context: IntakeContext,
  author: WrittenAuthor,
  { language, labelLanguage }: AuthorLanguages,
  path: readonly PropertyKey[],
): Person {
  const { authors, languages } = context.site
  if (typeof author === 'string') {
    const registered = authors.get(author.normalize('NFC'))
    if (registered) return registeredPerson(registered, language, languages)
    const known = [...authors.keys()]
    throw new Problem(
      'author_unknown',
      path,
      `"${shortened(author)}" is not a key of "authors" in site.yaml${didYouMean(author, known)}.`,
    )
  }
  const name = plainText(author.name).normalize('NFC')
  const registered = authors.get(author.name.normalize('NFC')) ?? registeredAuthor(authors, name)
  if (registered) return registeredPerson(registered, language, languages)
  if (name === '') throw new Problem('value_invalid', path, 'An author has no name.')
  return {
    name,
    url: author.url ? requireWebUrl(context, author.url, path) : null,
    term: termId(name, labelLanguage) || null,
  }
}

function registeredPerson(author: RegisteredAuthor, language: Language, languages: readonly Language[]): Person {
  return { name: textIn(author.name, language, languages), url: author.url, term: termId(author.id) || null }
}
