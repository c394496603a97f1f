import { readConfig } from '../../src/config/config.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { createIntakePool } from '../../src/ingest/pool.ts'
import { createRemoteReader } from '../../src/ingest/remote-reader.ts'
import { sourcesOf } from '../../src/sources/sources.ts'
import { knownFiles } from './known-files.ts'

// The entry point of a process that ingests a newsroom with intake processes, and prints the result. It exits only if
// no intake process keeps it alive.

const [folder = ''] = process.argv.slice(2)
const context = { site: readConfig({ POLYFEED_DATA: folder }).site, servesMedia: false }
const reader = createRemoteReader(createIntakePool(), context, folder)
const incoming = createIngest({ sources: sourcesOf(context.site, folder), reader })

const taken = { files: 0, quarantined: [] as unknown[] }
for await (const { changed } of incoming.changes(knownFiles(), { all: false, confirmed: new Set() })) {
  taken.files += changed.length
  taken.quarantined.push(...changed.flatMap(({ quarantined }) => quarantined))
}
process.stdout.write(`${JSON.stringify(taken)}\n`)
