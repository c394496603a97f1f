import { ARTICLES, type ArticleFile, type ArticleId, BLOCKS, type Newsdesk, TONGUES, type Tongue } from './histories.ts'

// What feeds have to show, worked out from the rules alone: nothing of the program is used here.

export const AUTHORITY = 'herald.example,2020'
export const KEEP = 10
export const ITEMS = 3
/** Languages that stand in, in their order. */
export const FALLBACK: Readonly<Record<Tongue, readonly Tongue[]>> = { uk: [], ru: ['uk', 'en'], en: [] }

/** A feed: its folder, its languages in their order, and which articles it is of. */
export type ModelFeed = {
  readonly folder: string
  readonly languages: readonly Tongue[]
  readonly block?: string
  /** The tags that it is put together from, which have to be known. */
  readonly tags: readonly string[]
  has(file: ArticleFile): boolean
}

export type ModelEntry = {
  readonly id: string
  readonly article: ArticleId
  readonly language: Tongue
  readonly published: number
  readonly updated: number
}

export const entryId = (article: string, language: string): string => `tag:${AUTHORITY}:${article}/${language}`
const tagged = (file: ArticleFile, tag: string): boolean => file.tags.some((label) => label.toLowerCase() === tag)

const TAGS = ['river', 'sport', 'usa'] as const
const everything = { path: '', tags: [], has: () => true }
const oneTag = TAGS.map((tag) => ({ path: `tags/${tag}/`, tags: [tag], has: (file: ArticleFile) => tagged(file, tag) }))
const OF_TERMS = [
  ...oneTag,
  ...['city', 'world'].map((id) => ({
    path: `sections/${id}/`,
    tags: [],
    has: (file: ArticleFile) => file.section === id,
  })),
  ...['Iryna', 'Marko'].map((name) => ({
    ...{ path: `authors/${name.toLowerCase()}/`, tags: [] },
    has: (file: ArticleFile) => file.author === name,
  })),
]
const either = {
  ...{ path: 'tags/river,usa/', tags: ['river', 'usa'] },
  has: (file: ArticleFile) => tagged(file, 'river') || tagged(file, 'usa'),
}
const COMBINATIONS = [
  either,
  {
    ...{ path: 'tags/river+usa/', tags: ['river', 'usa'] },
    has: (file: ArticleFile) => tagged(file, 'river') && tagged(file, 'usa'),
  },
  {
    ...{ path: 'tags/usa+!sport/', tags: ['sport', 'usa'] },
    has: (file: ArticleFile) => tagged(file, 'usa') && !tagged(file, 'sport'),
  },
  { path: 'tags/!river/', tags: ['river'], has: (file: ArticleFile) => !tagged(file, 'river') },
]

const feedsIn = (languages: readonly Tongue[], topics: readonly (typeof either)[]): ModelFeed[] =>
  topics.map(({ path, tags, has }) => ({ folder: `/${languages.join(',')}/${path}`, languages, tags, has }))

/** The feeds that an edition has, headlines apart. */
export const STANDING: readonly ModelFeed[] = TONGUES.flatMap((one) => feedsIn([one], [everything, ...OF_TERMS]))
export const HEADLINES: readonly ModelFeed[] = TONGUES.flatMap((one) =>
  BLOCKS.map((block) => ({
    folder: `/${one}/headlines/${block}/`,
    languages: [one],
    tags: [],
    block,
    has: () => true,
  })),
)
/** Those that are made on request. */
export const COMBINED: readonly ModelFeed[] = [
  ...TONGUES.flatMap((one) => feedsIn([one], COMBINATIONS)),
  ...(['uk,en', 'en,uk', 'ru,en', 'uk,ru,en'] as const).flatMap((list) =>
    feedsIn(list.split(',') as Tongue[], [everything, either, ...oneTag.slice(2)]),
  ),
]

/** What has been told until now: what no file says. */
export type Memory = {
  /** By entry: when it was withdrawn, and the feeds that had it. */
  readonly withdrawn: Map<string, { readonly at: number; readonly folders: ReadonlySet<string> }>
  readonly returned: Map<string, number>
  /** Articles, their variants by entry id, and tags that were ever shown. */
  readonly everShown: Set<string>
}

