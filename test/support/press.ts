import { onTestFinished } from 'vitest'
import { scopeId } from '../../src/domain/feed-key.ts'
import { keyPath } from '../../src/domain/path.ts'
import type { Headlines, Site } from '../../src/domain/site.ts'
import type { Catalog } from '../../src/i18n/catalog.ts'
import { createNewsroom, type Newsroom } from '../../src/refresh/newsroom.ts'
import { type RawRecord, type Source, Unreadable } from '../../src/sources/record.ts'
import type { Store, StoreReader } from '../../src/store/port.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { incomingHere } from './desk.ts'
import { desk } from './feeds.ts'
import { NOW } from './newsroom.ts'

/** A source with files in memory, which records reads. */
export type MemorySource = Source & {
  /** The files that were read. A test may empty the list. */
  readonly reads: string[]
  /** Writes a file: text as it is, other values as JSON. Each write has a different time. */
  write(file: string, content: unknown): void
  /** Changes the time of a file, but not its content. */
  touch(file: string): void
  remove(file: string): void
  /** If set, `scan` throws this error. */
  failure: Error | undefined
}

export function memorySource(): MemorySource {
  const files = new Map<string, { bytes: Buffer; modified: number }>()
  const reads: string[] = []
  let tick = 0
  const source: MemorySource = {
    ...{ name: 'memory', prefix: '', folder: () => '/' },
    reads,
    failure: undefined,
    write: (file, content) => {
      const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
      files.set(file, { bytes, modified: ++tick })
    },
    touch: (file) => void files.set(file, { bytes: files.get(file)?.bytes ?? Buffer.alloc(0), modified: ++tick }),
    remove: (file) => void files.delete(file),
    *scan() {
      if (source.failure) throw source.failure
      for (const [file, { bytes, modified }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
        yield { file, stamp: { modified, size: bytes.byteLength } }
      }
    },
    read: (file) => {
      reads.push(file)
      return files.get(file)?.bytes ?? Buffer.alloc(0)
    },
    parse: (file, bytes) => recordOf(file, Buffer.from(bytes)),
  }
  return source
}

/** The ingest and the intake context of a newsroom with one source. */
export function comingFrom(source: Source, site: Site) {
  const intakeContext = { site, servesMedia: false }
  return { intakeContext, incoming: incomingHere([source], intakeContext) }
}

/** Parses a file like the JSON source, but the place of a problem is the path of its key only. */
function recordOf(file: string, bytes: Buffer): RawRecord {
  try {
    return { file, raw: { id: file.replace(/\.json$/, ''), ...JSON.parse(bytes.toString()) }, place: keyPath }
  } catch {
    throw new Unreadable('json_invalid', '', 'The file is not JSON.')
  }
}

export type PressOptions = {
  readonly site?: Record<string, unknown>
  readonly files?: Readonly<Record<string, unknown>>
  readonly store?: Store
  readonly now?: number
}

/** The publishing room with articles in memory: a source, a store, a clock and the newsroom. */
export type Press = {
  readonly source: MemorySource
  readonly store: Store
  readonly clock: { now: number }
  readonly newsroom: Newsroom
  /** The blocks of headlines for the next refresh. */
  readonly blocks: { current: Headlines }
  /** Creates another newsroom on the same source, store and clock, like a restart. `over` replaces parts. */
  restart(over?: { site?: Partial<Site>; catalog?: Catalog; program?: string; store?: Store }): Newsroom
}

export function press({ site, files = {}, store = openSqliteStore(':memory:'), now = NOW }: PressOptions = {}): Press {
  const { site: settings, catalog } = desk(site)
  const blocks: { current: Headlines } = {
    current: new Map(Object.entries((site?.headlines as Record<string, string[]>) ?? {})),
  }
  const source = memorySource()
  const clock = { now }
  onTestFinished(() => store.close().catch(() => undefined))
  const restart: Press['restart'] = (over = {}) => {
    const own = { ...settings, ...over.site }
    const coming = comingFrom(source, own)
    return createNewsroom(() => ({
      ...{ site: own, store: over.store ?? store, ...coming },
      ...{
        catalog: () => over.catalog ?? catalog,
        ...{ headlines: blocks.current, problems: [] },
        program: over.program ?? 'program',
        now: () => clock.now,
      },
    }))
  }
  for (const [file, content] of Object.entries(files)) source.write(file, content)
  return { source, store, clock, newsroom: restart(), blocks, restart }
}

/** The same with a first edition. */
export async function publishedPress(options: PressOptions = {}): Promise<Press> {
  const made = press(options)
  await made.newsroom.refresh()
  return made
}

/** One value of every feed in the current edition, by scope id. */
export function feedFacts<K extends 'version' | 'lastModified' | 'items'>(newsroom: Newsroom, fact: K) {
  const feeds = [...(newsroom.current()?.edition.feeds.values() ?? [])]
  return Object.fromEntries(feeds.map((feed) => [scopeId(feed.scope), feed[fact]]))
}

/** Refreshes. @returns the scopes of all feeds that are new or have another version; all other feeds are unchanged */
export async function changedBy(newsroom: Newsroom): Promise<string[]> {
  const before = feedFacts(newsroom, 'version')
  const report = await newsroom.refresh()
  const after = feedFacts(newsroom, 'version')
  const changed = Object.keys({ ...before, ...after }).filter((scope) => before[scope] !== after[scope])
  if (report.feeds !== changed.length) throw new Error(`the report counts ${report.feeds} feeds, not ${changed.length}`)
  return changed.sort()
}

/** `article language` of each entry of a feed, in feed order; `undefined` if the feed does not exist. */
export async function shownIn({ store, newsroom }: Press, scope: string): Promise<string[] | undefined> {
  const feed = newsroom.current()?.edition.feeds.get(scope)
  return feed && (await store.window(feed.scope, 100)).map(({ article, language }) => `${article} ${language}`)
}

type Work = (store: StoreReader) => unknown

/** Wraps a store: `before` is called with the name of each method, and may throw or wait. */
export function observeCalls(store: Store, before: (method: string) => void | Promise<void>): Store {
  const watching = <T extends StoreReader>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const method = Reflect.get(object, name) as (...args: unknown[]) => unknown
        return async (...args: unknown[]) => {
          await before(String(name))
          const [work, ...rest] = args
          const nested = name === 'transact' || name === 'snapshot'
          const given = nested ? [(inner: StoreReader) => (work as Work)(watching(inner)), ...rest] : args
          return Reflect.apply(method, object, given)
        }
      },
    })
  return watching(store)
}
