import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../domain/errors.ts'
import type { Encoding } from '../editions/encodings.ts'
import { encodingFor } from '../http/accept-encoding.ts'
import { type EntityTag, isFresh, meetsPreconditions } from '../http/conditional.ts'
import { type Kind, kindOfType } from '../http/document-kinds.ts'
import { fieldsOf, linesOf, writePreparedHead } from '../http/prepared-head.ts'
import type { DocumentCounter, ResponseCounts } from '../http/response-counts.ts'
import type { Limits } from '../readers/limits.ts'
import type { FindDeltaBase } from './delta.ts'
import { type Document, entityTag } from './document.ts'

export const METHODS = 'GET, HEAD, OPTIONS'

/** Fetch §3.2.2: browsers send a preflight before a cross-origin request with If-None-Match. */
export const PREFLIGHT = {
  Allow: METHODS,
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'A-IM, If-None-Match, If-Modified-Since',
  'Access-Control-Max-Age': '86400',
  'Cache-Control': 'public, max-age=86400',
  Vary: 'Accept-Encoding, Origin',
} as const

/** Header fields of a document in one encoding, prepared once. */
type Prepared = DocumentCounter & {
  readonly full: string
  readonly notModified: string
  /** Content-Length, once the body is known. */
  length?: readonly string[]
}

export type Serving = {
  readonly limits: Limits
  readonly findDeltaBase: FindDeltaBase
  readonly responseCounts: ResponseCounts
}

/** Stored on the document: a map look-up would take as long as the rest of the answer. */
const PREPARED = Symbol('prepared')
type PreparedDocument = Document & { [PREPARED]?: Partial<Record<Encoding, Prepared>> }

/**
 * Answers GET and HEAD with 200, 226 or 304, and OPTIONS with 204. A 304 needs no body.
 * @throws AppError `method_not_allowed`, `not_acceptable`, `precondition_failed`, `too_many_requests`, and errors of
 * composing the body
 */
export function serveDocument(
  request: IncomingMessage,
  response: ServerResponse,
  document: Document,
  serving: Serving,
): void | Promise<void> {
  const { method, headers } = request
  const { limits, findDeltaBase, responseCounts } = serving
  if (method !== 'GET' && method !== 'HEAD') {
    if (method === 'OPTIONS') {
      responseCounts.count(kindOf(document), 204, 'none', 0)
      response.writeHead(204, PREFLIGHT)
      response.end()
      return
    }
    throw new AppError('method_not_allowed', `documents do not support ${method}`, { methods: METHODS })
  }
  const encoding = encodingFor(headers['accept-encoding'])
  if (encoding === 'none') throw new AppError('not_acceptable', 'Accept-Encoding refuses every encoding')
  const fields = preparedIn(document, encoding, responseCounts)
  if (!meetsPreconditions(headers, fields.etag, document.lastModified))
    throw new AppError('precondition_failed', 'If-Match or If-Unmodified-Since does not match the document')
  // Most clients send the unchanged entity tag: compare before parsing.
  if (headers['if-none-match'] === fields.etag || isFresh(headers, document.version, document.lastModified)) {
    writePreparedHead(response, 304, fields.notModified + ageLine(document))
    response.end()
    responseCounts.countNotModified(fields, method === 'HEAD')
    return
  }
  const base = document.deltaSince && findDeltaBase(headers)
  const sending = { response, isHead: method === 'HEAD', document, encoding, fields, responseCounts }
  if (method === 'GET') limits.chargeDownload(request, document)
  return base ? serveSince(sending, base) : serveWhole(sending)
}

/** An answer with a body. */
type Sending = {
  readonly response: ServerResponse
  readonly isHead: boolean
  readonly document: Document
  readonly encoding: Encoding
  readonly fields: Prepared
  readonly responseCounts: ResponseCounts
}

function serveWhole(sending: Sending): void | Promise<void> {
  const { document, encoding } = sending
  const body = document.bodyInMemory(encoding)
  if (body) sendWhole(sending, body)
  else return document.body(encoding).then((composed) => sendWhole(sending, composed))
}

function sendWhole({ response, isHead, document, fields, responseCounts }: Sending, body: Buffer): void {
  const content = isHead ? undefined : body
  fields.length ??= lengthField(body)
  writePreparedHead(response, 200, fields.full + ageLine(document), fields.length)
  response.end(content)
  responseCounts.countWhole(fields, content)
}

/** RFC 3229: 226 with the delta to the client's copy, or 200 if there is no delta. */
async function serveSince(sending: Sending, base: EntityTag): Promise<void> {
  const { response, isHead, document, encoding, fields, responseCounts } = sending
  const delta = await document.deltaSince?.(base.version)
  if (!delta) return serveWhole(sending)
  const body = await delta.body(encoding)
  const content = isHead ? undefined : body
  // RFC 3229 §10.8.2: caches that do not know deltas must not store one.
  const uncached = {
    ...document,
    cacheControl: 'no-store, im',
    vary: `${document.vary}, If-None-Match`,
    surrogateKeyField: [],
  }
  const { full } = prepare(uncached, encoding, responseCounts)
  response.writeHead(226, [...fieldsOf(full), 'IM', 'feed', 'Delta-Base', `"${base.tag}"`, ...lengthField(body)])
  response.end(content)
  responseCounts.countDelta(fields, content)
}

function ageLine({ age }: Document): string {
  return age ? `Age: ${age()}\r\n` : ''
}

function lengthField(body: Buffer): string[] {
  return ['Content-Length', String(body.byteLength)]
}

function preparedIn(document: PreparedDocument, encoding: Encoding, responseCounts: ResponseCounts): Prepared {
  document[PREPARED] ??= {}
  const prepared = document[PREPARED]
  prepared[encoding] ??= prepare(document, encoding, responseCounts)
  return prepared[encoding]
}

function prepare(document: Document, encoding: Encoding, responseCounts: ResponseCounts): Prepared {
  const { version, lastModified, mediaType, languages, cacheControl, vary, fields, surrogateKeyField } = document
  const etag = entityTag(version, encoding)
  // RFC 9110 §15.4.5: a 304 repeats the fields for caches, and those that let pages of other origins read it.
  const notModified = linesOf([
    ...['ETag', etag],
    ...(lastModified === null ? [] : ['Last-Modified', new Date(lastModified).toUTCString()]),
    ...['Cache-Control', cacheControl],
    ...['Vary', vary],
    // RFC 9111 §3.2: a cache replaces its stored fields by those of a 304.
    ...surrogateKeyField,
    ...pick(fields, isRepeated),
  ])
  const content = linesOf([
    ...['Content-Type', mediaType],
    ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
    ...(languages.length > 0 ? ['Content-Language', languages.join(', ')] : []),
  ])
  const others = linesOf(pick(fields, (name) => !isRepeated(name)))
  return {
    ...responseCounts.createCounter(kindOf(document), encoding, etag),
    notModified,
    full: content + notModified + others,
  }
}

function kindOf({ kind, mediaType }: Document): Kind {
  return kind ?? kindOfType(mediaType)
}

function isRepeated(name: string): boolean {
  return name.startsWith('Access-Control-')
}

function pick(fields: readonly string[], matches: (name: string) => boolean): string[] {
  return fields.filter((_, index) => matches(fields[index - (index % 2)] as string))
}
