import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { folderOf } from '../domain/feed-path.ts'
import { missingSourceMessage } from '../domain/sources.ts'
import { CHANGES, changesBetween, type EntryChange, type FeedChange, variantKey } from '../refresh/planned-changes.ts'
import { copyStore } from '../store/open.ts'

export type DiffOptions = { readonly items?: boolean; readonly json?: boolean }

type Kind = EntryChange['kind']

/** Items by kind of change. */
type Counts = Readonly<Record<Kind, number>>

const SIGNS: Record<Kind, string> = { new: '+', changed: '~', moved: '>', withdrawn: 'x', removed: '-' }
const LEGEND = CHANGES.map((kind) => `${SIGNS[kind]} ${kind}`).join(', ')

/** Refreshes a copy of the store and prints the changes of the feeds. Writes nothing. */
export async function diff({ items = false, json = false }: DiffOptions = {}): Promise<number> {
  const config = readConfig()
  const before = await copyStore(config.store, false)
  const after = await copyStore(config.store)
  const app = await createApp(config, { store: after })
  const titles = new Map<string, string>()
  /** Most variants are in several feeds. */
  const titleOf = async ({ kind, placed }: EntryChange): Promise<string> => {
    const reader = kind === 'withdrawn' || kind === 'removed' ? before : after
    const key = `${reader === before} ${variantKey(placed)}`
    const title = titles.get(key) ?? (await reader.titleOf(placed))
    titles.set(key, title)
    return title
  }
  try {
    await app.newsroom.refresh()
    const missing = app.newsroom.missingSources().map(missingSourceMessage)
    const published = app.newsroom.current()
    const changes = published ? (await changesBetween(before, after, published)).toSorted(byEntries) : []
    if (json) {
      const feeds = await Promise.all(changes.map((change) => writtenOut(change, titleOf)))
      const document = { feeds, total: { feeds: feeds.length, ...totalOf(changes) }, missing }
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
      return 0
    }
    const lines = [...missing, ...summaryOf(changes), ...(items ? [`Items: ${LEGEND}`] : [])]
    process.stdout.write(lines.map((line) => `${line}\n`).join(''))
    for (const change of items ? changes.filter(hasEntries) : []) {
      process.stdout.write(await itemsOf(change, titleOf))
    }
    return 0
  } finally {
    await app.close()
    await before.close()
  }
}

type TitleOf = (change: EntryChange) => Promise<string>

function hasEntries({ entries }: FeedChange): boolean {
  return entries.length > 0
}

function byEntries(a: FeedChange, b: FeedChange): number {
  return b.entries.length - a.entries.length || (folderOf(a.key) < folderOf(b.key) ? -1 : 1)
}

/** One line per feed with changed items, those with the most changes first, and the total. */
function summaryOf(changes: readonly FeedChange[]): string[] {
  if (changes.length === 0) return ['Nothing would change.']
  const feeds = (count: number): string => `${count} feed${count === 1 ? '' : 's'}`
  const lines = changes
    .filter(hasEntries)
    .map(({ key, entries }) => `${decodeURI(folderOf(key))}: ${listed(countsOf(entries))}`)
  const withoutEntries = changes.length - lines.length
  const totals = [
    ...(lines.length > 0 ? [`${listed(totalOf(changes))} in ${feeds(lines.length)}`] : []),
    ...(withoutEntries > 0 ? [`${feeds(withoutEntries)} only in title, links or dates`] : []),
  ]
  return [...lines, `Total: ${totals.join('; ')}.`]
}

/** One block per feed, one line per item. */
async function itemsOf({ key, entries }: FeedChange, titleOf: TitleOf): Promise<string> {
  const lines: string[] = []
  for (const change of entries) {
    const { article, language, published } = change.placed
    const day = new Date(published).toISOString().slice(0, 10)
    lines.push(`  ${SIGNS[change.kind]} ${day} ${article} (${language}) ${await titleOf(change)}\n`)
  }
  return `${decodeURI(folderOf(key))}\n${lines.join('')}`
}

/** For machines. */
async function writtenOut({ key, entries, channelChanged }: FeedChange, titleOf: TitleOf) {
  const items = entries.map(async (change) => {
    const { article, language, published } = change.placed
    return {
      ...{ change: change.kind, article, language, published: new Date(published).toISOString() },
      title: await titleOf(change),
    }
  })
  return { path: folderOf(key), ...countsOf(entries), feedChanged: channelChanged, items: await Promise.all(items) }
}

function countsOf(entries: readonly EntryChange[]): Counts {
  const count = (countedKind: Kind): number => entries.filter(({ kind }) => kind === countedKind).length
  return Object.fromEntries(CHANGES.map((kind) => [kind, count(kind)])) as Counts
}

/** Each variant counts once for a kind of change, in however many feeds. */
function totalOf(changes: readonly FeedChange[]): Counts {
  const entries = changes.flatMap((change) => change.entries)
  const unique = new Map(entries.map((change) => [`${change.kind} ${variantKey(change.placed)}`, change]))
  return countsOf([...unique.values()])
}

/** `2 new, 1 withdrawn` */
function listed(counts: Counts): string {
  return CHANGES.filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`)
    .join(', ')
}
