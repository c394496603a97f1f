import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { fetchSource } from '../src/fetching/fetch-source.ts'
import { ndjsonConnector } from '../src/fetching/ndjson.ts'
import { createOutbound } from '../src/outbound/client.ts'
import { openStore } from '../src/store/open.ts'

/** One fetch into an empty store, in a process of its own. */
export type FetchRound = { readonly records: number; readonly seconds: number; readonly peakMb: number }

const [lines = '', file = '', copies = ''] = process.argv.slice(2)
const copied = `${file}.ndjson`
await writeCopies()

async function writeCopies(): Promise<void> {
  const output = createWriteStream(copied)
  for (let copy = 0; copy < Number(copies); copy++) {
    for await (const line of createInterface({ input: createReadStream(lines) })) {
      if (!output.write(`${line.replace('story-', `story-${copy}-`)}\n`)) await once(output, 'drain')
    }
  }
  output.end()
  await finished(output)
}

const store = await openStore(`sqlite:${file}`)
const settings = { schedule: null, deadline: 3600, fullEvery: 24 }
const source = { type: 'ndjson', name: 'lines', fetch: { ...settings, path: copied, key: ['id'] } } as const
const outbound = createOutbound({ allow: [], feedUrl: 'https://feeds.herald.example', proxy: undefined })
const before = performance.now()
const outcome = await fetchSource(
  source,
  ndjsonConnector(source, path.dirname(file)),
  { store, outbound, now: Date.now, random: Math.random, signal: new AbortController().signal },
  () => true,
)
const seconds = (performance.now() - before) / 1000
if (!outcome || outcome.error) throw outcome?.error ?? new Error('another process fetches')
await outbound.close()
await store.close()
const peakMb = process.resourceUsage().maxRSS / 1024
process.stdout.write(JSON.stringify({ records: outcome.changed, seconds, peakMb } satisfies FetchRound))
