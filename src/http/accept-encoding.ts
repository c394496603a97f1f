import Negotiator from 'negotiator'
import { ENCODINGS, type Encoding } from '../editions/encodings.ts'

/** What negotiator has since 1.0.0 and its types do not know yet. */
type Preferring = { encodings(available: readonly Encoding[], options: { preferred: readonly Encoding[] }): Encoding[] }

// Clients send a handful of different headers; each is read once, as long as nobody sends all kinds of them.
const known = new Map<string, Encoding | 'none'>()
const MOST = 500

// RFC 9110 §8.4.1.3: as old clients call it.
const X_GZIP = /\bx-gzip\b/gi

/**
 * RFC 9110 §12.5.3, with q-values, `identity;q=0` and `*`; among equals the one in which documents are smallest. `none`
 * where all are refused.
 */
export function encodingFor(acceptEncoding: string | undefined): Encoding | 'none' {
  // No header: any encoding is acceptable, but the plain one surprises nobody.
  if (acceptEncoding === undefined) return 'identity'
  if (acceptEncoding.length > 500) return 'identity'
  let encoding = known.get(acceptEncoding)
  if (!encoding) {
    const negotiator = new Negotiator({
      headers: { 'accept-encoding': acceptEncoding.replace(X_GZIP, 'gzip') },
    }) as Preferring
    encoding = negotiator.encodings(ENCODINGS, { preferred: ENCODINGS })[0] ?? 'none'
    if (known.size >= MOST) known.clear()
    known.set(acceptEncoding, encoding)
  }
  return encoding
}
