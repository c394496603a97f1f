import { promisify } from 'node:util'
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  constants,
  gzip,
  gzipSync,
  type ZlibOptions,
  type ZstdOptions,
  zstdCompress,
} from 'node:zlib'

/**
 * Content codings, smallest output first (RFC 9110 §8.4, RFC 8878). Measured on 1,100 feeds, pages and lists: Brotli is
 * always smallest. zstd is smaller than gzip in 939, by 2 to 8 % in total, and at most 18 bytes larger in small ones.
 * The order is fixed, so that the same request always gets the same encoding.
 */
export const ENCODINGS = ['br', 'zstd', 'gzip', 'identity'] as const
export type Encoding = (typeof ENCODINGS)[number]

export type Encode = (body: Buffer, encoding: Exclude<Encoding, 'identity'>) => Promise<Buffer>

/**
 * Each version is encoded once, on libuv's threads, and cached. Measured on feeds and pages of 4 to 260 kB:
 * - Brotli quality 7 takes 1.7 ms for 96 kB. Quality 9 takes 12 ms and several times the memory for 0.4 % fewer bytes.
 * - zstd level 12 takes about as long as gzip. Level 15 takes twice as long for 1.5 % fewer bytes, 19 eight times as
 *   long for 4 %. Level 9 is smaller than gzip only in total. Without `pledgedSrcSize` zstd allocates for the largest
 *   possible input, which takes 25 ms.
 * - gzip level 9 saves almost nothing over 6.
 */
const OPTIONS = {
  br: (sizeBytes: number): BrotliOptions => ({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 7,
      [constants.BROTLI_PARAM_SIZE_HINT]: sizeBytes,
      [constants.BROTLI_PARAM_LGWIN]: windowBitsFor(sizeBytes),
    },
  }),
  zstd: (sizeBytes: number): ZstdOptions => ({
    params: { [constants.ZSTD_c_compressionLevel]: 12 },
    pledgedSrcSize: sizeBytes,
  }),
  gzip: (): ZlibOptions => ({ level: 6 }),
}

const brotli = promisify(brotliCompress)
const gzipAsync = promisify(gzip)
const zstd = promisify(zstdCompress)

const ENCODERS: Record<Exclude<Encoding, 'identity'>, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => brotli(body, OPTIONS.br(body.byteLength)),
  zstd: (body) => zstd(body, OPTIONS.zstd(body.byteLength)),
  gzip: (body) => gzipAsync(body, OPTIONS.gzip()),
}

/** The encoded bodies of an export. For threads: they encode without libuv's, which costs less. */
export function encodedForFiles(body: Uint8Array): Readonly<Record<'br' | 'gzip', Buffer>> {
  return { br: brotliCompressSync(body, OPTIONS.br(body.byteLength)), gzip: gzipSync(body, OPTIONS.gzip()) }
}

/** Sizes in bytes before encoding, by encoded body. */
const plainSizes = new WeakMap<Buffer, number>()

export const encode: Encode = async (body, encoding) => {
  const encoded = trimmed(await ENCODERS[encoding](body))
  plainSizes.set(encoded, body.byteLength)
  return encoded
}

/** Size in bytes of a body before it was encoded. */
export function plainLengthOf(body: Buffer): number {
  return plainSizes.get(body) ?? body.byteLength
}

/**
 * The smallest Brotli window that holds the whole document. The default window, 4 MiB, saves no bytes, and takes ten
 * times as long for documents of up to 64 KiB.
 */
function windowBitsFor(sizeBytes: number): number {
  const { BROTLI_MIN_WINDOW_BITS: minBits, BROTLI_DEFAULT_WINDOW: maxBits } = constants
  // RFC 7932 §9.1: the window is 16 bytes smaller than its power of two.
  return Math.min(maxBits, Math.max(minBits, Math.ceil(Math.log2(sizeBytes + 16))))
}

/** Copies a result of zlib, which is a slice of a larger buffer that would stay in memory. */
function trimmed(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.byteLength)
  bytes.copy(copy)
  return copy
}
