import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../domain/errors.ts'
import type { Encoding } from '../editions/encodings.ts'
import { encodingFor } from '../http/accept-encoding.ts'
import { type EntityTag, isDemanded, isFresh } from '../http/conditional.ts'
import { type Kind, kindOfType } from '../http/document-kinds.ts'
import type { DocumentCounter, ResponseCounts } from '../http/response-counts.ts'
import type { Limits } from '../readers/limits.ts'
import type { BaseOf } from './delta.ts'
import { type Document, entityTag } from './document.ts'

export const METHODS = 'GET, HEAD, OPTIONS'

/** Fetch §3.2.2: pages of other origins ask before they send If-None-Match. */
export const PREFLIGHT = {
  Allow: METHODS,
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'A-IM, If-None-Match, If-Modified-Since',
  'Access-Control-Max-Age': '86400',
  'Cache-Control': 'public, max-age=86400',
  Vary: 'Accept-Encoding, Origin',
} as const

/** Header fields of one document in one encoding, made once for all of its answers. */
type Prepared = DocumentCounter & {
  readonly full: readonly string[]
  readonly notModified: readonly string[]
  /** With the length of the body, once that has been made: the same version, the same bytes. */
  sized?: readonly string[]
}

/** Decide whether a document may be sent, and whether only what is new of it; and count what was sent. */
export type Serving = { readonly limits: Limits; readonly baseOf: BaseOf; readonly responseCounts: ResponseCounts }

/** Kept with the document: a look-up in a map beside it would take as long as all the rest. */
const PREPARED = Symbol('prepared')
type PreparedDocument = Document & { [PREPARED]?: Partial<Record<Encoding, Prepared>> }

/**
 * Answers GET and HEAD for a document: 200, 226 or 304 (without asking for its body). Everything that can be known before
 * the request is: what is left is a look at five header fields.
 * @throws AppError `method_not_allowed`, `not_acceptable`, `precondition_failed`, `too_many_requests`, and whatever making
 * the body throws
 */
export function serveDocument(
  request: IncomingMessage,
  response: ServerResponse,
  document: Document,
  serving: Serving,
): void | Promise<void> {
  const { method, headers } = request
  const { limits, baseOf, responseCounts } = serving
  if (method !== 'GET' && method !== 'HEAD') {
    if (method === 'OPTIONS') {
      responseCounts.count(kindOf(document), 204, 'none', 0)
      return answerPreflight(response)
    }
    throw new AppError('method_not_allowed', `${method} is not allowed here`, { methods: METHODS })
  }
  const encoding = encodingFor(headers['accept-encoding'])
  if (encoding === 'none') throw new AppError('not_acceptable', 'every encoding is refused')
  const fields = fieldsOf(document, encoding, responseCounts)
  if (!isDemanded(headers, fields.etag, document.lastModified))
    throw new AppError('precondition_failed', 'the document is not the one that is asked for')
  // Most clients send back just what they were given; all else that may be there is looked at closely.
  if (headers['if-none-match'] === fields.etag || isFresh(headers, document.version, document.lastModified)) {
    response.writeHead(304, fields.notModified as string[])
    response.end()
    responseCounts.notModified(fields, method === 'HEAD')
    return
  }
  const base = document.since && baseOf(headers)
  const serve = base
    ? () => serveSince(response, method, document, encoding, base, responseCounts)
    : () => serveWhole(response, method, document, encoding, responseCounts)
  const admitted = method === 'GET' ? limits.chargeDownload(request, document) : undefined
  return admitted ? admitted.then(serve) : serve()
}

function serveWhole(
  response: ServerResponse,
  method: string,
  document: Document,
  encoding: Encoding,
  responseCounts: ResponseCounts,
): void | Promise<void> {
  const fields = fieldsOf(document, encoding, responseCounts)
  const body = document.ready(encoding)
  if (body) sendWhole(response, method, fields, body, responseCounts)
  else return document.body(encoding).then((made) => sendWhole(response, method, fields, made, responseCounts))
}

function sendWhole(
  response: ServerResponse,
  method: string,
  fields: Prepared,
  body: Buffer,
  responseCounts: ResponseCounts,
): void {
  fields.sized ??= withLength(fields.full, body)
  send(response, method, 200, fields.sized, body)
  responseCounts.whole(fields, method === 'HEAD' ? undefined : body)
}

/** RFC 3229: only what is new since a copy, 226; all of it, 200, where that is not known, or has nothing in common. */
async function serveSince(
  response: ServerResponse,
  method: string,
  document: Document,
  encoding: Encoding,
  base: EntityTag,
  responseCounts: ResponseCounts,
): Promise<void> {
  const delta = await document.since?.(base.version)
  if (!delta) return serveWhole(response, method, document, encoding, responseCounts)
  const body = await delta.body(encoding)
  // RFC 3229 §10.8.2: caches that know nothing of deltas keep none.
  const unkept = { ...document, cacheControl: 'no-store, im', vary: `${document.vary}, If-None-Match`, keys: [] }
  const { full } = prepare(unkept, encoding, responseCounts)
  const manipulated = ['IM', 'feed', 'Delta-Base', `"${base.tag}"`]
  send(response, method, 226, withLength([...full, ...manipulated], body), body)
  responseCounts.delta(fieldsOf(document, encoding, responseCounts), method === 'HEAD' ? undefined : body)
}

function send(
  response: ServerResponse,
  method: string,
  status: 200 | 226,
  fields: readonly string[],
  body: Buffer,
): void {
  response.writeHead(status, fields as string[])
  response.end(method === 'HEAD' ? undefined : body)
}

function withLength(fields: readonly string[], body: Buffer): string[] {
  return [...fields, 'Content-Length', String(body.byteLength)]
}

function fieldsOf(document: PreparedDocument, encoding: Encoding, responseCounts: ResponseCounts): Prepared {
  document[PREPARED] ??= {}
  const prepared = document[PREPARED]
  prepared[encoding] ??= prepare(document, encoding, responseCounts)
  return prepared[encoding]
}

function prepare(document: Document, encoding: Encoding, responseCounts: ResponseCounts): Prepared {
  const { version, lastModified, mediaType, languages, cacheControl, vary, fields, keys } = document
  const etag = entityTag(version, encoding)
  // RFC 9110 §15.4.5: a 304 repeats the fields by which caches keep the answer, and those by which pages may read it.
  const notModified = [
    ...['ETag', etag],
    ...(lastModified === null ? [] : ['Last-Modified', new Date(lastModified).toUTCString()]),
    ...['Cache-Control', cacheControl],
    ...['Vary', vary],
    // RFC 9111 §3.2: a cache takes the fields of a 304 for those that it has.
    ...keys,
    ...pick(fields, (name) => name.startsWith('Access-Control-')),
  ]
  return {
    ...responseCounts.counted(kindOf(document), encoding, etag),
    notModified,
    full: [
      ...['Content-Type', mediaType],
      ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
      ...(languages.length > 0 ? ['Content-Language', languages.join(', ')] : []),
      ...notModified,
      ...pick(fields, (name) => !name.startsWith('Access-Control-')),
    ],
  }
}

function kindOf({ kind, mediaType }: Document): Kind {
  return kind ?? kindOfType(mediaType)
}

function pick(fields: readonly string[], wanted: (name: string) => boolean): string[] {
  return fields.filter((_, index) => wanted(fields[index - (index % 2)] as string))
}

function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, PREFLIGHT)
  response.end()
}
