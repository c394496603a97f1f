import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Answer } from './wire.ts'

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
}

/** The decoded body of a response. */
export function decoded({ headers, body }: Answer): string {
  const encoding = headers['content-encoding']
  return String(encoding === undefined ? body : (DECODERS[encoding]?.(body) ?? encoding))
}
