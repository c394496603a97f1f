import { parse } from 'tldts'
import type { Person } from '../domain/article.ts'
import { dateProblem, parseDate } from '../domain/dates.ts'
import type { Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import { type Site, textIn } from '../domain/site.ts'
import { termId } from '../domain/term.ts'
import { registeredAuthor, registeredNames } from '../sources/byline.ts'
import type { MediaBytes, PictureSize } from '../sources/own-media.ts'
import type { RawRecord } from '../sources/record.ts'
import type { WrittenAuthor } from './article-schema.ts'
import { didYouMean } from './explain.ts'
import type { Resolve } from './markup/context.ts'
import { type Findings, type Path, Problem } from './problem.ts'
import { plainText } from './text.ts'

export type IntakeContext = {
  readonly site: Site
  /** Whether this server serves `/media/…` from the newsroom's folder. */
  readonly servesMedia: boolean
  /** Measures the files of that folder; absent if nothing is measured. */
  readonly mediaBytes?: MediaBytes
  readonly pictureSize?: PictureSize
  /** The address of the article that a link of this file names by its file. */
  readonly linked?: RawRecord['linked'] | undefined
}

export type FileContext = IntakeContext & { readonly findings: Findings }

const PERMITTED_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/** Resolves `/media/…` against this server if it serves media, everything else against `base`. */
export function resolverFor({ site, servesMedia, linked }: IntakeContext, base: string): Resolve {
  return (url) => {
    const address = linked?.(url.trim()) ?? url.trim()
    const resolved = URL.parse(servesMedia && address.startsWith('/media/') ? site.feedUrl + address : address, base)
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

const HOST = /^((?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63})(?::\d{1,5})?(\/|$)/u

/** Whether an address begins with a host although it has no scheme: `cdn.example.com/a.png`. `a.zip` alone is a file. */
function beginsWithHost(address: string): boolean {
  const [, host = '', slash = ''] = HOST.exec(address) ?? []
  if (slash === '' && !host.startsWith('www.')) return false
  const { domain, isIcann, isPrivate } = parse(host, { allowPrivateDomains: true })
  return domain !== null && (isIcann === true || isPrivate === true)
}

/** @throws Problem */
export function requireWebUrl(context: FileContext, url: string, path: Path): string {
  const trimmed = url.trim()
  const address = beginsWithHost(trimmed) ? `https://${trimmed}` : trimmed
  const resolved = resolverFor(context, context.site.baseUrl)(address)
  if (!resolved?.startsWith('http')) {
    const advice = 'Write https://… or, on your website, /…'
    throw new Problem('url_invalid', path, `"${shortened(url)}" is not an http or https address. ${advice}`)
  }
  const message = `"${shortened(url)}" begins with a host, and is read as ${shortened(resolved)}. Write https:// before it.`
  if (address !== trimmed) context.findings.add(new Problem('value_adapted', path, message))
  return resolved
}

/** @throws Problem */
export function requireDate({ site }: IntakeContext, text: string, path: Path): number {
  const instant = parseDate(text, site.timeZone)
  if (instant !== undefined) return instant
  throw new Problem('date_unparsable', path, dateProblem(text))
}

/** The language of names, and that of the article's labels, whose case rules ids follow. */
type AuthorLanguages = { readonly language: Language; readonly labelLanguage: Language | undefined }

/**
 * Resolves a key of `authors` in site.yaml, or a name. A name in `authors` means that author; any other name is an
 * author, too. A name like `A and B` means two authors if both are in `authors`.
 */
export function peopleOf(
  context: FileContext,
  author: WrittenAuthor,
  languages: AuthorLanguages,
  path: Path,
): Person[] {
  const { site, findings } = context
  const writtenAuthor = typeof author === 'string' ? { name: author } : author
  const names = writtenAuthor.url ? undefined : registeredNames(site.authors, plainText(writtenAuthor.name))
  const isUnknownKey = typeof author === 'string' && !names && !registeredAuthor(site.authors, author)
  if (isUnknownKey && site.authors.size > 0) {
    const suggestion = didYouMean(author, [...site.authors.keys()])
    const message = `"${shortened(author)}" is not a key of "authors" in site.yaml${suggestion}: it is used as a name. Add the key, or write {"name": …}.`
    findings.add(new Problem('author_unknown', path, message))
  }
  return (names?.map((name) => ({ name })) ?? [writtenAuthor]).flatMap((person) =>
    personOf(context, person, languages, path),
  )
}

function personOf(
  context: FileContext,
  author: Exclude<WrittenAuthor, string>,
  { language, labelLanguage }: AuthorLanguages,
  path: Path,
): Person | [] {
  const { site, findings } = context
  const name = plainText(author.name).normalize('NFC')
  const registered = site.authors.get(author.name.normalize('NFC')) ?? registeredAuthor(site.authors, name)
  if (registered) {
    const { id, name, url } = registered
    return { name: textIn(name, language, site.languages), url, term: termId(id) || null }
  }
  if (name === '') {
    findings.add(new Problem('value_ignored', path, 'An author has no name. Write {"name": "Jo Doe"}.'))
    return []
  }
  const { url } = author
  return {
    name,
    url: url ? (findings.optional(() => requireWebUrl(context, url, [...path, 'url'])) ?? null) : null,
    term: termId(name, labelLanguage) || null,
  }
}
