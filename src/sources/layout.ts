import type { Language } from '../domain/language.ts'
import { canonicalLanguage } from '../domain/language.ts'
import type { MarkdownSource } from '../domain/site.ts'

/** The properties of an article that its file's path contains. */
export type PathFacts = {
  readonly id: string
  /** `null` if `lang` is not a language tag. */
  readonly language: Language | null
  /** The text in place of `{lang}`. */
  readonly lang: string
  readonly slug: string
  readonly date: string | null
  readonly section: string | null
}

const SEGMENT = '[^/]+?'
const EXPRESSIONS = new Map([
  ['id', SEGMENT],
  ['slug', SEGMENT],
  ['section', SEGMENT],
  ['lang', '[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*'],
  ['date', '\\d{4}-\\d{2}-\\d{2}'],
])

/**
 * Parses paths by a source's pattern. A placeholder matches a part of one path segment. A pattern without `/` matches
 * file names in any folder. The id, which all variants of an article share, is `{id}`, else `{date}-{slug}`, else
 * `{slug}`.
 */
export function pathReader(source: MarkdownSource, fallback: Language): (relative: string) => PathFacts | undefined {
  const anywhere = source.pattern.includes('/') ? '' : '(?:.*/)?'
  const expression = source.pattern
    .normalize('NFC')
    .split(/(\{[a-z]+\})/)
    .map((part) => {
      const name = /^\{([a-z]+)\}$/.exec(part)?.[1]
      const body = name && EXPRESSIONS.get(name)
      return body ? `(?<${name}>${body})` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  const matcher = new RegExp(`^${anywhere}${expression}$`, 'u')
  const aliases = new Map(Object.entries(source.languages))
  return (relative) => {
    const { groups } = matcher.exec(relative) ?? matcher.exec(relative.normalize('NFC')) ?? {}
    const lang = groups?.lang
    const language = lang === undefined ? undefined : (aliases.get(lang) ?? canonicalLanguage(lang))
    if (!groups || !lang || !language) {
      // An invalid language tag is reported when the file is parsed.
      if (source.layout === 'directory') return undefined
      return lang === undefined ? withoutSuffix(relative, fallback) : { ...NO_LANGUAGE, lang }
    }
    const { date = null, section = null } = groups
    const slug = groups.slug ?? groups.id ?? ''
    return { id: groups.id ?? (date ? `${date}-${slug}` : slug), language, lang, slug, date, section }
  }
}

const NO_LANGUAGE = { id: '', language: null, slug: '', date: null, section: null }

/** Like Hugo: a file without a language in its name is in the site's first language. */
function withoutSuffix(relative: string, language: Language): PathFacts | undefined {
  const name = /([^/]+)\.md$/.exec(relative)?.[1]
  if (!name || name === 'README' || name.startsWith('_')) return undefined
  return { id: name, language, lang: language, slug: name, date: null, section: null }
}

/** `template` is the source's `url`, like `/{lang}/news/{yyyy}/{mm}/{dd}/{slug}/`. */
export function urlOf(template: string, facts: PathFacts): string {
  const [yyyy = '', mm = '', dd = ''] = facts.date?.split('-') ?? []
  const values = new Map(Object.entries({ ...facts, yyyy, mm, dd }))
  return template
    .replace(/\{([a-z]+)\}/g, (whole, name: string) => {
      const value = values.get(name)
      return value === undefined ? whole : encodeURIComponent(value ?? '')
    })
    .replace(/(?<!:)\/{2,}/g, '/')
}
