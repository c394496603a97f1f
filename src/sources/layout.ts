import { canonicalLanguage, isKnownLanguage, type Language } from '../domain/language.ts'
import type { SkipReason } from '../domain/refresh-report.ts'
import type { MarkdownSource } from '../domain/sources.ts'
import { excludes, expressionOf, literal } from './pattern.ts'

/** The properties of an article that its file's path contains. */
export type PathFacts = {
  readonly id: string
  readonly language: Language
  /** The text in place of `{lang}`. */
  readonly lang: string
  readonly slug: string
  readonly date: string | null
  readonly section: string | null
  /** The folders in place of `{folders}`, without the last `/`. */
  readonly folders: string | null
  /** The file's name without its language and extension; of a page bundle, the folder's. */
  readonly file: string
  /** Whether the file is in the language of files whose path has none. */
  readonly isDefault: boolean
}

export type PathReading =
  /** `skipped` is null if site.yaml excludes the file. `captured` is the number of characters that placeholders and wildcards match. */
  { readonly facts: () => PathFacts; readonly captured: number } | { readonly skipped: SkipReason | null }

/** Files that generators do not take for articles, in every language. */
const NO_ARTICLE = /(?:^|\/)(?:_[^/]*|README(?:\.[^/]*)?)$/i

/** `bridge/index.uk.md`: a page bundle. The folder has the page's name. */
const BUNDLE = /^(.+)\/index((?:[._-][^/]*)?\.[^./]+)$/

const ANY_LANGUAGE = '[A-Za-z][A-Za-z0-9]{1,30}(?:[-_][A-Za-z0-9]{1,30}){0,5}'

/**
 * Parses paths by a source's pattern. The languages are those of the site. The id, which all variants of an article
 * share, is `{id}`, else `{folders}`, `{date}` and `{slug}`.
 */
export function pathReader(
  source: Pick<MarkdownSource, 'pattern' | 'layout' | 'languages' | 'language' | 'exclude' | 'dialect'>,
  languages: readonly [Language, ...Language[]],
): (relative: string) => PathReading {
  const defaultLanguage = source.language ?? languages[0]
  const hasMdx = (source.dialect === 'docusaurus' || source.dialect === 'astro') && source.pattern.endsWith('.md')
  const pattern = source.layout === 'suffix' ? withOptionalLanguage(source.pattern) : source.pattern
  const aliases = new Map(Object.entries(source.languages).map(([name, language]) => [name.toLowerCase(), language]))
  const languageOf = (lang: string): Language | undefined => {
    const language = aliases.get(lang.toLowerCase()) ?? canonicalLanguage(lang)
    return language && languages.includes(language) ? language : undefined
  }
  const names = [...languages.map((tag) => literal(tag).replaceAll('-', '[-_]')), ...[...aliases.keys()].map(literal)]
  const exact = expressionOf(pattern, `(?i:${names.join('|')})`)
  const loose = expressionOf(pattern, ANY_LANGUAGE)
  const isExcluded = excludes(source.exclude ?? [])
  /** Folders and words may stand in place of an optional language, but a suffix that is no language is a mistake. */
  const isSuffix = /\.\{lang\}[^/]*$/.test(pattern)

  const match = (path: string): Record<string, string> | SkipReason => {
    const exactGroups = exact.exec(path)?.groups
    if (exactGroups?.lang && languageOf(exactGroups.lang)) return exactGroups
    const other = loose.exec(path)?.groups
    if (other?.lang && languageOf(other.lang)) return other
    if (other?.lang && (isSuffix || aliases.has(other.lang.toLowerCase()) || isKnownLanguage(other.lang))) {
      return 'language'
    }
    return exactGroups && !exactGroups.lang ? exactGroups : 'pattern'
  }

  const factsOf = (groups: Record<string, string>, path: string): PathFacts => {
    const { yyyy, mm, dd, section = null, folders = null } = groups
    const date = datePadded(groups.date ?? (yyyy && mm && dd ? `${yyyy}-${mm}-${dd}` : undefined))
    const slug = groups.slug ?? groups.id ?? ''
    const language = (groups.lang && languageOf(groups.lang)) || defaultLanguage
    const lang = groups.lang ?? language
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
    return {
      id: groups.id ?? [folders, [groups.date ?? date, slug].filter(Boolean).join('-')].filter(Boolean).join('/'),
      ...{ language, lang, slug: slug || (folders?.split('/').at(-1) ?? ''), date, section, folders },
      file: groups.lang ? name.replace(new RegExp(`[._-]${literal(groups.lang)}$`), '') : name,
      isDefault: language === defaultLanguage,
    }
  }

  return (relative) => {
    // Generators with MDX read both kinds of files alike.
    const path = (hasMdx ? relative.replace(/\.mdx$/, '.md') : relative).normalize('NFC')
    if (NO_ARTICLE.test(path)) return { skipped: 'page' }
    if (isExcluded(path)) return { skipped: null }
    let matched = path
    let groups = match(path)
    const [, folder, rest] = BUNDLE.exec(path) ?? []
    if (folder && (typeof groups === 'string' || (groups.slug ?? groups.id) === 'index')) {
      const ofFolder = match(folder + rest)
      if (typeof ofFolder !== 'string') [matched, groups] = [folder + rest, ofFolder]
    }
    if (typeof groups === 'string') return { skipped: groups === 'pattern' ? missOf(path, pattern) : groups }
    const pathGroups = groups
    return { facts: () => factsOf(pathGroups, matched), captured: Object.values(pathGroups).join('').length }
  }
}

