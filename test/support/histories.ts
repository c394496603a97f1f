import fc from 'fast-check'
import { NOW } from './newsroom.ts'

/** The languages of the newsroom in generated histories. Only Russian has fallbacks. */
export const TONGUES = ['uk', 'ru', 'en'] as const
export type Tongue = (typeof TONGUES)[number]

/** Ids that occur in no other text, so that a test can search documents for an article. */
export const ARTICLES = ['heron', 'kestrel', 'osprey', 'plover', 'wren'] as const
export type ArticleId = (typeof ARTICLES)[number]

export type VariantFile = {
  /** The number of the text's version; it is part of the title and the content. */
  readonly text: number
  readonly published?: number
  readonly updated?: number
  readonly correction?: number
}

/** The content of an article file. All times are milliseconds since 1970. */
export type ArticleFile = {
  readonly status: 'draft' | 'published' | 'withdrawn'
  readonly published: number
  readonly updated?: number
  readonly expires?: number
  readonly correction?: number
  readonly section: string
  readonly author: string
  readonly tags: readonly string[]
  readonly variants: Readonly<Partial<Record<Tongue, VariantFile>>>
}

/** The state of a newsroom: article files, deleted files, blocks of headlines, and the clock. */
export type Newsdesk = {
  readonly files: Map<ArticleId, ArticleFile>
  readonly bin: Map<ArticleId, ArticleFile>
  readonly blocks: Map<string, readonly ArticleId[]>
  now: number
  /** The number of texts so far. */
  texts: number
}

export const BLOCKS = ['front', 'later'] as const

