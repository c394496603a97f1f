import Negotiator from 'negotiator'
import { ENCODINGS, type Encoding } from '../editions/encodings.ts'

/** The types of negotiator lack `preferred`, new in 1.0.0. */
type PreferringNegotiator = {
  encodings(available: readonly Encoding[], options: { preferred: readonly Encoding[] }): Encoding[]
}

// Clients send a handful of different values. The limits are for hostile ones.
const parsed = new Map<string, Encoding | 'none'>()
const PARSED_MAX = 500
const FIELD_CHARACTERS_MAX = 500

// RFC 9110 §8.4.1.3: an alias of gzip.
const X_GZIP = /\bx-gzip\b/gi

/** RFC 9110 §12.5.3; among equal weights, the encoding with the smallest bodies. `none` if all are refused. */
export function encodingFor(acceptEncoding: string | undefined): Encoding | 'none' {
  // Without the field any encoding is acceptable, but some clients can decode none.
  if (acceptEncoding === undefined || acceptEncoding.length > FIELD_CHARACTERS_MAX) return 'identity'
  const cached = parsed.get(acceptEncoding)
  if (cached) return cached
  if (parsed.size >= PARSED_MAX) parsed.clear()
  const headers = { 'accept-encoding': acceptEncoding.replace(X_GZIP, 'gzip') }
  const negotiator = new Negotiator({ headers }) as PreferringNegotiator
  const encoding = negotiator.encodings(ENCODINGS, { preferred: ENCODINGS })[0] ?? 'none'
  parsed.set(acceptEncoding, encoding)
  return encoding
}
