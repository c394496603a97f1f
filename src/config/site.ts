import { readFileSync } from 'node:fs'
import path from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { AppError } from '../domain/errors.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import { dotted } from '../domain/path.ts'
import type { Selection, Site, SourceSettings, Texts } from '../domain/site.ts'
import { termId } from '../domain/term.ts'
import { explain, keysOf } from '../intake/explain.ts'
import { jsonSchemaOf } from '../intake/json-schema.ts'
import { intervalOf } from '../schedule.ts'
import { siteSchema, type WrittenSite, type WrittenSource } from './site-schema.ts'

/**
 * Reads `site.yaml` of a data folder.
 * @throws AppError `config_invalid`: one sentence that names the file, the line and the key.
 */
export function readSite(folder: string, feedUrl: string | undefined): Site {
  const file = path.join(folder, 'site.yaml')
  const fail = (message: string): never => {
    throw new AppError('config_invalid', `${file}: ${message}`)
  }
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
    return fail(`${why}; a newsroom begins with \`npx polyfeed init ${folder}\``)
  }
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) fail(`line ${lines.linePos(problem.pos[0]).line}: ${problem.message}`)
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let depth = keys.length; depth > 0; depth--) {
      const node = document.getIn(keys.slice(0, depth), true) as { range?: [number, number, number] } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const result = siteSchema.safeParse(document.toJS() ?? {})
  if (!result.success) {
    const { path: at, message } = explain(result.error.issues[0] as never, (keys) => keysOf(siteSchema, keys))
    return fail(`line ${lineOf(at)}: ${dotted(at) || 'the file'} ${message}`)
  }
  try {
    return siteOf(result.data, feedUrl)
  } catch (error) {
    if (error instanceof KeyError) return fail(`line ${lineOf(error.key)}: ${dotted(error.key)} ${error.message}`)
    throw error
  }
}

class KeyError extends Error {
  readonly key: readonly PropertyKey[]
  constructor(key: readonly PropertyKey[], message: string) {
    super(message)
    this.key = key
  }
}

function siteOf(written: WrittenSite, feedUrl: string | undefined): Site {
  const languages = [...new Set(written.languages)] as [Language, ...Language[]]
  const { items = 50, content = 'full', tags, sections, authors } = written.feeds
  const select = (own: Partial<{ [K in keyof Selection]: Selection[K] | undefined }> = {}): Selection => ({
    items: own.items ?? items,
    content: own.content ?? content,
  })
  return Object.freeze({
    title: canonicalTexts(written.title, ['title']),
    description: written.description ? canonicalTexts(written.description, ['description']) : null,
    home: written.home ? absoluteTexts(canonicalTexts(written.home, ['home']), written.baseUrl) : null,
    baseUrl: written.baseUrl,
    feedUrl: (feedUrl ?? written.feedUrl ?? written.baseUrl).replace(/\/+$/, ''),
    authority: written.authority,
    timeZone: written.timeZone,
    languages,
    fallback: fallbackOf(written, languages),
    schedule: written.schedule,
    scheduleTimeZone: written.scheduleTimeZone,
    interval: intervalOf(written.schedule),
    feeds: { all: select(), tag: select(tags), section: select(sections), author: select(authors) },
    sources: written.sources.map(sourceOf),
    authors: new Map(
      Object.entries(written.authors).map(([id, { name, url }]) => [
        id,
        {
          id,
          name: canonicalTexts(name, ['authors', id, 'name']),
          url: url ? new URL(url, written.baseUrl).href : null,
        },
      ]),
    ),
    retired: {
      tag: new Set(written.retired.tags.map(termId)),
      section: new Set(written.retired.sections.map(termId)),
      author: new Set(written.retired.authors.map(termId)),
    },
    moved: {
      tag: movedTerms(written.moved.tags),
      section: movedTerms(written.moved.sections),
      author: movedTerms(written.moved.authors),
    },
  })
}

function sourceOf(source: WrittenSource, index: number): SourceSettings {
  if (source.type === 'json') return source
  const pattern = source.pattern ?? (source.layout === 'suffix' ? '{id}.{lang}.md' : undefined)
  if (!pattern) {
    throw new KeyError(['sources', index, 'layout'], 'directory needs a pattern (like "{lang}/posts/{date}-{slug}.md")')
  }
  if (!pattern.includes('{lang}')) throw new KeyError(['sources', index, 'pattern'], 'does not have {lang} in it')
  if (!/\{(id|slug)\}/.test(pattern)) {
    throw new KeyError(['sources', index, 'pattern'], 'has neither {slug} nor {id} in it')
  }
  return { ...source, pattern }
}

function fallbackOf(written: WrittenSite, languages: readonly Language[]): Map<Language, readonly Language[]> {
  const chains = new Map<string, readonly Language[]>()
  for (const [key, chain] of Object.entries(written.fallback)) {
    const language = key === 'default' ? key : canonicalLanguage(key)
    if (language !== 'default' && !languages.includes(language as Language)) {
      throw new KeyError(['fallback', key], 'is not one of the languages of this site')
    }
    const stranger = chain === 'omit' ? undefined : chain.find((link) => !languages.includes(link))
    if (stranger)
      throw new KeyError(['fallback', key], `names ${stranger}, which is not one of the languages of this site`)
    chains.set(language as string, chain === 'omit' ? [] : chain)
  }
  return new Map(
    languages.map((language) => {
      const chain = chains.get(language) ?? chains.get('default') ?? []
      return [language, chain.filter((link) => link !== language)]
    }),
  )
}

function canonicalTexts(texts: Texts, key: readonly string[]): Texts {
  if (typeof texts === 'string') return texts
  return Object.fromEntries(
    Object.entries(texts).map(([tag, value]) => {
      const language = canonicalLanguage(tag)
      if (!language) throw new KeyError([...key, tag], 'is not a language tag (BCP 47, like uk, pt-BR or zh-Hant)')
      return [language, value]
    }),
  )
}

function absoluteTexts(texts: Texts, base: string): Texts {
  const absolute = (text: string): string => new URL(text, base).href.replaceAll('%7B', '{').replaceAll('%7D', '}')
  if (typeof texts === 'string') return absolute(texts)
  return Object.fromEntries(Object.entries(texts).map(([tag, value]) => [tag, absolute(value)]))
}

function movedTerms(moved: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(moved).map(([from, to]) => [termId(from), termId(to)]))
}

/** JSON Schema of `site.yaml`, for editors. */
export function siteJsonSchema(): object {
  return { ...jsonSchemaOf(siteSchema), title: 'site.yaml of Polyfeed' }
}