export function newsdesk(): Newsdesk {
  return { files: new Map(), bin: new Map(), blocks: new Map(BLOCKS.map((name) => [name, []])), now: NOW, texts: 0 }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Terms = Pick<ArticleFile, 'section' | 'author' | 'tags'>
type Of = { readonly article: ArticleId }
/** `tongue` is null for the article as a whole. */
type OfVariant = Of & { readonly tongue: Tongue | null }

/** Actions of editors, the clock and the operator. `after` and `ago` are milliseconds relative to the clock. */
export type Operation =
  | (Of & Terms & { readonly does: 'create'; readonly tongues: readonly Tongue[]; readonly ago: number })
  | (Of & { readonly does: 'translate'; readonly tongue: Tongue })
  | (Of & { readonly does: 'edit'; readonly tongue: Tongue })
  | (OfVariant & { readonly does: 'update' | 'correct'; readonly ago: number })
  | (OfVariant & { readonly does: 'date'; readonly after: number })
  | (Of & { readonly does: 'expire'; readonly after: number })
  | (Of & { readonly does: 'label' } & Terms)
  | (Of & { readonly does: 'withdraw' | 'draft' | 'delete' | 'return' })
  | { readonly does: 'rank'; readonly block: string; readonly articles: readonly ArticleId[] }
  | { readonly does: 'wait'; readonly for: number }
  | { readonly does: 'refresh' | 'restart' }

/** Applies an operation to the state. An operation that is not possible does nothing. */
export function act(desk: Newsdesk, operation: Operation): void {
  if (operation.does === 'wait') desk.now += operation.for
  else if (operation.does === 'rank') desk.blocks.set(operation.block, operation.articles)
  else if ('article' in operation) actOn(desk, operation)
}

function actOn(desk: Newsdesk, operation: Extract<Operation, Of>): void {
  const { files, bin, now } = desk
  const { article } = operation
  const file = files.get(article)
  const put = (next: ArticleFile): void => void files.set(article, consistent(next))
  if (operation.does === 'create') {
    const { section, author, tags, tongues, ago } = operation
    const variants = Object.fromEntries(tongues.map((tongue) => [tongue, { text: ++desk.texts }]))
    if (!file) put({ status: 'published', published: whole(now - ago), section, author, tags, variants })
    return
  }
  if (operation.does === 'return') {
    const kept = file ?? bin.get(article)
    if (kept) put({ ...kept, status: 'published' })
    return
  }
  if (!file) return
  switch (operation.does) {
    case 'translate': {
      const { [operation.tongue]: known, ...others } = file.variants
      if (!known) put({ ...file, variants: { ...others, [operation.tongue]: { text: ++desk.texts } } })
      else if (Object.keys(others).length > 0) put({ ...file, variants: others })
      return
    }
    case 'edit':
      put(dated(file, operation.tongue, { text: ++desk.texts }))
      return
    case 'update':
      put(dated(file, operation.tongue, { updated: whole(now - operation.ago) }))
      return
    case 'correct':
      put(dated(file, operation.tongue, { correction: whole(now - operation.ago) }))
      return
    case 'date':
      put(dated(file, operation.tongue, { published: whole(now + operation.after) }))
      return
    case 'expire':
      put({ ...file, expires: whole(now + operation.after) })
      return
    case 'label':
      put({ ...file, section: operation.section, author: operation.author, tags: operation.tags })
      return
    case 'withdraw':
      put({ ...file, status: 'withdrawn' })
      return
    case 'draft':
      put({ ...file, status: 'draft' })
      return
    case 'delete':
      files.delete(article)
      bin.set(article, file)
  }
}

function whole(instant: number): number {
  return Math.floor(instant / 1000) * 1000
}

/** Changes values of one variant, or of the article for all variants. */
function dated(file: ArticleFile, tongue: Tongue | null, over: Partial<VariantFile>): ArticleFile {
  if (tongue === null) return { ...file, ...over }
  const variant = file.variants[tongue]
  return variant ? { ...file, variants: { ...file.variants, [tongue]: { ...variant, ...over } } } : file
}

/** Removes an `expires` that is not after the last `published`, because intake rejects such articles. */
function consistent({ expires, ...file }: ArticleFile): ArticleFile {
  const last = Math.max(file.published, ...Object.values(file.variants).map(({ published = 0 }) => published))
  return expires === undefined || expires <= last ? file : { ...file, expires }
}

const article = fc.constantFrom(...ARTICLES)
const tongue = fc.constantFrom(...TONGUES)
const variantOrAll = fc.option(tongue, { nil: null })
const terms = {
  section: fc.constantFrom('city', 'world'),
  author: fc.constantFrom('Iryna', 'Marko'),
  // Two spellings of one tag. The label of its feed is the most frequent spelling.
  tags: fc.subarray(['USA', 'river', 'sport', 'usa']),
}
const past = fc.oneof(fc.constantFrom(0, MINUTE, DAY, 9 * DAY + 15 * HOUR), fc.integer({ min: 0, max: 100 * DAY }))
const future = fc.constantFrom(MINUTE, HOUR, DAY, 20 * DAY)
const lately = fc.constantFrom(0, MINUTE, HOUR, 30 * DAY)
const date = fc.oneof(
  future,
  past.map((ago) => -ago),
)

const doing = <T extends Operation['does']>(...does: readonly T[]) => fc.constantFrom(...does)
const created = fc.subarray([...TONGUES], { minLength: 1 })
const create = fc.record({ does: doing('create'), article, tongues: created, ago: past, ...terms })

/** Any operation. Some do nothing, because the article already exists, or does not exist. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: create },
  { weight: 2, arbitrary: fc.record({ does: doing('translate'), article, tongue }) },
  { weight: 1, arbitrary: fc.record({ does: doing('edit'), article, tongue }) },
  { weight: 2, arbitrary: fc.record({ does: doing('update', 'correct'), article, tongue: variantOrAll, ago: lately }) },
  { weight: 2, arbitrary: fc.record({ does: doing('date'), article, tongue: variantOrAll, after: date }) },
  { weight: 1, arbitrary: fc.record({ does: doing('expire'), article, after: future }) },
  { weight: 2, arbitrary: fc.record({ does: doing('label'), article, ...terms }) },
  { weight: 4, arbitrary: fc.record({ does: doing('withdraw', 'draft', 'delete', 'return', 'return'), article }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: doing('rank'),
      block: fc.constantFrom(...BLOCKS),
      articles: fc.shuffledSubarray([...ARTICLES]),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: doing('wait'), for: fc.constantFrom(MINUTE, HOUR, DAY, 12 * DAY, 40 * DAY) }),
  },
  { weight: 5, arbitrary: fc.record({ does: doing('refresh', 'refresh', 'refresh', 'restart') }) },
)

/** Settings of the newsroom. */
export const setting = fc.record({
  timeZone: fc.constantFrom('UTC', 'Europe/Kyiv'),
  vanished: fc.constantFrom('withdraw' as const, 'forget' as const),
})
export type Setting = {
  readonly timeZone: string
  readonly vanished: 'withdraw' | 'forget'
  /** Turns off fallbacks and late entries, because the store remembers both. */
  readonly remembersNothing?: boolean
}

/** Creates some articles, then runs random operations. The last operation is a refresh. */
export const history: fc.Arbitrary<readonly Operation[]> = fc
  .tuple(fc.array(create, { minLength: 2, maxLength: 5 }), fc.array(operation, { minLength: 4, maxLength: 24 }))
  .map(([first, then]) => [...first, { does: 'refresh' }, ...then, { does: 'refresh' }])
