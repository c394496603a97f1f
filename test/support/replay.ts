import { createResolver } from '../../src/documents/resolver.ts'
import { createDocuments } from '../../src/editions/feed-bodies.ts'
import { pathOfUrl } from '../../src/http/request-path.ts'
import { createNewsroom, type Newsroom } from '../../src/refresh/newsroom.ts'
import type { Store } from '../../src/store/port.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { type Desk, desk as deskOf } from './feeds.ts'
import { type ArticleFile, act, type Newsdesk, newsdesk, type Operation, type Setting } from './histories.ts'
import { createModel, FALLBACK, ITEMS, KEEP, type Model } from './newsdesk-model.ts'
import { comingFrom, type MemorySource, memorySource } from './press.ts'

/** A document as the server sends it. */
export type Served = {
  readonly version: string
  readonly lastModified: number
  readonly cacheControl: string
  readonly text: string
  /** The header fields, except the surrogate keys, which are in `keys`. */
  readonly fields: readonly string[]
  readonly keys: readonly string[]
  /** The delta since a version; `undefined` if there is none. */
  readonly since: (version: string) => Promise<string | undefined>
}

/** A newsroom after a refresh, or after a restart and before its next refresh. */
export type Moment = {
  readonly after: 'refresh' | 'restart'
  readonly model: Model
  readonly desk: Newsdesk
  readonly store: Store
  readonly source: MemorySource
  /** The surrogate keys that the last refresh purged. */
  readonly purged: readonly string[]
  /** `undefined` if no document has this path. */
  read(path: string): Promise<Served | undefined>
}

export type Observer = (moment: Moment) => Promise<void> | void

/** The duration of a refresh in milliseconds. With 0, several refreshes can happen in one second. */
export type Pace = { readonly refreshing: number }

/** Applies the operations of a history, and calls `observe` after each refresh and restart. */
export async function replay(
  operations: readonly Operation[],
  { refreshing = 1000, ...setting }: Setting & Partial<Pace>,
  observe: Observer,
): Promise<void> {
  const desk = newsdesk()
  const model = createModel()
  const source = memorySource()
  const store = openSqliteStore(':memory:')
  const open = () => opened(setting, { desk, source, store })
  let room = open()
  const show = (after: Moment['after']) =>
    observe({ after, model, desk, store, source, purged: room.purged(), read: room.read })
  try {
    for (const operation of operations) {
      act(desk, operation)
      if (operation.does === 'restart') {
        room = open()
        await room.newsroom.follow()
        await show('restart')
      } else if (operation.does === 'refresh') {
        desk.now += refreshing
        writeAll(desk, source)
        model.refresh(desk, setting.vanished)
        await room.newsroom.refresh()
        await show('refresh')
      }
    }
  } finally {
    await store.close()
  }
}

/** Refreshes a newsroom with these files on a new store, which contains only the rows that `prepare` writes. */
export async function replayOnNewStore(
  { desk, source }: Pick<Moment, 'desk' | 'source'>,
  setting: Setting,
  prepare: (store: Store) => Promise<void>,
  look: (read: Moment['read']) => Promise<void>,
): Promise<void> {
  const store = openSqliteStore(':memory:')
  try {
    await prepare(store)
    const { newsroom, read } = opened(setting, { desk, source, store })
    await newsroom.refresh()
    await look(read)
  } finally {
    await store.close()
  }
}

type Opened = {
  readonly newsroom: Newsroom
  readonly read: Moment['read']
  /** The surrogate keys that the last refresh purged; empty without a successful refresh. */
  readonly purged: () => readonly string[]
}

/** Creates a newsroom and its resolver, as the program does at a start. */
function opened(setting: Setting, { desk, source, store }: Pick<Moment, 'desk' | 'source' | 'store'>): Opened {
  const { site, catalog } = deskIn(setting)
  const newsroom = createNewsroom(() => ({
    ...{ site, store, ...comingFrom(source, site), program: 'program' },
    ...{ catalog: () => catalog, headlines: new Map(desk.blocks), problems: [] },
    now: () => desk.now,
  }))
  const purged = (): readonly string[] => {
    const outcome = newsroom.lastOutcome()
    return outcome?.ok ? outcome.changedKeys : []
  }
  const documents = createDocuments(store)
  const resolve = createResolver({ documents, store, hasQueryUrls: true })
  return {
    newsroom,
    purged,
    read: async (path) => {
      const published = newsroom.current()
      const found = published && (await resolve(published, pathOfUrl(path), false, path))
      if (found?.kind !== 'document') return undefined
      const { document } = found
      const { version, lastModified, cacheControl, fields, surrogateKeyField, body } = document
      const text = (await body('identity')).toString()
      const [, value = ''] = surrogateKeyField
      const since = async (earlier: string) => {
        const delta = await document.deltaSince?.(earlier)
        return delta && (await delta.body('identity')).toString()
      }
      return { version, lastModified: lastModified ?? 0, cacheControl, text, fields, keys: value.split(' '), since }
    },
  }
}

const desks = new Map<string, Desk>()

function deskIn({ timeZone, vanished, remembersNothing = false }: Setting): Desk {
  const name = `${timeZone} ${vanished} ${remembersNothing}`
  const known = desks.get(name)
  if (known) return known
  const made = deskOf({
    ...{ timeZone, feeds: { items: ITEMS }, withdrawals: { keep: KEEP, vanished } },
    ...(remembersNothing ? { backfill: 'quiet' } : { fallback: FALLBACK }),
    partners: { open: { items: 2, content: 'summary', tags: ['usa', 'river'] } },
    cdn: { header: 'Surrogate-Key' },
  })
  desks.set(name, made)
  return made
}

/** Makes the source's files equal to those of `desk`. */
function writeAll({ files }: Newsdesk, source: MemorySource): void {
  const there = new Set([...source.scan()].map(({ file }) => file))
  for (const [id, file] of files) source.write(`${id}.json`, writtenAs(id, file))
  for (const file of there) if (!files.has(file.replace('.json', '') as never)) source.remove(file)
}

function writtenAs(id: string, { section, author, tags, variants, ...file }: ArticleFile) {
  const own = Object.entries(variants).map(([tongue, { text, ...variant }]) => [
    tongue,
    {
      ...{ title: `${id} ${tongue} ${text}`, summary: `${id} ${tongue}.`, content: `<p>${id} ${tongue} ${text}</p>` },
      ...{ url: `/${tongue}/${id}/`, ...timesOf(variant) },
    },
  ])
  const facts = { status: file.status, section, authors: [{ name: author }], tags: [...tags, `only ${id}`] }
  return { ...facts, ...timesOf(file), variants: Object.fromEntries(own) }
}

function timesOf(of: Pick<ArticleFile, 'updated' | 'expires' | 'correction'> & { readonly published?: number }) {
  const { published, updated, expires, correction } = of
  const at = (name: string, instant: number | undefined) =>
    instant === undefined ? {} : { [name]: new Date(instant).toISOString() }
  return {
    ...at('published', published),
    ...at('updated', updated),
    ...at('expires', expires),
    ...(correction !== undefined && { correction: { note: 'A mistake.', at: new Date(correction).toISOString() } }),
  }
}
