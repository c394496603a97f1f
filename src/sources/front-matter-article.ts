import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { registeredNames } from './byline.ts'
import type { FrontMatter } from './front-matter.ts'
import { type PathFacts, urlOf } from './layout.ts'
import { listOf, scalar, withNumbers } from './matter-values.ts'
import { laterOf, type Release } from './release.ts'

export type ListedFacts = PathFacts & { readonly language: Language }

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

export type ArticleSettings = {
  readonly url: string
  readonly timeZone: string
  readonly authors: Site['authors']
  readonly release: Release
}

/** Converts front matter to the article schema. `keys` maps the schema's keys to the front matter's. */
export function articleOf(
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
    status: release.isHidden ? 'draft' : take('status'),
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

function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
