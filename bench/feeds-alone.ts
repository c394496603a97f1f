import { mkdirSync, writeFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { feedFromState } from '../src/domain/feed.ts'
import type { Format } from '../src/domain/feed-key.ts'
import { folderOf, pathOf } from '../src/domain/feed-path.ts'
import type { Published } from '../src/editions/published.ts'

// A command that does the work of Hugo: a first refresh, then every feed of the edition in some formats as files. It
// skips pages, archives and encodings, which Hugo does not write either.
// As in src/main.ts: Hugo is compiled, too.
const cache = fileURLToPath(new URL('../node_modules/.cache/polyfeed', import.meta.url))
enableCompileCache(cache)
process.env.NODE_COMPILE_CACHE = cache
const { createApp } = await import('../src/app.ts')
const { readConfig } = await import('../src/config/config.ts')
const { createDocuments } = await import('../src/editions/feed-bodies.ts')
const { FRAGMENT_BYTES } = await import('../src/export/build.ts')

const [folder = '', store = '', out = '', ...formats] = process.argv.slice(2)
const app = await createApp(readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: store }))
await app.newsroom.refresh()
const published = app.newsroom.current() as Published
const documents = createDocuments(app.store, undefined, FRAGMENT_BYTES)
let documentCount = 0
for (const state of published.edition.feeds.values()) {
  const feed = feedFromState(state)
  mkdirSync(path.join(out, folderOf(feed.key)), { recursive: true })
  for (const format of formats as Format[]) {
    writeFileSync(path.join(out, pathOf(feed.key, format)), await documents.body(published, feed, format, 'identity'))
    documentCount++
  }
}
await app.close()
process.stdout.write(`${documentCount}\n`)
