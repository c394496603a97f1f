import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NextFunction } from 'express'
import { AppError } from '../domain/errors.ts'
import { basePath, type Site } from '../domain/site.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { Superseded } from '../editions/feeds.ts'
import { siteKeyField } from '../http/header-fields.ts'
import { pathOfUrl, queryOfUrl } from '../http/request-path.ts'
import type { ResponseCounts } from '../http/response-counts.ts'
import { givenTokens, sameSecret, type TokenGate } from '../http/token-gate.ts'
import type { Limits } from '../readers/limits.ts'
import type { ReaderStatistics } from '../readers/statistics.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import { createDeltaBaseFinder } from './delta.ts'
import { type Document, type Resolution, withToken } from './document.ts'
import { formerAddress } from './redirects.ts'
import { type Charge, type Resolver, tokenFor } from './resolver.ts'
import { serveDocument } from './serve-document.ts'
import { staticDocuments } from './static-documents.ts'

export type DocumentHandlerParts = {
  readonly site: Site
  readonly newsroom: Newsroom
  readonly documents: Documents
  readonly resolve: Resolver
  readonly responseCounts: ResponseCounts
  readonly readerStats: ReaderStatistics
  readonly gate: TokenGate
  readonly limits: Limits
  /** Documents of other rooms, by path. */
  readonly others: ReadonlyMap<string, Resolution>
}

type DocumentResolution = Extract<Resolution, { readonly kind: 'document' }>

export type Middleware = (request: IncomingMessage, response: ServerResponse, next: NextFunction) => void

/** Answers requests for published documents. All other requests and all errors go to `next`. */
export function documentHandler(parts: DocumentHandlerParts): Middleware {
  const { site, newsroom, documents, resolve, responseCounts, readerStats, limits, gate } = parts
  const staticByPath = new Map([...staticDocuments(site, documents.encode), ...parts.others])
  // A request without a token is no guess: crawlers find such addresses.
  const isAdmitted = (request: IncomingMessage, token: string): boolean => {
    const tokens = givenTokens(request)
    return tokens.length > 0 && gate.admits(request, 'partner', () => tokens.some((one) => sameSecret(one, token)))
  }
  const serving = { limits, findDeltaBase: createDeltaBaseFinder(site), responseCounts }

  const documentFor = (request: IncomingMessage, path: string, { document, token }: DocumentResolution): Document => {
    // `get` returns the first token, which is the one that was compared.
    const isInAddress = token !== null && queryOfUrl(request.url ?? '').get('token') === token
    return isInAddress ? withToken(document, path.split('/')[2] as string, token, documents.encode) : document
  }

  const reply = (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    resolution: Resolution | undefined,
  ): void | Promise<void> => {
    if (!resolution) throw new AppError('not_found', `no feed at ${path}`)
    if (resolution.kind === 'gone') throw new AppError('gone', `${path} is a retired feed`)
    if (resolution.kind === 'moved') {
      responseCounts.countWhenClosed(path, request.method, response)
      return redirect(request, response, site, resolution.to, resolution.token !== null)
    }
    const document = documentFor(request, path, resolution)
    if (resolution.token !== null || isBrowsing(request)) return serveDocument(request, response, document, serving)
    resolution.stats ??= readerStats.statsFor(path)
    const counter = readerStats.record(request, resolution.stats)
    const served = serveDocument(request, response, document, serving)
    // A 304 is sent at once.
    if (counter && response.statusCode === 304) counter.unchanged++
    return served
  }

  const answer = (request: IncomingMessage, response: ServerResponse, next: NextFunction, retries: number): void => {
    const handleError = (error: unknown): void => {
      if (!(error instanceof Superseded)) next(error)
      // A refresh committed a new edition meanwhile: read it and try again.
      else if (retries > 0) void newsroom.follow().then(() => answer(request, response, next, retries - 1), next)
      // The new edition is of another program or other settings.
      else next(new AppError('not_ready', 'the store has an edition that this process cannot serve'))
    }
    const charge: Charge = (kind) => limits.chargeComputation(request, kind)
    try {
      const published = newsroom.current()
      const path = pathOfUrl(request.url as string)
      const token = published ? tokenFor(published, path) : null
      if (token !== null && !isAdmitted(request, token)) throw new AppError('not_found', `${path} requires a token`)
      const replyAt = (path: string): boolean => {
        const resolution =
          staticByPath.get(path) ??
          (published && resolve(published, path, isBrowsing(request), request.url, charge, request.headers))
        if (resolution instanceof Promise)
          resolution.then((resolved) => reply(request, response, path, resolved)).catch(handleError)
        else if (resolution) reply(request, response, path, resolution)?.catch(handleError)
        return resolution !== undefined
      }
      if (replyAt(path)) return
      const former = published && formerAddress(published, path, request.url as string)
      if (!former || (former.kind === 'served' && !replyAt(former.path))) next()
      else if (former.kind !== 'served') reply(request, response, path, former)
    } catch (error) {
      handleError(error)
    }
  }
  return (request, response, next) => answer(request, response, next, 3)
}

/** Fetch Metadata: a browser navigates here. Feed readers do not send the field; scripts send another value. */
function isBrowsing({ headers }: IncomingMessage): boolean {
  return headers['sec-fetch-dest'] === 'document'
}

/** A private feed's redirect keeps the token and is not stored by shared caches. */
function redirect(request: IncomingMessage, response: ServerResponse, site: Site, path: string, isPrivate: boolean) {
  const query = isPrivate ? (/\?[^#]*/.exec(request.url ?? '')?.[0] ?? '') : ''
  response.writeHead(301, {
    Location: basePath(site) + path + query,
    'Content-Length': '0',
    'Cache-Control': `${isPrivate ? 'private' : 'public'}, max-age=86400`,
    Vary: 'Accept-Encoding',
    ...(!isPrivate && { 'Access-Control-Allow-Origin': '*', ...siteKeyField(site) }),
  })
  response.end()
}