/** Like Hugo: a file without a language in its path is in the default language. */
function withOptionalLanguage(pattern: string): string {
  return /\[[^\]]*\{lang\}/.test(pattern) ? pattern : pattern.replace(/[._-]\{lang\}|\{lang\}[._/-]/, '[$&]')
}

function datePadded(date: string | undefined): string | null {
  return date?.replace(/(?<=-)\d(?!\d)/g, '0$&') ?? null
}

function missOf(path: string, pattern: string): SkipReason {
  if (path.split('/').includes('_drafts')) return 'draft'
  const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.'))
  const extensions = [pattern.replace(/[[\]]/g, ''), pattern.replace(/\[[^\]]*\]/g, '')].map(extensionOf)
  return extensions.includes(extensionOf(path)) ? 'pattern' : 'extension'
}

/**
 * `template` is the source's `url`, like `/{lang}/news/{yyyy}/{mm}/{dd}/{slug}/`. A part in brackets is left out if one
 * of its values is missing, and with `{lang}` for the default language.
 */
export function urlOf(template: string, facts: Partial<PathFacts>): string {
  const [yyyy = '', mm = '', dd = ''] = facts.date?.split('-') ?? []
  const values = new Map(Object.entries({ ...facts, yyyy, mm, dd, folders: facts.folders ?? '' }))
  const fill = (text: string): string =>
    text.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
      const value = values.get(name)
      return value === undefined ? whole : encodePath(String(value ?? ''))
    })
  return fill(
    template.replace(/\[([^[\]]*)\]/g, (_whole, part: string) => {
      const names = [...part.matchAll(/\{([a-z]+)\}/g)].map(([, name = '']) => name)
      const isLeftOut = names.some((name) => !values.get(name) || (/^lang/.test(name) && facts.isDefault))
      return isLeftOut ? '' : part
    }),
  ).replace(/(?<!:)\/{2,}/g, '/')
}

/** A slug of several segments keeps its slashes, unless it would leave its folder. */
function encodePath(text: string): string {
  const segments = text.split('/')
  if (segments.some((segment) => /^\.{1,2}$/.test(segment))) return encodeURIComponent(text)
  return segments.map(encodeURIComponent).join('/')
}
