import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config/config.ts'
import { FORMATS, type Format, keyOf } from '../src/domain/feed-key.ts'
import { readFeed } from '../src/editions/feeds.ts'
import type { Published } from '../src/editions/published.ts'
import { compose, FORMAT_SPECS, fragmentOf } from '../src/feeds/compose.ts'
import { entryOf } from '../src/feeds/entry.ts'
import { renderedEntry } from '../src/feeds/rendition.ts'
import { feedItem, writeDocument } from '../test/support/feed-items.ts'

/** `took`: microseconds per document in each round. */
export type Composed = {
  readonly format: Format
  readonly items: number
  readonly bytes: number
  readonly microseconds: Readonly<Record<Way, readonly number[]>>
}

/** Composed from fragments; written by `feed` as text, and as bytes. */
const WAYS = ['composed', 'whole', 'wholeBytes'] as const
type Way = (typeof WAYS)[number]

const WARM_UP = 2
const TURN_MS = 200

const [folder = '', rounds = ''] = process.argv.slice(2)
const app = await createApp(readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: 'sqlite::memory:' }))
await app.newsroom.refresh()
const published = app.newsroom.current() as Published
const { site, catalog } = published.context
const key = keyOf({ language: site.languages[0], kind: 'all' })
const content = await app.store.snapshot((reader) => readFeed(published, key, reader))
if (!content) throw new Error('the newsroom has no feed of all articles')
const { channel, rendition, selection } = content
const shownVariants = await app.store.shownVariants(selection.placed)
await app.close()
const shell = { channel, tombstones: [], rendition }
const options = { authority: site.authority, rendition }
const entries = shownVariants.map(({ variant, siblings }) =>
  entryOf(site, catalog, key.languages, variant, siblings, published.edition.instant),
)

function waysOf(format: Format): Record<Way, () => string | Buffer> {
  const spec = FORMAT_SPECS[format]
  const fragments = entries.map((entry) => fragmentOf(format, entry, options))
  const items = entries.map((entry) => feedItem(format, renderedEntry(entry, rendition), options))
  const composed = () => compose(format, shell, fragments)
  const write = () => writeDocument(format, spec.channel(shell), items)
  return {
    ...{ composed, whole: write },
    wholeBytes: () => Buffer.from(write()),
  }
}

const ITEMS: Record<Format, RegExp> = { rss: /<\/item>/g, atom: /<\/entry>/g, json: /"date_modified":/g }

function count(format: Format, document: string | Buffer): number {
  return document.toString().match(ITEMS[format])?.length ?? 0
}

function measureMicroseconds(make: () => unknown): number {
  const start = performance.now()
  let count = 0
  while (performance.now() - start < TURN_MS) for (let time = 0; time < 5; time++, count++) make()
  return (1000 * (performance.now() - start)) / count
}

const results = FORMATS.map((format): Composed => {
  const ways = waysOf(format)
  const items = count(format, ways.composed())
  if (items !== entries.length || count(format, ways.whole()) !== items)
    throw new Error(`${format}: the ways differ in their number of items`)
  const microseconds: Record<Way, number[]> = { composed: [], whole: [], wholeBytes: [] }
  for (let round = 0; round < WARM_UP + Number(rounds); round++) {
    for (const way of WAYS) microseconds[way].push(measureMicroseconds(ways[way]))
  }
  for (const way of WAYS) microseconds[way].splice(0, WARM_UP)
  return { format, items, bytes: ways.composed().length, microseconds }
})
process.stdout.write(JSON.stringify(results))
