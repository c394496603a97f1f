import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { deserialize, serialize } from 'node:v8'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Exchange, Exchanges } from '../exchange.ts'

// What all peers have at hand: the documents that Polyfeed answered, in every encoding, with all of their fields.

export function savePrepared(file: string, exchanges: Exchanges): void {
  writeFileSync(file, serialize(exchanges))
}

export function readPrepared(file: string): Exchanges {
  const saved = deserialize(readFileSync(file)) as Map<string, Exchange>
  // Views of the one file: each document has memory of its own, as it would have anywhere else.
  return new Map([...saved].map(([key, { body, ...rest }]) => [key, { ...rest, body: Buffer.from(body) }]))
}

/** Fields as most frameworks take them. */
export function fieldsBy(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), fields[index + 1] as string]] : [])),
  )
}

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
}

/** The body without its encoding. @throws Error where nobody here knows that */
export function plainOf({ full, body }: Pick<Exchange, 'full' | 'body'>): Buffer {
  const encoding = fieldsBy(full)['content-encoding']
  if (encoding === undefined) return body
  const decode = DECODERS[encoding]
  if (!decode) throw new Error(`an answer in ${encoding}`)
  return decode(body)
}

/** Tells the bench where it listens, and ends when it is told to. */
export function listening(address: AddressInfo): void {
  process.stdout.write(`http://127.0.0.1:${address.port}\n`)
  process.once('SIGTERM', () => process.exit(0))
}
