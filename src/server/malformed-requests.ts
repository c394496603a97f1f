import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { AppError } from '../domain/errors.ts'

/** RFC 9110 §4.1 recommends to support this length. No document has a longer URL. */
const URL_MAX_BYTES = 8000

/** Checks a request's head beyond Node's parser; `undefined` if it is valid. */
export function refusalOf({ url, headers, rawHeaders, httpVersion }: IncomingMessage): AppError | undefined {
  if (url !== undefined && url.length > URL_MAX_BYTES)
    return new AppError('uri_too_long', `URL longer than ${URL_MAX_BYTES} bytes`)
  // RFC 9112 §3.2: exactly one Host; none is valid in HTTP/1.0. `headers` keeps only the first of several.
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1'))
    return new AppError('bad_request', `${hosts} Host fields instead of one`)
  // RFC 9112 §6.3: if the last coding is not chunked, the body has no end. The parser reports this too late.
  const coding = headers['transfer-encoding']
  if (coding !== undefined && !/(?:^|,)\s*chunked$/i.test(coding)) {
    return new AppError('bad_request', 'Transfer-Encoding must end with chunked')
  }
  return undefined
}

/** Node's error for bytes that are not a request. */
export type ParserError = NodeJS.ErrnoException & {
  /** The packet with the error, and the position in it. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

export type RefusalStatus = 400 | 408 | 413 | 414 | 417 | 431 | 501

export function statusOf(error: ParserError): RefusalStatus {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413
  if (error.code === 'HPE_HEADER_OVERFLOW') return isInRequestLine(error) ? 414 : 431
  return error.code === 'HPE_INVALID_METHOD' && hasUnknownMethod(error) ? 501 : 400
}

/**
 * RFC 9110 §15.5.15: whether the parser was still in the request line. That line starts a packet or follows another
 * head. A later part of a long URL has no white space; header fields of that size do.
 */
function isInRequestLine({ rawPacket, bytesParsed }: ParserError): boolean {
  const parsed = rawPacket?.toString('latin1', 0, bytesParsed) ?? ''
  return /(?:^|\r\n\r\n)(?:[A-Z-]+ )?\S*$/.test(parsed)
}

/** RFC 9110 §15.6.2: 501 for an unknown method. Bytes of another protocol are not an HTTP request: 400. */
function hasUnknownMethod({ rawPacket, bytesParsed = 0 }: ParserError): boolean {
  const line = rawPacket?.toString('latin1', rawPacket.lastIndexOf('\n', Math.max(0, bytesParsed - 1)) + 1) ?? ''
  return /^[\w!#$%&'*+.^`|~-]+(?:$| \S*(?:$| HTTP\/1))/.test(line)
}

/** The connection must end, so that the answer is not taken for that of another request. */
export const ERROR_FIELDS = { 'Cache-Control': 'no-store', Connection: 'close', 'Content-Length': '0' } as const

/** A complete answer as text, for errors without a response object. `now` is in milliseconds since 1970. */
export function errorResponse(status: RefusalStatus, now: number): string {
  const fields = { Date: new Date(now).toUTCString(), ...ERROR_FIELDS }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`
}
