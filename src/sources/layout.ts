import type { Language } from '../domain/language.ts'
import { canonicalLanguage } from '../domain/language.ts'
import type { MarkdownSource } from '../domain/site.ts'

/** What a file's path says of the article in it. */
export type PathFacts = {
  readonly id: string
  /** `null` where what stands for `{lang}` is no language tag. */
  readonly language: Language | null
  /** The text that stood for `{lang}`. */
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
 * Reads paths by a source's pattern. `{lang}` `{date}` `{slug}` `{id}` `{section}` each stand for a part of one path
 * segment; a pattern without a `/` is held against the file's name in whatever folder.
 * The article's id is `{id}`, else `{date}-{slug}`, else `{slug}`: what the variants of one article share.
 */
export function pathReader(source: MarkdownSource, fallback: Language): (relative: string) => PathFacts | undefined {
  const anywhere = source.pattern.includes('/') ? '' : '(?:.*/)?'
  const expression = source.pattern
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
    const groups = matcher.exec(relative)?.groups
    const lang = groups?.lang
    const language = lang === undefined ? undefined : (aliases.get(lang) ?? canonicalLanguage(lang))
    if (!groups || !lang || !language) {
      // What stands where the language should, and is none, is named when the file is read.
      if (source.layout === 'directory') return undefined
      return lang === undefined ? withoutSuffix(relative, fallback) : { ...NO_LANGUAGE, lang }
    }
    const { date = null, section = null } = groups
    const slug = groups.slug ?? groups.id ?? ''
    return { id: groups.id ?? (date ? `${date}-${slug}` : slug), language, lang, slug, date, section }
  }
}

const NO_LANGUAGE = { id: '', language: null, slug: '', date: null, section: null }

/** As Hugo has it: a file without a language in its name is in the site's first language. */
function withoutSuffix(relative: string, language: Language): PathFacts | undefined {
  const name = /([^/]+)\.md$/.exec(relative)?.[1]
  if (!name || name === 'README' || name.startsWith('_')) return undefined
  return { id: name, language, lang: language, slug: name, date: null, section: null }
}

/** The article's address by the source's `url`: `/{lang}/news/{yyyy}/{mm}/{dd}/{slug}/`. */
export function urlOf(template: string, facts: PathFacts): string {
  const [yyyy = '', mm = '', dd = ''] = facts.date?.split('-') ?? []
  const { id, lang, slug } = facts
  const facet = { id, lang, slug, language: facts.language ?? '', date: facts.date ?? '', section: facts.section ?? '' }
  const values = new Map(Object.entries({ ...facet, yyyy, mm, dd }))
  return template
    .replace(/\{([a-z]+)\}/g, (whole, name: string) => {
      const value = values.get(name)
      return value === undefined ? whole : encodeURIComponent(value)
    })
    .replace(/(?<!:)\/{2,}/g, '/')
}
