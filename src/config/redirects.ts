import { parsePath } from '../domain/feed-path.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { Redirect, Site } from '../domain/site.ts'
import { decodedUri } from '../domain/url.ts'
import { KeyError } from './key-error.ts'
import { presetRedirects } from './redirect-presets.ts'
import type { WrittenSite } from './site-schema.ts'

/** Rules for addresses with more parameters come first. @throws KeyError */
export function redirectsOf(
  { redirects: { presets, paths, mode, languages: codes }, sources }: Pick<WrittenSite, 'redirects' | 'sources'>,
  languages: readonly [Language, ...Language[]],
): Site['redirects'] {
  const own = Object.entries(paths).map(([from, to]) => {
    const problem = problemOf(from, to, languages)
    if (problem) throw new KeyError(['redirects', 'paths', from], problem)
    return { from, to }
  })
  const ofSources = sources.flatMap((source) => ('languages' in source ? Object.entries(source.languages) : []))
  const named = Object.entries({ ...Object.fromEntries(ofSources), ...codes }).filter(([name]) => /^[\w-]+$/.test(name))
  const rules = [...own, ...presets.flatMap(presetRedirects)].flatMap((rule) => [
    ...(rule.from.includes('{lang}') ? named.map(([name, language]) => inLanguage(rule, name, language)) : []),
    rule,
  ])
  const parameters = ({ from }: Redirect): number => from.match(/[?&]/g)?.length ?? 0
  // Nikola has its feeds of languages at the addresses that they have here.
  const former = rules.filter(({ from, to }) => from !== to)
  return { isServed: mode === 'serve', rules: former.sort((a, b) => parameters(b) - parameters(a)) }
}

function inLanguage({ from, to }: Redirect, name: string, language: Language): Redirect {
  return { from: from.replace('{lang}', name), to: to.replaceAll('{lang}', language) }
}

/** Paths that the server has besides feeds. */
const RESERVED =
  /^\/(?:(?:healthz|readyz|metrics|admin|media|schemas|embed|oembed|hub)(?:\/.*)?|(?:[^/]+\/)?feeds\.opml)?$/

function problemOf(from: string, to: string, languages: readonly [Language, ...Language[]]): string | undefined {
  const [path = '', query] = from.split('?')
  const names = namesIn(from)
  if (!FORMER.test(from) || decodedUri(path) === undefined) {
    return 'is not a path that begins with one / (like /{lang}/tag/{tag}/feed/)'
  }
  if (new Set(names).size < names.length) return 'contains a placeholder twice'
  if (names.includes('defaultLanguage')) return 'contains {defaultLanguage}, which only a new address may contain'
  const unknown = namesIn(to).find((name) => name !== 'defaultLanguage' && !names.includes(name))
  if (unknown) return `leads to an address with {${unknown}}, which the old address does not contain`
  const isOfSite = (tag: string): boolean => (languages as readonly string[]).includes(canonicalLanguage(tag) ?? '')
  const feedAt = (template: string) => {
    const parsed = parsePath(template.replace(/^\/\{\w+\}/, `/${languages[0]}`).replace(PLACEHOLDER, 'x'))
    return parsed?.languages.every(isOfSite) ? parsed : undefined
  }
  const target = feedAt(to)
  if (!target || target.partner !== null || to.includes('$'))
    return `leads to ${to}, which is not a feed of this server`
  const isReserved = RESERVED.test(path) && !(path === '/' && query)
  if (isReserved || feedAt(path) || feedAt(`${path}/`)) return 'is an address of this server already'
  return undefined
}

/** nginx has variables for parameters whose names are words. */
const FORMER = /^\/(?!\/)[^\s?#]*(?:\?\w+=[^\s?#&]+(?:&\w+=[^\s?#&]+)*)?$/

const PLACEHOLDER = /\{([a-z]\w*)\}/gi

function namesIn(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name]) => name as string)
}
