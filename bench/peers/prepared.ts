import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { deserialize, serialize } from 'node:v8'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Exchange, Exchanges } from '../exchange.ts'

// The input of all peers: Polyfeed's answers in every encoding, with all header fields.

export function savePrepared(file: string, exchanges: Exchanges): void {
  writeFileSync(file, serialize(exchanges))
}

export function readPrepared(file: string): Exchanges {
  const saved = deserialize(readFileSync(file)) as Map<string, Exchange>
  // Copied, because the bodies are views of one buffer, unlike in a real server.
  return new Map([...saved].map(([key, { body, ...rest }]) => [key, { ...rest, body: Buffer.from(body) }]))
}

/** Fields as an object. */
export function fieldsObject(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), fields[index + 1] as string]] : [])),
  )
}

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
}

/** The decoded body. @throws Error if the encoding is unknown */
export function decodedBody({ full, body }: Pick<Exchange, 'full' | 'body'>): Buffer {
  const encoding = fieldsObject(full)['content-encoding']
  if (encoding === undefined) return body
  const decode = DECODERS[encoding]
  if (!decode) throw new Error(`unknown content encoding ${encoding}`)
  return decode(body)
}

/** Prints the address for the bench, and exits on SIGTERM. */
export function listening(address: AddressInfo): void {
  process.stdout.write(`http://127.0.0.1:${address.port}\n`)
  process.once('SIGTERM', () => process.exit(0))
}
