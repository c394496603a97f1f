import { TextDecoder } from 'node:util'

/** Decodes by `charset` (of HTTP), else by the XML declaration, else as UTF-8. */
export function decoderFor(beginning: Uint8Array, charset?: string): TextDecoder {
  const text = Buffer.from(beginning.subarray(0, 200)).toString('latin1')
  const declared = /^\s{0,9}<\?xml[^>]{0,150}\sencoding=["']([\w.:-]{1,40})/.exec(text)?.[1]
  try {
    return new TextDecoder(charset ?? declared)
  } catch {
    return new TextDecoder()
  }
}
