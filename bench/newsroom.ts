import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { WRITTEN_LANGUAGES, type Writer, writerIn } from './prose.ts'
import { between, oneOf, seeded, someOf } from './random.ts'
import { renderedBody } from './rendered.ts'

export type NewsroomSize = { readonly articles: number; readonly languages: number; readonly tags: number }

/** Markdown files of 3.4 kB, or JSON files whose content is rendered HTML of 40 kB. */
export const CORPORA = ['markdown', 'html'] as const
export type Corpus = (typeof CORPORA)[number]

/** A folder that Polyfeed can serve, with a function that edits it. */
export type Newsroom = {
  readonly folder: string
  readonly languages: readonly string[]
  /** Writes one variant. Article 1 is the newest. Another `edit` gives another text. */
  write(article: number, language: string, edit: number): void
}

export const AUTHORS = 20
const BODY_BYTES = { markdown: 3400, html: 40_000 }
export const HOUR = 3_600_000
export const NEWEST = Date.UTC(2026, 0, 1, 9)
/** 2,000 articles take three years. */
const HOURS_BETWEEN = 13

const SUBJECTS = [
  ...['river', 'schools', 'budget', 'transport', 'housing', 'health', 'energy', 'theatre', 'football', 'weather'],
  ...['elections', 'courts', 'farming', 'science', 'music', 'bridges', 'forests', 'markets', 'libraries', 'museums'],
  ...['roads', 'trade', 'security', 'languages', 'history', 'tourism', 'parks', 'water', 'railways', 'cinema'],
]

const SOURCES = {
  markdown: { type: 'markdown', path: 'stories', layout: 'suffix', url: '/{lang}/stories/{id}/' },
  html: { type: 'json', path: 'stories' },
} as const

/** Opens a folder that {@link generateNewsroom} wrote. */
export function newsroomIn(folder: string, size: NewsroomSize, corpus: Corpus = 'markdown'): Newsroom {
  const writtenLanguages = WRITTEN_LANGUAGES.slice(0, size.languages)
  const writers = new Map<string, Writer>(writtenLanguages.map((language) => [language, writerIn(language)]))
  const languages = [...writers.keys()]
  const tags = tagsOf(size)
  return {
    folder,
    languages,
    write: (article, language, edit) => {
      // The variants of an article share these random numbers.
      const sharedRandom = seeded(article)
      const published = NEWEST - (article - 1) * HOURS_BETWEEN * HOUR - between(sharedRandom, 0, 6 * HOUR)
      const shared = {
        date: new Date(published).toISOString(),
        author: authorId(between(sharedRandom, 1, AUTHORS)),
        tags: someOf(sharedRandom, tags, between(sharedRandom, 1, 4)),
      }
      const random = seeded(article * 1000 + languages.indexOf(language) * 100 + edit)
      const writer = writers.get(language) as Writer
      const title = writer.title(random)
      const summary = random() < 0.7 ? writer.sentence(random) : undefined
      const bytes = BODY_BYTES[corpus] * (0.7 + 0.5 * random())
      const id = `story-${String(article).padStart(5, '0')}`
      const file = path.join(folder, 'stories', `${id}.${language}`)
      if (corpus === 'html') {
        const { date: published, author, tags } = shared
        const content = renderedBody(writer, random, bytes)
        const variant = { title, summary, url: `/${language}/stories/${id}/`, content }
        writeFileSync(
          `${file}.json`,
          JSON.stringify({ id, published, tags, authors: [author], variants: { [language]: variant } }),
        )
      } else {
        const matter = { title, ...shared, ...(summary === undefined ? {} : { description: summary }) }
        writeFileSync(`${file}.md`, `---\n${stringify(matter)}---\n\n${writer.body(random, bytes)}`)
      }
    },
  }
}

/** The same size gives the same bytes. */
export function generateNewsroom(folder: string, size: NewsroomSize, corpus: Corpus = 'markdown'): Newsroom {
  const newsroom = newsroomIn(folder, size, corpus)
  const { languages } = newsroom
  mkdirSync(path.join(folder, 'stories'), { recursive: true })
  writeFileSync(path.join(folder, 'site.yaml'), stringify(siteOf(languages, corpus)))
  for (let article = 1; article <= size.articles; article++) {
    for (const language of languages) newsroom.write(article, language, 0)
  }
  return newsroom
}

export function siteOf(languages: readonly string[], corpus: Corpus = 'markdown'): Record<string, unknown> {
  const random = seeded(0)
  const surnames = ['Bondar', 'Koval', 'Lysenko', 'Marchuk', 'Rudenko']
  const names = ['Anna', 'Bohdan', 'Daria', 'Iryna']
  return {
    title: { uk: 'Вісник', ru: 'Вестник', en: 'Herald' },
    baseUrl: 'https://herald.example',
    feedUrl: 'https://feeds.herald.example',
    authority: 'herald.example,2020',
    timeZone: 'Europe/Kyiv',
    languages,
    // Once a night, so that no scheduled refresh disturbs a measurement.
    schedule: '30 3 * * *',
    sources: [SOURCES[corpus]],
    authors: Object.fromEntries(
      Array.from({ length: AUTHORS }, (_, index) => [
        authorId(index + 1),
        { name: `${oneOf(random, names)} ${oneOf(random, surnames)} ${index + 1}` },
      ]),
    ),
  }
}

export function authorId(number: number): string {
  return `author-${number}`
}

export function tagsOf({ tags }: Pick<NewsroomSize, 'tags'>): string[] {
  return Array.from({ length: tags }, (_, index) => {
    const round = Math.floor(index / SUBJECTS.length)
    return `${SUBJECTS[index % SUBJECTS.length]}${round > 0 ? `-${round + 1}` : ''}`
  })
}
