import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { folderOf } from '../domain/feed-path.ts'
import { missingSourceMessage } from '../domain/missing-source.ts'
import { changesBetween, type EntryChange, type FeedChange } from '../refresh/planned-changes.ts'
import { copyStore } from '../store/open.ts'
import type { StoreReader } from '../store/port.ts'

const SIGNS: Record<EntryChange['what'], string> = { added: '+', changed: '~', withdrawn: 'x', removed: '-' }

/** Refreshes a copy of the store, and says what became of the feeds. Neither the store nor anything else is written. */
export async function diff(): Promise<number> {
  const config = readConfig()
  const before = await copyStore(config.store)
  const after = await copyStore(config.store)
  const app = await createApp(config, { store: after })
  try {
    await app.newsroom.refresh()
    for (const missing of app.newsroom.missing()) process.stdout.write(`${missingSourceMessage(missing)}\n`)
    const published = app.newsroom.current()
    const changes = published ? await changesBetween(before, after, published) : []
    for (const change of changes.filter(({ entries }) => entries.length > 0)) {
      process.stdout.write(await written(change, before, after))
    }
    process.stdout.write(summary(changes))
    return 0
  } finally {
    await app.close()
    await before.close()
  }
}

async function written({ key, entries }: FeedChange, before: StoreReader, after: StoreReader): Promise<string> {
  const lines: string[] = []
  for (const { what, placed } of entries) {
    const reader = what === 'added' || what === 'changed' ? after : before
    const [shown] = await reader.shown([placed])
    const day = new Date(placed.published).toISOString().slice(0, 10)
    lines.push(`  ${SIGNS[what]} ${day} ${placed.article} (${placed.language}) ${shown?.variant.title ?? ''}\n`)
  }
  return `${decodeURI(folderOf(key))}\n${lines.join('')}`
}

function summary(changes: readonly FeedChange[]): string {
  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
  if (changes.length === 0) return 'Nothing would change.\n'
  const inside = changes.filter(({ entries }) => entries.length > 0).length
  const outside = changes.length - inside
  const rest = outside > 0 ? `; ${counted(outside, 'feed')} in what is said of the feed alone` : ''
  return `${counted(inside, 'feed')} would change in their entries (+ new, ~ other, x withdrawn, - gone from it)${rest}.\n`
}