export type Model = {
  readonly memory: Memory
  /** Makes the next edition of what is on the desk. */
  refresh(desk: Newsdesk, vanished: 'withdraw' | 'forget'): void
  /** A feed of tags is there once each of them was shown somewhere. */
  exists(feed: ModelFeed): boolean
  /** All entries of a feed in the current edition, in its order. */
  entries(feed: ModelFeed): readonly ModelEntry[]
  /** What its subscription document shows. */
  window(feed: ModelFeed): readonly ModelEntry[]
  /** Ids and dates of the withdrawals that it tells. */
  told(feed: ModelFeed): Readonly<Record<string, number>>
}

export function createModel(): Model {
  const memory: Memory = { withdrawn: new Map(), returned: new Map(), everShown: new Set() }
  let files: ReadonlyMap<ArticleId, ArticleFile> = new Map()
  let blocks: ReadonlyMap<string, readonly ArticleId[]> = new Map()
  let now = 0

  const entryOf = (article: ArticleId, language: Tongue): ModelEntry | undefined => {
    const file = files.get(article)
    const variant = file?.variants[language]
    if (!file || !variant || file.status !== 'published') return undefined
    const published = variant.published ?? file.published
    if (published > now || (file.expires !== undefined && file.expires <= now)) return undefined
    const id = entryId(article, language)
    // What is dated in the future is not told before.
    const changes = [variant.updated ?? file.updated, variant.correction ?? file.correction, memory.returned.get(id)]
    const told = changes.filter((at): at is number => at !== undefined && at <= now)
    return { id, article, language, published, updated: Math.max(published, ...told) }
  }

  /** Own variants before those that stand in; the feed's languages in their order. */
  const shownOf = (article: ArticleId, languages: readonly Tongue[]): ModelEntry | undefined => {
    const wanted = [...languages, ...languages.flatMap((language) => FALLBACK[language])]
    for (const language of wanted) {
      const entry = entryOf(article, language)
      if (entry) return entry
    }
    return undefined
  }

  const entries = ({ languages, block, has }: ModelFeed): ModelEntry[] => {
    const among = block === undefined ? ARTICLES : (blocks.get(block) ?? [])
    const shown = among.flatMap((article) => {
      const file = files.get(article)
      return file && has(file) ? (shownOf(article, languages) ?? []) : []
    })
    return block === undefined ? shown.sort(byDate) : shown
  }

  return {
    memory,
    entries,
    exists: ({ tags }) => tags.every((tag) => memory.everShown.has(tag)),
    window: (feed) => {
      if (feed.block !== undefined) return entries(feed)
      return entries(feed).sort(byChange).slice(0, ITEMS).sort(byDate)
    },
    told: ({ folder }) => {
      const told = [...memory.withdrawn].filter(([, { at, folders }]) => now < at + KEEP * DAY && folders.has(folder))
      return Object.fromEntries(told.map(([id, { at }]) => [id, at]))
    },
    refresh: (desk, vanished) => {
      const before = [...STANDING, ...HEADLINES, ...COMBINED].map((feed) => ({ feed, shown: entries(feed) }))
      files = new Map(desk.files)
      blocks = new Map(desk.blocks)
      now = desk.now
      const at = Math.floor(now / 1000) * 1000
      for (const article of ARTICLES) {
        for (const language of TONGUES) {
          const id = entryId(article, language)
          if (entryOf(article, language) && memory.withdrawn.delete(id)) memory.returned.set(id, at)
          if (!isWithdrawn(files.get(article), language, vanished)) continue
          const folders = before.flatMap(({ feed, shown }) => (shown.some((one) => one.id === id) ? feed.folder : []))
          if (folders.length > 0) memory.withdrawn.set(id, { at, folders: new Set(folders) })
          if (folders.length > 0) memory.returned.delete(id)
        }
      }
      for (const { id, article } of [...STANDING, ...HEADLINES].flatMap(entries)) {
        memory.everShown.add(id)
        memory.everShown.add(article)
        for (const label of files.get(article)?.tags ?? []) memory.everShown.add(label.toLowerCase())
      }
    },
  }
}

const DAY = 24 * 60 * 60 * 1000

/** Embargo and expiry withdraw nothing; what is no longer there does where the newsroom has it so. */
function isWithdrawn(file: ArticleFile | undefined, language: Tongue, vanished: 'withdraw' | 'forget'): boolean {
  const gone = !file?.variants[language]
  if (!gone && file?.status === 'withdrawn') return true
  return (gone || file?.status === 'draft') && vanished === 'withdraw'
}

function byDate(a: ModelEntry, b: ModelEntry): number {
  return b.published - a.published || (a.article < b.article ? -1 : 1)
}

function byChange(a: ModelEntry, b: ModelEntry): number {
  return b.updated - a.updated || byDate(a, b)
}
