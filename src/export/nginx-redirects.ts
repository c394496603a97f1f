import { basePath, type Redirect, type Site } from '../domain/site.ts'
import { decodedUri } from '../domain/url.ts'
import { type NginxParts, variablesOf } from './nginx-maps.ts'
import { block, escapeRegExp, quoted } from './nginx-syntax.ts'

export type FormerLocation = {
  /** A regular expression for decoded paths; `null` for the root, which has a location already. */
  readonly path: string | null
  readonly lines: readonly string[]
}

/** Locations for `redirects` in site.yaml. `fields` are the lines with the header fields of a redirect. */
export function formerLocations(
  { published, root }: Pick<NginxParts, 'published' | 'root'>,
  fields: readonly string[],
): FormerLocation[] {
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
