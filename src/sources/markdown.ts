import path from 'node:path'
import type { Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import type { MarkdownSource, Site } from '../domain/site.ts'
import { registeredNames } from './byline.ts'
import { filesOf } from './files.ts'
import { type FrontMatter, parseFrontMatter } from './front-matter.ts'
import { type Jekyll, jekyll } from './jekyll.ts'
import { type PathFacts, pathReader, urlOf } from './layout.ts'
import { listOf, scalar, withNumbers } from './matter-values.ts'
import { type RawRecord, type Source, textOf, Unreadable } from './record.ts'
import { laterOf, type Release, releaseOf, type WrittenDate } from './release.ts'

/** One variant per file: YAML front matter, then Markdown. A site may publish only some of its blog's languages. */
export function markdownSource(
  dataFolder: string,
  settings: MarkdownSource,
  { languages, timeZone, authors }: Pick<Site, 'languages' | 'timeZone' | 'authors'>,
): Source {
  const factsOf = pathReader(settings, languages[0])
  const folder = path.resolve(dataFolder, settings.path)
  const dialect =
    settings.dialect === 'jekyll' ? jekyll(folder, (post) => urlOfPost(post, settings, factsOf)) : undefined
  return {
    ...(dialect && { refresh: dialect.refresh }),
    ...filesOf(dataFolder, settings.path, /\.md$/, (relative) => {
      const facts = factsOf(relative)
      // Folders of unlisted languages are skipped, but an unlisted suffix is a mistake, which `parse` reports.
      return facts !== undefined && (settings.layout !== 'directory' || isListed(facts, languages))
    }),
    parse: (file, bytes) => {
      const facts = factsOf(path.posix.relative(settings.path, file)) as PathFacts
      if (!isListed(facts, languages)) throw unlisted(facts, languages)
      return parseMarkdown(file, bytes, facts, { url: settings.url, dialect, timeZone, authors })
    },
  }
}

type ListedFacts = PathFacts & { readonly language: Language }

function isListed(facts: PathFacts, languages: readonly Language[]): facts is ListedFacts {
  return facts.language !== null && languages.includes(facts.language)
}

function unlisted({ lang, language }: PathFacts, languages: readonly Language[]): Unreadable {
  const [reason, message] = language
    ? ['language_unlisted', `${language} is not one of the languages of site.yaml (${languages.join(', ')})`]
    : ['language_invalid', `"${lang}" is not a language tag (like uk, pt-BR or zh-Hant)`]
  return new Unreadable(reason as string, "the file's name", `${message}. Rename or remove the file.`)
}

/** `post` is a path below the source's folder. The file need not exist: the URL follows from the path alone. */
function urlOfPost(post: string, { url }: MarkdownSource, factsOf: ReturnType<typeof pathReader>): string | undefined {
  const facts = factsOf(post)
  return facts && urlOf(url, facts)
}

function parseMarkdown(
  file: string,
  bytes: Uint8Array,
  facts: ListedFacts,
  { dialect, ...settings }: Omit<ArticleSettings, 'release'> & { readonly dialect: Jekyll | undefined },
): RawRecord {
  const matter = parseFrontMatter(textOf(bytes))
  const body = dialect ? dialect.body(matter.body, matter.values, matter.bodyLine) : matter.body
  const release = releaseOf(matter.values, settings.timeZone)
  if (release.unreadable) throw unparsableDate(release.unreadable, matter)
  const isDraft = release.isHidden || file.split('/').includes('_drafts')
  const { raw, keys } = articleOf({ ...matter, body }, facts, {
    ...settings,
    release: { ...release, isHidden: isDraft },
  })
  return {
    file,
    raw,
    place: (keyPath) => {
      const [name = '', ...rest] = keyPath[0] === 'variants' ? keyPath.slice(2) : keyPath
      const key = keys.get(String(name)) ?? String(name)
      return Object.hasOwn(matter.values, key) ? `line ${matter.places([key, ...rest])}, ${key}` : key
    },
  }
}

/** The file is refused because it might appear too early. */
function unparsableDate({ key, text }: WrittenDate, { places }: FrontMatter): Unreadable {
  return new Unreadable(
    'date_unparsable',
    `line ${places([key])}, ${key}`,
    `"${shortened(text)}" is not a date. Write it like 2026-02-21T08:35:00+02:00.`,
  )
}

/** Keys of the article schema → keys of front matter, compared in lower case. The first one present counts. */
const SPELLINGS = {
  id: ['id', 'translationKey'],
  published: ['date'],
  updated: ['updated', 'lastmod'],
  title: ['title'],
  summary: ['summary', 'description', 'desc', 'excerpt', 'abstract'],
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

type ArticleSettings = {
  readonly url: string
  readonly timeZone: string
  readonly authors: Site['authors']
  readonly release: Release
}

/** Converts front matter to the article schema. `keys` maps the schema's keys to the front matter's. */
function articleOf(
  { values, texts, quoted, body }: FrontMatter,
  facts: ListedFacts,
  { url, timeZone, authors, release }: ArticleSettings,
) {
  const keys = new Map<string, string>()
  const nonEmpty = Object.entries(values).filter(([, value]) => ![undefined, null, ''].includes(value as never))
  const keyByLowerCase = new Map(nonEmpty.map(([key]) => [key.toLowerCase(), key]))
  const take = (name: keyof typeof SPELLINGS): unknown => {
    const spelling = SPELLINGS[name].find((spelling) => keyByLowerCase.has(spelling.toLowerCase()))
    const key = spelling && keyByLowerCase.get(spelling.toLowerCase())
    keys.set(name, key ?? SPELLINGS[name][0])
    if (key === undefined) return undefined
    // Numbers as ids were read as numbers before, and ids never change.
    return name === 'id' ? scalar(values[key]) : texts[key]
  }
  const bylines = take('authors')
  const isOneName =
    typeof bylines === 'string' &&
    (quoted.has(keys.get('authors') as string) || registeredNames(authors, bylines.trim()) !== undefined)
  const date = take('published') ?? facts.date ?? undefined
  const published =
    typeof date === 'string' ? laterOf(date, release.embargo?.text, timeZone) : (date ?? release.embargo?.text)
  if (release.embargo && published === release.embargo.text) keys.set('published', release.embargo.key)
  if (release.expires) keys.set('expires', release.expires.key)
  const [category, ...categories] = listOf(take('categories'))
  const image = take('image')
  const raw = withoutUndefined({
    id: take('id') ?? facts.id,
    published,
    expires: release.expires?.text,
    status: release.isHidden ? 'draft' : statusOf(take('status')),
    section: take('section') ?? facts.section ?? category,
    tags: [...listOf(take('tags')), ...categories],
    // Intake looks bylines up among the authors of site.yaml.
    authors: listOf(bylines, !isOneName).map((author) => (typeof author === 'string' ? { name: author } : author)),
    image: typeof image === 'string' ? { url: image } : withNumbers(image, values[keys.get('image') as string]),
    variants: {
      [facts.language]: withoutUndefined({
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

/** Statuses of WordPress, Ghost and Pelican. Intake validates all others. */
const STATUSES = new Map([
  ...['publish', 'public'].map((word) => [word, 'published'] as const),
  ...['pending', 'private', 'future', 'scheduled', 'trash', 'inherit', 'auto-draft', 'hidden', 'skip', 'archived'].map(
    (word) => [word, 'draft'] as const,
  ),
])

function statusOf(status: unknown): unknown {
  if (typeof status !== 'string') return status
  const word = status.trim().toLowerCase()
  return STATUSES.get(word) ?? word
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
