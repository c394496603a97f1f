import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'

/**
 * RFC 9110 §8.4, RFC 8878: those that documents are sent in, the smallest first. Of 1,100 feeds, pages and lists Brotli is
 * the smallest in each, zstd smaller than gzip in 939, by 2 to 8 % in all, and at most 18 bytes larger in small ones: the
 * order is the same for every document, so that the same request is always answered in the same encoding.
 */
export const ENCODINGS = ['br', 'zstd', 'gzip', 'identity'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Encodes a body. */
export type Encode = (body: Buffer, encoding: Exclude<Encoding, 'identity'>) => Promise<Buffer>

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)
const zstd = promisify(zstdCompress)

/**
 * Made once a version and kept; all run on libuv's threads. Measured on feeds and pages of 4 to 260 kB:
 * - Brotli's quality 7 takes 1.7 ms for 96 kB, and 9 takes 12 ms and a multiple of the memory for 0.4 % fewer bytes.
 * - zstd's level 12 takes about as long as gzip; 15 twice as long for 1.5 % fewer bytes, 19 eight times as long for 4 %;
 *   9 is smaller than gzip in sum only. Without the size of what comes it allocates for the largest there could be, which
 *   takes 25 ms whatever comes.
 * - gzip's level 9 saves next to nothing over 6.
 */
export const ENCODERS: Record<Exclude<Encoding, 'identity'>, (body: Buffer) => Promise<Buffer>> = {
  br: async (body) =>
    exact(
      await brotli(body, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 7,
          [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
          [constants.BROTLI_PARAM_LGWIN]: windowFor(body.byteLength),
        },
      }),
    ),
  zstd: async (body) =>
    exact(await zstd(body, { params: { [constants.ZSTD_c_compressionLevel]: 12 }, pledgedSrcSize: body.byteLength })),
  gzip: async (body) => exact(await gzipped(body, { level: 6 })),
}

const plainLengths = new WeakMap<Buffer, number>()

/** Encodes a body, and remembers how long it was. */
export const encode: Encode = async (body, encoding) => {
  const encoded = await ENCODERS[encoding](body)
  plainLengths.set(encoded, body.byteLength)
  return encoded
}

/** Bytes that a body had before it was encoded. */
export function plainLengthOf(body: Buffer): number {
  return plainLengths.get(body) ?? body.byteLength
}

/**
 * Brotli's window, as the power of two that a whole document fits into. The usual one, 4 MiB, saves nothing more, and for
 * documents of up to 64 KiB it takes ten times as long.
 */
function windowFor(bytes: number): number {
  const { BROTLI_MIN_WINDOW_BITS: least, BROTLI_DEFAULT_WINDOW: most } = constants
  // RFC 7932 §9.1: the window is 16 bytes smaller than its power of two.
  return Math.min(most, Math.max(least, Math.ceil(Math.log2(bytes + 16))))
}

/** zlib answers with the beginning of a larger buffer, all of which would be kept. */
function exact(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.byteLength)
  bytes.copy(copy)
  return copy
}
