import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { WRITTEN_LANGUAGES, type Writer, writerIn } from './prose.ts'
import { between, oneOf, seeded, someOf } from './random.ts'

export type NewsroomSize = { readonly articles: number; readonly languages: number; readonly tags: number }

/** A folder that Polyfeed can serve, with a function that edits it. */
export type Newsroom = {
  readonly folder: string
  readonly languages: readonly string[]
  /** Writes one variant. Article 1 is the newest. Another `edit` gives another text. */
  write(article: number, language: string, edit: number): void
}

export const AUTHORS = 20
const BODY_BYTES = 3400
export const HOUR = 3_600_000
export const NEWEST = Date.UTC(2026, 0, 1, 9)
/** 2,000 articles take three years. */
const HOURS_BETWEEN = 13

const SUBJECTS = [
  ...['river', 'schools', 'budget', 'transport', 'housing', 'health', 'energy', 'theatre', 'football', 'weather'],
  ...['elections', 'courts', 'farming', 'science', 'music', 'bridges', 'forests', 'markets', 'libraries', 'museums'],
  ...['roads', 'trade', 'security', 'languages', 'history', 'tourism', 'parks', 'water', 'railways', 'cinema'],
]

/** Opens a folder that {@link generateNewsroom} wrote. */
export function newsroomIn(folder: string, size: NewsroomSize): Newsroom {
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
      const matter = {
        title: writer.title(random),
        ...shared,
        ...(random() < 0.7 ? { description: writer.sentence(random) } : {}),
      }
      const body = writer.body(random, BODY_BYTES * (0.7 + 0.5 * random()))
      const name = `story-${String(article).padStart(5, '0')}.${language}.md`
      writeFileSync(path.join(folder, 'stories', name), `---\n${stringify(matter)}---\n\n${body}`)
    },
  }
}

/** The same size gives the same bytes. */
export function generateNewsroom(folder: string, size: NewsroomSize): Newsroom {
  const newsroom = newsroomIn(folder, size)
  const { languages } = newsroom
  mkdirSync(path.join(folder, 'stories'), { recursive: true })
  writeFileSync(path.join(folder, 'site.yaml'), stringify(siteOf(languages)))
  for (let article = 1; article <= size.articles; article++) {
    for (const language of languages) newsroom.write(article, language, 0)
  }
  return newsroom
}

export function siteOf(languages: readonly string[]): Record<string, unknown> {
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
    sources: [{ type: 'markdown', path: 'stories', layout: 'suffix', url: '/{lang}/stories/{id}/' }],
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
