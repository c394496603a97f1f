import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { AppError } from '../domain/errors.ts'

// What is refused before anybody looks what it asks for.

/** RFC 9110 §4.1: octets of an address that everybody should take; nothing that we serve has a longer one. */
const LONGEST = 8000

/** What is wrong with a request's head although the parser took it; `undefined` where nothing is. */
export function refusalOf({ url, headers, rawHeaders, httpVersion }: IncomingMessage): AppError | undefined {
  if (url !== undefined && url.length > LONGEST) return new AppError('uri_too_long', 'an address that is too long')
  // RFC 9112 §3.2: exactly one, though nothing that is answered depends on it; HTTP/1.0 knows none.
  const hosts = countOf(rawHeaders, 'host')
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) return new AppError('bad_request', 'not one Host field')
  // RFC 9112 §6.3: where the last coding is another, nobody can tell where the body ends. The parser says so too late.
  const coding = headers['transfer-encoding']
  if (coding !== undefined && !/(?:^|,)\s*chunked$/i.test(coding)) {
    return new AppError('bad_request', 'a body without an end')
  }
  return undefined
}

/** How often a field stands in a head: `headers` has only the first of some. */
function countOf(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const field = rawHeaders[index] as string
    if (field.length === name.length && field.toLowerCase() === name) count++
  }
  return count
}

/** What Node tells of bytes that are no request. */
export type ParserError = NodeJS.ErrnoException & {
  /** The packet that it was reading, and how far it had come. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

export type Refused = 400 | 408 | 413 | 414 | 417 | 431 | 501

/** The status of what Node's parser refuses, or has waited for in vain. */
export function statusOf(error: ParserError): Refused {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 413
    case 'HPE_HEADER_OVERFLOW':
      return isWithinAddress(error) ? 414 : 431
    case 'HPE_INVALID_METHOD':
      return isMethod(error) ? 501 : 400
    default:
      return 400
  }
}

/**
 * RFC 9110 §15.5.15: whether it was still in its request line, which begins a packet or follows another head. The rest
 * of an address that came in several packets is known by having no white space in it, which fields of that size have.
 */
function isWithinAddress({ rawPacket, bytesParsed }: ParserError): boolean {
  const read = rawPacket?.toString('latin1', 0, bytesParsed) ?? ''
  return /(?:^|\r\n\r\n)(?:[A-Z-]+ )?\S*$/.test(read)
}

/** RFC 9110 §15.6.2 is for methods that nobody knows; what greets in another protocol is no request at all. */
function isMethod({ rawPacket, bytesParsed = 0 }: ParserError): boolean {
  const line = rawPacket?.toString('latin1', rawPacket.lastIndexOf('\n', Math.max(0, bytesParsed - 1)) + 1) ?? ''
  return /^[\w!#$%&'*+.^`|~-]+(?:$| \S*(?:$| HTTP\/1))/.test(line)
}

/** Fields of an answer after which the connection ends: nobody may take it for the answer to anything else. */
export const ERROR_RESPONSES = { 'Cache-Control': 'no-store', Connection: 'close', 'Content-Length': '0' } as const

/** A whole answer for who has no response to write to. `now` is in milliseconds since 1970. */
export function errorResponse(status: Refused, now: number): string {
  const fields = { Date: new Date(now).toUTCString(), ...ERROR_RESPONSES }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`
}
