import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { allowOnly } from '../admin/status.ts'
import { AppError } from '../domain/errors.ts'
import { type ApiToken, basePath, type TokenScope } from '../domain/site.ts'
import { type AccessParts, createAccess } from '../http/access.ts'
import { type Address, type ArticleParts, changeArticle, readArticle } from './articles.ts'
import { storeBatch } from './batch.ts'
import { answerOnce } from './idempotency.ts'
import { type PublicationParts, publish, waitSecondsIn } from './publication.ts'
import { canonicalId, objectIn, requirePreconditions, versionOf } from './written.ts'

export type ApiParts = ArticleParts & AccessParts & PublicationParts & { readonly now: () => number }

const ARTICLE_MAX = '8mb'
const BATCH_MAX = '64mb'

/** A batch is in memory until it is stored. */
const BATCHES_AT_ONCE = 2

const LINES = 'application/x-ndjson'

/** Articles that other programs push. What a request writes, the next edition has. */
export function apiRoutes(parts: ApiParts): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const access = createAccess(parts)
  const tokens = new WeakMap<Request, ApiToken>()
  const tokenOf = (request: Request): ApiToken => tokens.get(request) as ApiToken
  const requires =
    (scope: TokenScope): RequestHandler =>
    (request, response, next) => {
      tokens.set(request, access.require(request, scope, 'api'))
      response.set('Cache-Control', 'private, no-store')
      next()
    }
  let batches = 0

  const get: RequestHandler = async (request, response) => {
    const text = await readArticle(parts, tokenOf(request), addressOf(request))
    response.set('ETag', etagOf(text)).type('json').send(text)
  }
  const change: RequestHandler = async (request, response) => {
    const address = addressOf(request)
    const value = request.method === 'PUT' ? objectIn(bodyOf(request)) : undefined
    const changed = await changeArticle(parts, tokenOf(request), address, value, (text) =>
      requirePreconditions(request.headers, text),
    )
    const { isServed, revision } = await publishWrite(request, response, changed.sequence)
    const { warnings, text, sequence, isNew } = changed
    if (text !== undefined) response.set('ETag', etagOf(text))
    if (isServed && text === undefined) {
      response.status(204).end()
      return
    }
    if (isNew) response.set('Location', basePath(parts.site) + request.path)
    response.status(statusOf(isServed, isNew)).json({ id: address.id, revision, sequence, problems: warnings })
  }
  const publishWrite = (request: Request, response: Response, sequence: number) => {
    const wait = waitSecondsIn(request.get('prefer'))
    if (wait !== undefined) response.set('Preference-Applied', `wait=${wait}`)
    return publish(parts, sequence, wait ?? 0)
  }
  const batch: RequestHandler = async (request, response) => {
    const bytes = bodyOf(request)
    const key = { field: request.get('idempotency-key'), client: tokenOf(request).name }
    const { status, text } = await answerOnce(parts, key, bytes, async () => {
      const outcomes = await storeBatch(parts, tokenOf(request), bytes)
      const sequence = await parts.store.recordSequence()
      const { isServed, revision } = await publishWrite(request, response, sequence)
      const lines = outcomes.map((outcome) => (outcome.status < 300 ? { ...outcome, revision, sequence } : outcome))
      return { status: statusOf(isServed, false), text: lines.map((line) => `${JSON.stringify(line)}\n`).join('') }
    })
    response.status(status).set('Content-Type', LINES).send(Buffer.from(text))
  }
  const limitBatches: RequestHandler = (_request, response, next) => {
    if (batches >= BATCHES_AT_ONCE) throw new AppError('not_ready', 'other batches are being stored')
    batches++
    response.once('close', () => batches--)
    next()
  }

  for (const path of ['/api/articles/:id', '/api/articles/:id/:language']) {
    router
      .route(path)
      .get(requires('read'), get)
      .put(requires('write'), mediaType('application/json', '(?:[\\w.+-]+\\+)?json'), raw(ARTICLE_MAX), change)
      .delete(requires('write'), change)
      .all(allowOnly('GET, HEAD, PUT, DELETE'))
  }
  router
    .route('/api/articles\\:batch')
    .post(requires('write'), mediaType(LINES, 'x-ndjson|jsonl'), limitBatches, raw(BATCH_MAX), batch)
    .all(allowOnly('POST'))
  return router
}

function statusOf(isServed: boolean, isNew: boolean): number {
  if (!isServed) return 202
  return isNew ? 201 : 200
}

/** Refuses bodies of other types than `application/{subtype}`, and other charsets than UTF-8. */
function mediaType(types: string, subtype: string): RequestHandler {
  const expected = new RegExp(`^application/(?:${subtype})\\s*(?:;\\s*charset\\s*=\\s*"?utf-?8"?\\s*)?$`, 'i')
  return (request, _response, next) => {
    if (expected.test(request.get('content-type') ?? '')) next()
    else throw new AppError('unsupported_media', 'another Content-Type is required', { types })
  }
}

function raw(limit: string): RequestHandler {
  return express.raw({ type: () => true, limit })
}

function bodyOf({ body }: Request): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

function addressOf({ params }: Request): Address {
  return { id: canonicalId(params.id), language: params.language as string | undefined }
}

function etagOf(text: string): string {
  return `"${versionOf(text)}"`
}
