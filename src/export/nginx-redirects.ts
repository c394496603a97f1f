import { targetOf } from '../documents/paths.ts'
import { TERM_KINDS } from '../domain/article.ts'
import { FORMATS, isTerm, type Scope, scopeId, scopeOf } from '../domain/feed-key.ts'
import { FEED_FILES, folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { basePath, type Redirect, type Site } from '../domain/site.ts'
import { decodedUri } from '../domain/url.ts'
import type { Published } from '../editions/published.ts'
import { type NginxParts, variablesOf } from './nginx-maps.ts'
import { block, escapeRegExp, quoted } from './nginx-syntax.ts'

/** A folder of feeds, pages and months that moved or is gone. */
type Move = {
  readonly languages: readonly Language[]
  /** The path after the language, decoded: `/tags/stream`. */
  readonly folder: string
  /** The new path after the language, encoded; `null` if the folder is gone. */
  readonly to: string | null
}

/** The folders that `retired` and `moved` in site.yaml name, and those of former ids of terms. */
export function movesOf(published: Published): Move[] {
  const { site } = published.context
  const settled = TERM_KINDS.flatMap((kind) => {
    const terms = [...new Set([...site.moved[kind].keys(), ...site.retired[kind]])].sort()
    return terms.flatMap((term) => moveOf(published, { kind, term, language: site.languages[0] }, site.languages) ?? [])
  })
  const moves = new Map(settled.map((move) => [move.folder, move]))
  for (const scope of formerScopes(published)) {
    const move = moveOf(published, scope, [scope.language])
    if (!move || settled.some(({ folder }) => folder === move.folder)) continue
    const key = `${move.folder} ${move.to}`
    moves.set(key, { ...move, languages: [...(moves.get(key)?.languages ?? []), scope.language] })
  }
  return [...moves.values()]
}

function moveOf(published: Published, scope: Scope, languages: readonly Language[]): Move | undefined {
  const folder = folderOf(scope)
  const target = targetOf(published, folder)
  if (target?.kind !== 'gone' && target?.kind !== 'moved') return undefined
  const afterLanguage = (path: string): string => path.slice(`/${scope.language}`.length).replace(/\/$/, '')
  const to = target.kind === 'gone' ? null : afterLanguage(target.to)
  return { languages, folder: decodeURIComponent(afterLanguage(folder)), to }
}

/** Terms that may have another id now: recorded ones, and feeds that lost their articles. */
function formerScopes({ edition, context: { site } }: Published): Scope[] {
  const emptied = [...edition.feeds.values()].flatMap(({ scope, items }) => (items === 0 ? [scopeId(scope)] : []))
  return [...new Set([...Object.keys(edition.formerTerms), ...emptied])]
    .sort()
    .map(scopeOf)
    .filter((scope) => isTerm(scope) && site.languages.includes(scope.language))
}

/** `fields` are the lines with the header fields of a redirect. */
export function moveLocation(site: Site, { languages, folder, to }: Move, fields: readonly string[]): string {
  const files = FORMATS.map((format) => escapeRegExp(FEED_FILES[format])).join('|')
  const pattern = `^${escapeRegExp(decodeURI(basePath(site)))}/(${languages.map(escapeRegExp).join('|')})${escapeRegExp(folder)}`
  return block(`location ~ ${quoted(`${pattern}(?:/((?:archive/[0-9]{4}-[0-9]{2}/)?(?:${files})?))?$`)}`, [
    ...fields,
    to === null ? 'return 410;' : `return 301 ${quoted(`${basePath(site)}/$1${to}/$2`)};`,
  ])
}

type FormerLocation = {
  /** A regular expression for decoded paths; `null` for the root, which has a location already. */
  readonly path: string | null
  readonly lines: readonly string[]
}

/** Locations for `redirects` in site.yaml. `fields` are the lines with the header fields of a redirect. */
export function formerLocations({ published, root }: NginxParts, fields: readonly string[]): FormerLocation[] {
  const { site } = published.context
  const rulesByPath = Map.groupBy(site.redirects.rules, ({ from }) => {
    const [path = ''] = from.split('?')
    return patternOf(site, decodedUri(path) ?? path).source
  })
  return [...rulesByPath].map(([pattern, rules]) => {
    const queries = rules.filter(({ from }) => from.includes('?'))
    const paths = rules.filter(({ from }) => !from.includes('?'))
    return {
      path: pattern === '/' ? null : `^${escapeRegExp(decodeURI(basePath(site)))}${pattern.replace(/\/$/, '')}/?$`,
      lines: [
        ...queries.flatMap((rule) => queryLines(site, rule, fields)),
        ...paths.map((rule, index) => pathLine(site, rule, root, index === paths.length - 1)),
      ],
    }
  })
}

/** Of several feeds, the first that exists counts; the last one answers if none does. */
function pathLine(site: Site, { from, to }: Redirect, root: string, isLast: boolean): string {
  const { source, names } = patternOf(site, decodedUri(from) ?? from)
  const file = filled(site, to, names)
  const pattern = `^${escapeRegExp(decodeURI(basePath(site)))}${source.replace(/\/$/, '')}/?$`
  // nginx encodes captures of `rewrite` in a redirect, so that they cannot contain a line break.
  const rewrite = site.redirects.isServed
    ? `rewrite ${quoted(pattern)} ${quoted(decodeURI(basePath(site)) + file)} last;`
    : `rewrite ${quoted(pattern)} ${quoted(basePath(site) + file)} permanent;`
  return isLast ? rewrite : block(`if (-f ${quoted(root + file)})`, [rewrite])
}

/** Redirects in both modes: `rewrite` does not decode parameters. */
function queryLines(site: Site, { from, to }: Redirect, fields: readonly string[]): string[] {
  const query = `$${variablesOf(site).query}`
  const parameters = [...new URLSearchParams(from.split('?')[1])]
  const { source, names } = patternOf(site, parameters.map(([, value]) => value).join('&'), '[^&]+')
  return [
    `set ${query} ${quoted(parameters.map(([name]) => `$arg_${name}`).join('&'))};`,
    block(`if (${query} ~ ${quoted(`^${source}$`)})`, [
      ...fields,
      `return 301 ${quoted(basePath(site) + filled(site, to, names))};`,
    ]),
  ]
}

/** Replaces placeholders by captures. */
function patternOf({ languages }: Site, template: string, part = '[^/]+') {
  const parts = template.split(/\{(\w+)\}/)
  const groups = (name: string): string => (name === 'lang' ? languages.map(escapeRegExp).join('|') : part)
  return {
    source: parts.map((text, index) => (index % 2 ? `(${groups(text)})` : escapeRegExp(text))).join(''),
    names: parts.filter((_, index) => index % 2),
  }
}

function filled({ languages }: Site, to: string, names: readonly string[]): string {
  return to.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'defaultLanguage' ? languages[0] : `$${names.indexOf(name) + 1}`,
  )
}
