// Paths are matched by patterns: placeholders in braces and optional parts in brackets, as in FastRoute's routes,
// and the wildcards of globs.

const SEGMENT = '[^/]+?'
const EXPRESSIONS = new Map([
  ['id', SEGMENT],
  ['slug', SEGMENT],
  ['section', SEGMENT],
  ['date', '\\d{4}-\\d{1,2}-\\d{1,2}'],
  ['yyyy', '\\d{4}'],
  ['mm', '\\d{1,2}'],
  ['dd', '\\d{1,2}'],
])

/** The placeholders that a pattern may contain. */
export const PATTERN_PLACEHOLDERS = [...EXPRESSIONS.keys(), 'lang', 'folders']

const TOKEN = /\{[a-z]+\}\/?|\*\*\/?|\*|\[|\]|[^{*[\]]+|\{/g

/**
 * A pattern as an expression with a group per placeholder. Wildcards are groups, too (`w0`, `w1` …). A pattern without
 * `/` matches names in any folder. `lang` is the expression for `{lang}`.
 * @throws SyntaxError if the brackets are not balanced
 */
export function expressionOf(pattern: string, lang: string): RegExp {
  let wildcards = 0
  const wildcard = (body: string): string => `(?<w${wildcards++}>${body})`
  const partOf = (token: string): string => {
    if (token === '[') return '(?:'
    if (token === ']') return ')?'
    if (token === '*') return wildcard('[^/]*')
    if (token.startsWith('**')) return token.endsWith('/') ? wildcard('(?:.*/)?') : wildcard('.*')
    if (token === '{folders}/') return '(?:(?<folders>.+)/)?'
    const name = /^\{([a-z]+)\}/.exec(token)?.[1] ?? ''
    const body = name === 'lang' ? lang : name === 'folders' ? '.+' : EXPRESSIONS.get(name)
    return body ? `(?<${name}>${body})${token.endsWith('/') ? '/' : ''}` : literal(token)
  }
  const anywhere = pattern.includes('/') ? '' : wildcard('(?:.*/)?')
  const parts = (pattern.normalize('NFC').match(TOKEN) ?? []).map(partOf)
  return new RegExp(`^${anywhere}${parts.join('')}$`, 'u')
}

export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/**
 * Whether one of the globs names a path or a folder above it, as in .gitignore: a glob without `/` names files and
 * folders anywhere, and a `/` in front stands for the source's folder.
 */
export function excludes(globs: readonly string[]): (relative: string) => boolean {
  const expressions = globs.map((glob) => {
    const [, slash = '', rest = ''] = /^(\/?)(.*?)\/?$/.exec(glob) ?? []
    const source = expressionOf(slash + rest, SEGMENT).source.replace(/^\^\\\//, '^')
    return new RegExp(`${source.slice(0, -1)}(?:/.*)?$`, 'u')
  })
  return (relative) => expressions.some((expression) => expression.test(relative.normalize('NFC')))
}
