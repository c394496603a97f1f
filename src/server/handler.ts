import type { IncomingMessage, ServerResponse } from 'node:http'
import express, { type Express } from 'express'
import type { Logger } from 'pino'
import { adminRoutes } from '../admin/routes.ts'
import { allowOnly, type StatusParts, statusRoutes } from '../admin/status.ts'
import { documentHandler, type Middleware } from '../documents/document-handler.ts'
import { AppError } from '../domain/errors.ts'
import { folderOf } from '../domain/feed-path.ts'
import { basePath, type Site } from '../domain/site.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { preferredLanguage } from '../http/accept-language.ts'
import { cacheControlFor, siteKeyField } from '../http/header-fields.ts'
import type { RequestIds } from '../http/request-ids.ts'
import { withRequestLog } from '../http/request-log.ts'
import { pathOfUrl } from '../http/request-path.ts'
import type { ResponseCounts } from '../http/response-counts.ts'
import type { TokenGate } from '../http/token-gate.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { pageSecurity } from '../pages/security.ts'
import { createLimits, type Limits } from '../readers/limits.ts'
import type { ReaderStatistics } from '../readers/statistics.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Store } from '../store/port.ts'
import { errorHandler } from './errors.ts'
import { refusalOf } from './malformed-requests.ts'
import { mediaRoutes } from './media.ts'

export type HttpParts = {
  readonly site: Site
  /** The media folder, if any. */
  readonly media: string | null
  readonly adminToken: string | undefined
  readonly newsroom: Newsroom
  /** A process that only refreshes answers operators only. */
  readonly role: 'all' | 'serve' | 'refresh'
  readonly refresh: StatusParts['refresh']
  readonly scrape: StatusParts['scrape']
  readonly responseCounts: ResponseCounts
  readonly readerStats: ReaderStatistics
  readonly requestIds: RequestIds
  readonly gate: TokenGate
  readonly documents: Documents
  readonly store: Store
  readonly catalog: () => Catalog
  readonly log: Logger
  readonly now: () => number
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Documents are answered before Express, whose dispatch takes a quarter of the time of a 304: docs/decisions/0001. */
export function createHandler(parts: HttpParts): Handler {
  const { responseCounts } = parts
  const limits = createLimits(parts.site, parts.log)
  const documents: Middleware =
    parts.role !== 'refresh' ? documentHandler({ ...parts, limits }) : (_request, _response, next) => next()
  const app = expressApp(parts, limits)
  const passToExpress: (request: IncomingMessage, response: ServerResponse, failure: unknown) => void = (
    request,
    response,
    failure,
  ) => {
    responseCounts.countWhenClosed(pathOfUrl(request.url as string), request.method, response)
    app(Object.assign(request, { failure }), response)
  }
  const handler: Handler = (request, response) => {
    const refusal = refusalOf(request)
    if (refusal) passToExpress(request, response, refusal)
    else documents(request, response, (error) => passToExpress(request, response, error))
  }
  return withRequestLog(handler, { ...parts, pathOf: pathOfUrl })
}

function expressApp(parts: HttpParts, limits: Limits): Express {
  const { site, media, newsroom, role } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('case sensitive routing', true)
  app.set('strict routing', true)
  app.use(pageSecurity)
  app.use((request, _response, next) => next((request as { failure?: unknown }).failure))
  app.get('/metrics', (request, _response, next) => {
    const admitted = limits.chargeComputation(request, 'metrics')
    if (admitted) admitted.then(() => next(), next)
    else next()
  })
  app.use(statusRoutes(parts))
  app.use(adminRoutes(parts))
  if (role !== 'refresh') {
    app
      .route('/')
      .get((request, response) => {
        const language = preferredLanguage(request.headers['accept-language'], site.languages)
        response.set({
          Vary: 'Accept-Language, Accept-Encoding',
          'Cache-Control': cacheControlFor(site.interval, 'public'),
          ...siteKeyField(site),
        })
        response.redirect(302, basePath(site) + folderOf({ language, kind: 'all' }))
      })
      .all(allowOnly('GET, HEAD'))
    if (media) app.use('/media', mediaRoutes(media))
  }
  app.use(() => {
    throw newsroom.current() ? new AppError('not_found', 'no such path') : new AppError('not_ready', 'no edition yet')
  })
  app.use(errorHandler(parts))
  return app
}
