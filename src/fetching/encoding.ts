import { TextDecoder } from 'node:util'

/** Decodes by a byte order mark, else by `charset` (of HTTP), else by the XML declaration, else as UTF-8. */
export function decoderFor(beginning: Uint8Array, charset?: string): TextDecoder {
  const text = Buffer.from(beginning.subarray(0, 200)).toString('latin1')
  const declared = /^\s{0,9}<\?xml[^>]{0,150}\sencoding=["']([\w.:-]{1,40})/.exec(text)?.[1]
  const marked = /^\xFF\xFE|^<\0/.test(text) ? 'utf-16le' : /^\xFE\xFF|^\0</.test(text) ? 'utf-16be' : undefined
  try {
    return new TextDecoder(marked ?? charset ?? declared)
  } catch {
    return new TextDecoder()
  }
}

/** Decodes a whole document. Text that is UTF-8 is read as such, because servers often declare another charset. */
export function decoded(bytes: Uint8Array, charset?: string): string {
  // In ISO-2022-JP all bytes are ASCII.
  const isAscii = bytes.every((byte) => byte < 0x80)
  try {
    return (isAscii ? decoderFor(bytes, charset) : new TextDecoder('utf-8', { fatal: true })).decode(bytes)
  } catch {
    return decoderFor(bytes, charset).decode(bytes)
  }
}
