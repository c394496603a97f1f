import type { Redirect, Site } from '../domain/site.ts'
import { decodedUri } from '../domain/url.ts'
import type { Published } from '../editions/published.ts'
import { queryOfUrl } from '../http/request-path.ts'
import { getOrCreate } from '../memo.ts'
import type { Resolution } from './document.ts'
import { targetOf } from './paths.ts'

/** The answer to an address of the newsroom's earlier system: a redirect, or the path of the feed to serve. */
export type FormerAddress =
  | Extract<Resolution, { readonly kind: 'moved' | 'gone' }>
  | { readonly kind: 'served'; readonly path: string }

/** Called only for paths that have no document. Leads nowhere but to a feed that exists, existed or moved. */
export function formerAddress(published: Published, path: string, url: string): FormerAddress | undefined {
  const { site } = published.context
  if (site.redirects.rules.length === 0) return undefined
  const query = queryOfUrl(url)
  // RFC 3986 §6.2.2.1: the case of percent-encoding has no meaning.
  const requested = path.replace(/%[0-9a-f]{2}/g, (octet) => octet.toUpperCase())
  const rules = getOrCreate(compiled, site, () =>
    site.redirects.rules.map((redirect) => ruleOf(redirect, site.languages[0])),
  )
  for (const rule of rules) {
    const to = rule(requested, query)
    const target = to === undefined ? undefined : targetOf(published, to)
    if (to === undefined || !target) continue
    if (target.kind === 'gone') return target
    const current = target.kind === 'moved' ? target.to : to
    return site.redirects.isServed ? { kind: 'served', path: current } : { kind: 'moved', to: current, token: null }
  }
  return undefined
}

/** The new path of a request, unless the rule is about other addresses. */
type Rule = (path: string, query: URLSearchParams) => string | undefined

const compiled = new WeakMap<Site, readonly Rule[]>()

function ruleOf({ from, to }: Redirect, defaultLanguage: string): Rule {
  const [path = '', query] = from.split('?')
  const pattern = patternOf(encodeURI(decodedUri(path) ?? path).replace(/\/$/, ''), '[^/]+', '/?')
  const parameters = [...new URLSearchParams(query)].map(([name, value]) => [name, patternOf(value, '.+')] as const)
  return (requested, query) => {
    const matches = [pattern.exec(requested), ...parameters.map(([name, value]) => value.exec(query.get(name) ?? ''))]
    if (matches.includes(null)) return undefined
    const values: Record<string, string> = { defaultLanguage }
    for (const [index, match] of matches.entries()) {
      for (const [name, text] of Object.entries(match?.groups ?? {})) {
        const value = index === 0 ? decodedUri(text) : text
        if (value === undefined) return undefined
        values[name] = encodeURIComponent(value)
      }
    }
    return to.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  }
}

function patternOf(template: string, part: string, end = ''): RegExp {
  const parts = template
    .replaceAll('%7B', '{')
    .replaceAll('%7D', '}')
    .split(/\{(\w+)\}/)
  const source = parts.map((text, index) => (index % 2 ? `(?<${text}>${part})` : RegExp.escape(text)))
  return new RegExp(`^${source.join('')}${end}$`)
}
