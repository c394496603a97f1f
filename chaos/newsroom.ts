import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'

/** A newsroom with a JSON and a Markdown source. */
export type Newsroom = {
  readonly folder: string
  /** Changes an article's title, with an atomic write. */
  edit(article: number): void
  write(file: string, content: string): void
  remove(file: string): void
  /** Overrides some of the initial settings. */
  configure(site: Readonly<Record<string, unknown>>): void
  /** The titles that the English feed must have. */
  titles(): string[]
}

export type NewsroomSize = {
  /** In two languages, in folders of ten. */
  readonly articles: number
  /** In English only. */
  readonly stories?: number
  readonly site?: Readonly<Record<string, unknown>>
}

const DAY_MS = 86_400_000
const FIRST = Date.UTC(2026, 0, 1, 9)

export const SITE = {
  title: { uk: 'Вісник', en: 'Herald' },
  baseUrl: 'https://herald.example',
  feedUrl: 'https://feeds.herald.example',
  authority: 'herald.example,2020',
  languages: ['uk', 'en'],
  // 29 February, so that no scheduled refresh disturbs a scenario.
  schedule: '0 0 29 2 *',
  jitter: 0,
  feeds: { items: 1000 },
  sources: [
    { type: 'json', path: 'articles' },
    { type: 'markdown', path: 'stories', layout: 'suffix', url: '/{lang}/stories/{id}/' },
  ],
}

export function writeNewsroom(folder: string, { articles, stories = 0, site = {} }: NewsroomSize): Newsroom {
  const edits = new Map<number, number>()
  const titleOf = (article: number): string => `Article ${article}, edit ${edits.get(article) ?? 0}`
  const dateOf = (number: number): string => new Date(FIRST + (number % 60) * DAY_MS).toISOString()
  const write = (file: string, content: string): void => {
    const target = path.join(folder, file)
    // Sources skip names that begin with a dot.
    const temporaryFile = path.join(path.dirname(target), `.${path.basename(target)}`)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(temporaryFile, content)
    renameSync(temporaryFile, target)
  }
  const writeArticle = (article: number): void => {
    const variant = (language: string) => {
      const title = titleOf(article)
      return { title, content: `<p>${`${title}. `.repeat(20)}</p>`, url: `/${language}/${article}/` }
    }
    const content = {
      published: dateOf(article),
      tags: [`t${article % 5}`],
      variants: { uk: variant('uk'), en: variant('en') },
    }
    write(`articles/${Math.floor(article / 10)}/${article}.json`, JSON.stringify(content))
  }
  const configure: Newsroom['configure'] = (changes) => write('site.yaml', stringify({ ...SITE, ...site, ...changes }))
  for (const below of ['articles', 'stories']) mkdirSync(path.join(folder, below), { recursive: true })
  configure({})
  for (let article = 0; article < articles; article++) writeArticle(article)
  for (let story = 0; story < stories; story++) {
    write(`stories/story-${story}.en.md`, `---\ntitle: Story ${story}\ndate: ${dateOf(story)}\n---\nIt is told.\n`)
  }
  return {
    folder,
    edit: (number) => {
      const article = number % articles
      edits.set(article, (edits.get(article) ?? 0) + 1)
      writeArticle(article)
    },
    write,
    remove: (file) => rmSync(path.join(folder, file), { recursive: true }),
    configure,
    titles: () => [
      ...Array.from({ length: articles }, (_, article) => titleOf(article)),
      ...Array.from({ length: stories }, (_, story) => `Story ${story}`),
    ],
  }
}
