import path from 'node:path'
import type { Language } from '../domain/language.ts'
import type { MarkdownSource, Site } from '../domain/site.ts'
import { filesOf } from './files.ts'
import { type FrontMatter, frontMatterOf } from './front-matter.ts'
import { type Jekyll, jekyll } from './jekyll.ts'
import { type PathFacts, pathReader, urlOf } from './layout.ts'
import { type RawRecord, type Source, textOf, Unreadable } from './record.ts'

/**
 * One variant a file, Markdown under YAML front matter. Folders of languages that the site does not have are passed over:
 * a site may well publish three of its blog's seventeen.
 */
export function markdownSource(dataFolder: string, settings: MarkdownSource, languages: Site['languages']): Source {
  const factsOf = pathReader(settings, languages[0])
  const folder = path.resolve(dataFolder, settings.path)
  const dialect = settings.dialect === 'jekyll' ? jekyll(folder, (post) => linkTo(post, settings, factsOf)) : undefined
  return {
    ...(dialect && { refresh: dialect.refresh }),
    ...filesOf(dataFolder, settings.path, /\.md$/, (relative) => {
      const facts = factsOf(relative)
      // A folder of another language is that language's; a file beside the others is meant as one of them.
      return facts !== undefined && (settings.layout !== 'directory' || isListed(facts, languages))
    }),
    parse: (file, bytes) => {
      const facts = factsOf(path.posix.relative(settings.path, file)) as PathFacts
      if (!isListed(facts, languages)) throw unlisted(facts, languages)
      return parseMarkdown(file, bytes, facts, settings.url, dialect)
    },
  }
}

type Located = PathFacts & { readonly language: Language }

function isListed(facts: PathFacts, languages: readonly Language[]): facts is Located {
  return facts.language !== null && languages.includes(facts.language)
}

function unlisted({ lang, language }: PathFacts, languages: readonly Language[]): Unreadable {
  const [reason, message] = language
    ? ['language_unlisted', `${language} is not one of the languages of site.yaml (${languages.join(', ')})`]
    : ['language_invalid', `"${lang}" is not a language tag (like uk, pt-BR or zh-Hant)`]
  return new Unreadable(reason as string, "the file's name", `${message}. Rename the file, or take it away.`)
}

/** A post by its path below the source's folder: whether it is there is not asked, its address follows from its name. */
function linkTo(post: string, { url }: MarkdownSource, factsOf: ReturnType<typeof pathReader>): string | undefined {
  const facts = factsOf(post)
  return facts && urlOf(url, facts)
}

function parseMarkdown(
  file: string,
  bytes: Uint8Array,
  facts: Located,
  url: string,
  dialect: Jekyll | undefined,
): RawRecord {
  const matter = frontMatterOf(textOf(bytes))
  const body = dialect ? dialect.body(matter.body, matter.values, matter.bodyLine) : matter.body
  const { raw, keys } = articleOf({ ...matter, body }, facts, url)
  return {
    file,
    raw,
    place: (at) => {
      const own = at[0] === 'variants' ? at.slice(2) : at
      const key = keys.get(String(own[0])) ?? String(own[0] ?? '')
      return key in matter.values ? `line ${matter.places([key, ...own.slice(1)])}, ${key}` : key
    },
  }
}

/** The names that blogs give to what the article schema has, the first that is there counts. */
const SPELLINGS = {
  id: ['id', 'translationKey'],
  published: ['date'],
  updated: ['updated', 'lastmod'],
  expires: ['expires', 'expiryDate'],
  title: ['title'],
  summary: ['summary', 'description', 'desc'],
  authors: ['authors', 'author'],
  tags: ['tags', 'tag'],
  categories: ['categories', 'category'],
  section: ['section'],
  image: ['image', 'cover'],
  imageAlt: ['imageAlt'],
  translator: ['translator'],
  url: ['url', 'permalink'],
  status: ['status'],
  correction: ['correction'],
} as const

/** Front matter → the shape of the article schema, and which key each of its values came from. */
function articleOf({ values, body }: FrontMatter, facts: Located, url: string) {
  const keys = new Map<string, string>()
  const take = (name: keyof typeof SPELLINGS): unknown => {
    const key = SPELLINGS[name].find((spelling) => ![undefined, null, ''].includes(values[spelling] as never))
    keys.set(name, key ?? SPELLINGS[name][0])
    return key === undefined ? undefined : scalar(values[key])
  }
  const [category, ...categories] = listOf(take('categories'))
  const image = take('image')
  const raw = defined({
    id: take('id') ?? facts.id,
    published: take('published') ?? facts.date ?? undefined,
    expires: take('expires'),
    status: says(values.draft, YES) || says(values.published, NO) ? 'draft' : statusOf(take('status')),
    section: take('section') ?? facts.section ?? category,
    tags: [...listOf(take('tags')), ...categories],
    // A byline: intake finds out whether the newsroom's register has it.
    authors: listOf(take('authors'), false).map((author) => (typeof author === 'string' ? { name: author } : author)),
    image: typeof image === 'string' ? { url: image } : image,
    variants: {
      [facts.language]: defined({
        title: take('title'),
        summary: take('summary'),
        markdown: body,
        updated: take('updated'),
        url: take('url') ?? urlOf(url, facts),
        translator: take('translator'),
        imageAlt: take('imageAlt'),
        correction: take('correction'),
      }),
    },
  })
  return { raw, keys }
}

// YAML 1.1, which blogs were written for, has more words for true and false than the YAML that we read.
const YES = /^(?:true|yes|on|y|1)$/i
const NO = /^(?:false|no|off|n|0)$/i

/** The words that blogs taken over from WordPress have; any other is for intake to judge. */
const WORDPRESS: Readonly<Record<string, string>> = {
  publish: 'published',
  ...{ pending: 'draft', private: 'draft', future: 'draft', trash: 'draft', inherit: 'draft' },
}

function statusOf(status: unknown): unknown {
  return typeof status === 'string' ? (WORDPRESS[status] ?? status) : status
}

function says(value: unknown, word: RegExp): boolean {
  return value !== undefined && value !== null && word.test(String(value))
}

/** YAML reads `title: 2020` as a number; a text is meant. */
function scalar(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** A list, one value, or (where `split`) values with commas between: all are written. */
function listOf(value: unknown, split = true): unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.map(scalar).filter((item) => item !== null && item !== '')
  if (typeof value !== 'string') return [value]
  const parts = split ? value.split(',') : [value]
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
