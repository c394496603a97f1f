import { readConfig } from '../../src/config/config.ts'
import { incomingFrom } from '../../src/publishing/incoming.ts'
import { createIntakePool } from '../../src/publishing/intake-pool.ts'
import { sourcesOf } from '../../src/sources/sources.ts'

// A process of its own: takes in a newsroom's files through threads, says what became of them, and ends when nothing keeps it.

const [folder = ''] = process.argv.slice(2)
const context = { site: readConfig({ POLYFEED_DATA: folder }).site, servesMedia: false }
const pool = createIntakePool(context, folder)
const incoming = incomingFrom({ sources: sourcesOf(context.site, folder), context, pool })
const known = { fileMarks: async () => new Map(), fileCount: async () => 0 }

const taken = { files: 0, quarantined: [] as unknown[] }
for await (const { changed } of incoming.changes(known, false)) {
  taken.files += changed.length
  taken.quarantined.push(...changed.flatMap(({ quarantined }) => quarantined))
}
process.stdout.write(`${JSON.stringify(taken)}\n`)
