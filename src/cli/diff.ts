import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { folderOf } from '../domain/feed-path.ts'
import { missingSourceMessage } from '../domain/sources.ts'
import { changesBetween, type EntryChange, type FeedChange } from '../refresh/planned-changes.ts'
import { copyStore } from '../store/open.ts'
import type { StoreReader } from '../store/port.ts'

const SIGNS: Record<EntryChange['kind'], string> = { added: '+', changed: '~', withdrawn: 'x', removed: '-' }

/** Refreshes a copy of the store and prints the changes of the feeds. Writes nothing. */
export async function diff(): Promise<number> {
  const config = readConfig()
  const before = await copyStore(config.store)
  const after = await copyStore(config.store)
  const app = await createApp(config, { store: after })
  try {
    await app.newsroom.refresh()
    for (const missing of app.newsroom.missingSources()) process.stdout.write(`${missingSourceMessage(missing)}\n`)
    const published = app.newsroom.current()
    const changes = published ? await changesBetween(before, after, published) : []
    for (const change of changes.filter(({ entries }) => entries.length > 0)) {
      process.stdout.write(await linesOf(change, before, after))
    }
    process.stdout.write(summary(changes))
    return 0
  } finally {
    await app.close()
    await before.close()
  }
}

async function linesOf({ key, entries }: FeedChange, before: StoreReader, after: StoreReader): Promise<string> {
  const lines: string[] = []
  for (const { kind, placed } of entries) {
    const reader = kind === 'added' || kind === 'changed' ? after : before
    const [shown] = await reader.shownVariants([placed])
    const day = new Date(placed.published).toISOString().slice(0, 10)
    lines.push(`  ${SIGNS[kind]} ${day} ${placed.article} (${placed.language}) ${shown?.variant.title ?? ''}\n`)
  }
  return `${decodeURI(folderOf(key))}\n${lines.join('')}`
}

function summary(changes: readonly FeedChange[]): string {
  const feeds = (count: number): string => `${count} feed${count === 1 ? '' : 's'}`
  if (changes.length === 0) return 'Nothing would change.\n'
  const withEntries = changes.filter(({ entries }) => entries.length > 0).length
  const withoutEntries = changes.length - withEntries
  const rest = withoutEntries > 0 ? `; ${feeds(withoutEntries)} only in title, links or dates` : ''
  return `${feeds(withEntries)} would change in their items (+ new, ~ changed, x withdrawn, - removed)${rest}.\n`
}
