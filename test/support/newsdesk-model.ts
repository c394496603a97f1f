import { ARTICLES, type ArticleFile, type ArticleId, BLOCKS, type Newsdesk, TONGUES, type Tongue } from './histories.ts'

// A model of the expected feeds, computed from the rules alone, without code of the program.

export const AUTHORITY = 'herald.example,2020'
export const KEEP = 10
export const ITEMS = 3
/** The fallback languages of each language, in order of preference. */
export const FALLBACK: Readonly<Record<Tongue, readonly Tongue[]>> = { uk: [], ru: ['uk', 'en'], en: [] }

/** A feed: its folder, its languages in order, and a condition for its articles. */
export type ModelFeed = {
  readonly folder: string
  readonly languages: readonly Tongue[]
  readonly block?: string
  /** The tags in its address. The feed exists only if all of them are known. */
  readonly tags: readonly string[]
  /** Feeds of one language that it combines. An entry counts as added once one of `any` and each of `all` shows it. */
  readonly parts: { readonly any: readonly string[]; readonly all: readonly string[] }
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
const itself = (path: string) => ({ path, parts: { any: [path], all: [] as string[] } })
const everything = { ...itself(''), tags: [] as string[], has: (_file: ArticleFile) => true }
const oneTag = TAGS.map((tag) => ({
  ...{ ...itself(`tags/${tag}/`), tags: [tag] as string[] },
  has: (file: ArticleFile) => tagged(file, tag),
}))
const OF_TERMS = [
  ...oneTag,
  ...['city', 'world'].map((id) => ({
    ...itself(`sections/${id}/`),
    tags: [],
    has: (file: ArticleFile) => file.section === id,
  })),
  ...['Iryna', 'Marko'].map((name) => ({
    ...{ ...itself(`authors/${name.toLowerCase()}/`), tags: [] },
    has: (file: ArticleFile) => file.author === name,
  })),
]
const either = {
  ...{ path: 'tags/river,usa/', tags: ['river', 'usa'] },
  parts: { any: ['tags/river/', 'tags/usa/'], all: [] as string[] },
  has: (file: ArticleFile) => tagged(file, 'river') || tagged(file, 'usa'),
}
const COMBINATIONS = [
  either,
  {
    ...{ path: 'tags/river+usa/', tags: ['river', 'usa'] },
    parts: { any: ['tags/river/'], all: ['tags/usa/'] },
    has: (file: ArticleFile) => tagged(file, 'river') && tagged(file, 'usa'),
  },
  {
    ...{ path: 'tags/usa+!sport/', tags: ['sport', 'usa'] },
    parts: { any: ['tags/usa/'], all: [] },
    has: (file: ArticleFile) => tagged(file, 'usa') && !tagged(file, 'sport'),
  },
  {
    ...{ path: 'tags/!river/', tags: ['river'], parts: { any: [''], all: [] } },
    has: (file: ArticleFile) => !tagged(file, 'river'),
  },
]

const feedsIn = (languages: readonly Tongue[], topics: readonly (typeof either)[]): ModelFeed[] =>
  topics.map(({ path, ...topic }) => ({ folder: `/${languages.join(',')}/${path}`, languages, ...topic }))

/** The feeds of an edition, without headlines. */
export const STANDING: readonly ModelFeed[] = TONGUES.flatMap((one) => feedsIn([one], [everything, ...OF_TERMS]))
export const HEADLINES: readonly ModelFeed[] = TONGUES.flatMap((one) =>
  BLOCKS.map((block) => ({
    folder: `/${one}/headlines/${block}/`,
    languages: [one],
    tags: [],
    parts: { any: [], all: [] },
    block,
    has: () => true,
  })),
)
/** Feeds that are combined on request. */
export const COMBINED: readonly ModelFeed[] = [
  ...TONGUES.flatMap((one) => feedsIn([one], COMBINATIONS)),
  ...(['uk,en', 'en,uk', 'ru,en', 'uk,ru,en'] as const).flatMap((list) =>
    feedsIn(list.split(',') as Tongue[], [everything, either, ...oneTag.slice(2)]),
  ),
]

/** The facts of earlier editions that no article file contains. */
export type Memory = {
  /** Per entry id, the time of the withdrawal and the feeds that showed the entry. */
  readonly withdrawn: Map<string, { readonly at: number; readonly folders: ReadonlySet<string> }>
  readonly returned: Map<string, number>
  /** Per feed and entry, the time when another variant replaced a fallback. */
  readonly ended: Map<string, number>
  /** Per standing feed and entry, the time when a late entry was added. */
  readonly added: Map<string, number>
  /** The paths of the existing feeds, without the language. */
  readonly known: Set<string>
  /** The ids of articles and entries, and the tags, that were ever shown. */
  readonly everShown: Set<string>
}

export type Model = {
  readonly memory: Memory
  /** Makes the next edition of the files. */
  refresh(desk: Newsdesk, vanished: 'withdraw' | 'forget'): void
  /** A feed of tags exists as soon as any feed has shown each of the tags. */
  exists(feed: ModelFeed): boolean
  /** All entries of a feed in the current edition, in feed order. */
  entries(feed: ModelFeed): readonly ModelEntry[]
  /** The entries of its subscription document. */
  window(feed: ModelFeed): readonly ModelEntry[]
  /** The tombstones of its documents: times by entry id. */
  tombstones(feed: ModelFeed): Readonly<Record<string, number>>
}

export function createModel(): Model {
  const memory: Memory = {
    ...{ withdrawn: new Map(), returned: new Map(), ended: new Map() },
    ...{ added: new Map(), known: new Set(), everShown: new Set() },
  }
  let files: ReadonlyMap<ArticleId, ArticleFile> = new Map()
  let blocks: ReadonlyMap<string, readonly ArticleId[]> = new Map()
  let now = 0
  let refreshed = false

  const entryOf = (article: ArticleId, language: Tongue): ModelEntry | undefined => {
    const file = files.get(article)
    const variant = file?.variants[language]
    if (!file || !variant || file.status !== 'published') return undefined
    const published = variant.published ?? file.published
    if (published > now || (file.expires !== undefined && file.expires <= now)) return undefined
    const id = entryId(article, language)
    // A change with a date in the future does not count yet.
    const changes = [variant.updated ?? file.updated, variant.correction ?? file.correction, memory.returned.get(id)]
    const told = changes.filter((at): at is number => at !== undefined && at <= now)
    return { id, article, language, published, updated: Math.max(published, ...told) }
  }

  /** The feed's own languages come before fallbacks, in the order of the feed's languages. */
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

  /** The time when a late entry was added to a feed, or 0. */
  const addedTo = ({ languages, parts }: ModelFeed, entry: ModelEntry): number => {
    const own = languages.find((language) => language === entry.language)
    const branch = own ?? branchOf(languages, entry.language)
    const shownIn = (path: string): boolean => {
      const file = files.get(entry.article)
      return STANDING.some(({ folder, has }) => folder === `/${branch}/${path}` && file !== undefined && has(file))
    }
    const instants = (paths: readonly string[]) =>
      paths.filter(shownIn).map((path) => memory.added.get(`/${branch}/${path} ${entry.id}`) ?? 0)
    const any = instants(parts.any)
    return parts.all.length > 0 ? Math.max(...any, ...instants(parts.all)) : Math.min(...(any.length > 0 ? any : [0]))
  }

  const updateAdded = (before: readonly Shown[], lastNow: number, at: number): void => {
    for (const { feed, shown } of before) {
      const path = feed.folder.slice(4)
      const late: string[] = []
      const after = entries(feed)
      for (const { id } of shown) if (!after.some((one) => one.id === id)) memory.added.delete(`${feed.folder} ${id}`)
      for (const { id, updated } of after) {
        if (!shown.some((one) => one.id === id) && updated <= lastNow) late.push(id)
      }
      if (!refreshed || !memory.known.has(path) || late.length > ITEMS / 2) continue
      for (const id of late) memory.added.set(`${feed.folder} ${id}`, at)
    }
    for (const { feed } of before) if (entries(feed).length > 0) memory.known.add(feed.folder.slice(4))
    memory.known.add('')
  }

  const updateEnded = (before: readonly Shown[], at: number): void => {
    for (const { feed, shown } of before) {
      for (const { id, article, language } of shown) {
        if (feed.languages.includes(language)) continue
        const next = shownOf(article, [branchOf(feed.languages, language)])
        if (next && next.language !== language) memory.ended.set(`${feed.folder} ${id}`, at)
      }
      for (const { id } of entries(feed)) memory.ended.delete(`${feed.folder} ${id}`)
    }
  }

  return {
    memory,
    entries,
    exists: ({ tags }) => tags.every((tag) => memory.everShown.has(tag)),
    window: (feed) => {
      if (feed.block !== undefined) return entries(feed)
      const all = entries(feed)
      const added = new Map(all.map((entry) => [entry, addedTo(feed, entry)]))
      const later = (entry: ModelEntry, date: number): number => Math.max(date, added.get(entry) ?? 0)
      return all
        .sort(byDate)
        .sort((a, b) => later(b, b.updated) - later(a, a.updated))
        .slice(0, ITEMS)
        .sort(byDate)
        .sort((a, b) => later(b, b.published) - later(a, a.published))
    },
    tombstones: ({ folder }) => {
      const told = [...memory.withdrawn].filter(([, { at, folders }]) => now < at + KEEP * DAY && folders.has(folder))
      const ended = [...memory.ended].flatMap(([key, at]) => {
        const [feed, id = ''] = key.split(' ')
        return feed === folder && now < at + KEEP * DAY ? [[id, at] as const] : []
      })
      return Object.fromEntries([...ended, ...told.map(([id, { at }]) => [id, at] as const)])
    },
    refresh: (desk, vanished) => {
      const before = [...STANDING, ...HEADLINES, ...COMBINED].map((feed) => ({ feed, shown: entries(feed) }))
      files = new Map(desk.files)
      blocks = new Map(desk.blocks)
      const lastNow = now
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
      updateEnded(before, at)
      updateAdded(
        before.filter(({ feed }) => STANDING.includes(feed)),
        lastNow,
        at,
      )
      refreshed = true
      for (const { id, article } of [...STANDING, ...HEADLINES].flatMap(entries)) {
        memory.everShown.add(id)
        memory.everShown.add(article)
        for (const label of files.get(article)?.tags ?? []) memory.everShown.add(label.toLowerCase())
      }
    },
  }
}

const DAY = 24 * 60 * 60 * 1000

type Shown = { readonly feed: ModelFeed; readonly shown: readonly ModelEntry[] }

/** The language of the feed that has `shown` as a fallback. */
function branchOf(languages: readonly Tongue[], shown: Tongue): Tongue {
  return languages.find((language) => FALLBACK[language].includes(shown)) as Tongue
}

/** Embargo and expiry withdraw nothing. Deleted articles and drafts are withdrawn only with `vanished: withdraw`. */
function isWithdrawn(file: ArticleFile | undefined, language: Tongue, vanished: 'withdraw' | 'forget'): boolean {
  const gone = !file?.variants[language]
  if (!gone && file?.status === 'withdrawn') return true
  return (gone || file?.status === 'draft') && vanished === 'withdraw'
}

function byDate(a: ModelEntry, b: ModelEntry): number {
  return b.published - a.published || (a.article < b.article ? -1 : 1)
}
