import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NextFunction } from 'express'
import { AppError } from '../domain/errors.ts'
import { mountOf, type Site } from '../domain/site.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { Superseded } from '../editions/feeds.ts'
import { siteKeyField } from '../http/header-fields.ts'
import { pathOfUrl, queryOfUrl } from '../http/request-path.ts'
import type { ResponseCounts } from '../http/response-counts.ts'
import type { TokenGate } from '../http/token-gate.ts'
import { givenTokens, hasToken } from '../http/tokens.ts'
import { pageFields } from '../pages/security.ts'
import type { Limits } from '../readers/limits.ts'
import type { ReaderStatistics } from '../readers/statistics.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Store } from '../store/port.ts'
import { createBases } from './delta.ts'
import type { Document, Resolution } from './document.ts'
import { type Charge, createResolver, tokenFor } from './resolver.ts'
import { serveDocument } from './serve-document.ts'
import { staticDocuments } from './static-documents.ts'
import { withToken } from './token-links.ts'

export type DocumentHandlerParts = {
  readonly site: Site
  readonly newsroom: Newsroom
  readonly documents: Documents
  readonly store: Store
  readonly responseCounts: ResponseCounts
  readonly readerStats: ReaderStatistics
  readonly gate: TokenGate
  readonly limits: Limits
}

type Found = Extract<Resolution, { readonly kind: 'document' }>

export type Middleware = (request: IncomingMessage, response: ServerResponse, next: NextFunction) => void

/** Answers for what has been published, and leaves all else, and every error, to the next. */
export function documentHandler(parts: DocumentHandlerParts): Middleware {
  const { site, newsroom, documents, store, responseCounts, readerStats, limits, gate } = parts
  const resolve = createResolver({ documents, store, pageFields: pageFields(), asked: true })
  const fixed = staticDocuments(site, documents.encode)
  // An address without a token is no guess: crawlers find it.
  const isAdmitted = (request: IncomingMessage, token: string): boolean =>
    givenTokens(request).length > 0 && gate.admits(request, 'partner', () => hasToken(request, token))
  const serving = { limits, baseOf: createBases(site), responseCounts }

  /** Two tokens in an address are none: only the first was compared. */
  const documentFor = (request: IncomingMessage, path: string, { document, token }: Found): Document => {
    const isInAddress = token !== null && queryOfUrl(request.url ?? '').get('token') === token
    return isInAddress ? withToken(document, path.split('/')[2] as string, token, documents.encode) : document
  }

  const reply = (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    resolution: Resolution | undefined,
  ): void | Promise<void> => {
    if (!resolution) throw new AppError('not_found', 'no such feed')
    switch (resolution.kind) {
      case 'document':
        if (resolution.token === null && !isBrowsing(request)) {
          resolution.stats ??= readerStats.statsFor(path)
          readerStats.record(request, resolution.stats)
        }
        return serveDocument(request, response, documentFor(request, path, resolution), serving)
      case 'moved':
        responseCounts.countWhenClosed(path, request.method, response)
        return redirect(request, response, site, resolution.to, resolution.token !== null)
      case 'gone':
        throw new AppError('gone', 'a retired feed')
    }
  }

  const answer = (request: IncomingMessage, response: ServerResponse, next: NextFunction, tries: number): void => {
    const failed = (error: unknown): void => {
      if (!(error instanceof Superseded)) next(error)
      // A refresh has come in between, of this process or of another: the next edition has the document.
      else if (tries > 0) void newsroom.follow().then(() => answer(request, response, next, tries - 1), next)
      // Another program has, or one under other settings.
      else next(new AppError('not_ready', 'the store is ahead of this process'))
    }
    const charge: Charge = (what, make) => limits.chargeComputation(request, what)?.then(make) ?? make()
    try {
      const published = newsroom.current()
      const path = pathOfUrl(request.url as string)
      const token = published ? tokenFor(published, path) : null
      if (token !== null && !isAdmitted(request, token))
        throw new AppError('not_found', 'a feed that is not for everybody')
      const found = fixed.get(path) ?? (published && resolve(published, path, isBrowsing(request), request.url, charge))
      if (!found) next()
      else if (found instanceof Promise)
        found.then((resolution) => reply(request, response, path, resolution)).catch(failed)
      else reply(request, response, path, found)?.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
  return (request, response, next) => answer(request, response, next, 3)
}

/**
 * Fetch Metadata: whether somebody has gone to this address in a browser, who would see XML as text. Readers send no such
 * field; what pages and extensions fetch has another value.
 */
function isBrowsing({ headers }: IncomingMessage): boolean {
  return headers['sec-fetch-dest'] === 'document'
}

/** Who has a token is sent on with it, and no shared cache hears of that. */
function redirect(request: IncomingMessage, response: ServerResponse, site: Site, path: string, secret: boolean): void {
  const query = secret ? (/\?[^#]*/.exec(request.url ?? '')?.[0] ?? '') : ''
  response.writeHead(301, {
    Location: mountOf(site) + path + query,
    'Content-Length': '0',
    'Cache-Control': `${secret ? 'private' : 'public'}, max-age=86400`,
    Vary: 'Accept-Encoding',
    ...(!secret && { 'Access-Control-Allow-Origin': '*', ...siteKeyField(site) }),
  })
  response.end()
}
