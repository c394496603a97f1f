import type { IncomingMessage, ServerResponse } from 'node:http'
import express, { type Express } from 'express'
import { type AdminParts, adminRoutes } from '../admin/routes.ts'
import { allowOnly, type StatusParts, statusRoutes } from '../admin/status.ts'
import { type HookParts, hookRoutes } from '../api/hooks.ts'
import { referenceDocuments } from '../api/reference.ts'
import { type ApiParts, apiRoutes } from '../api/routes.ts'
import { type DocumentHandlerParts, documentHandler, type Middleware } from '../documents/document-handler.ts'
import { AppError } from '../domain/errors.ts'
import { folderOf } from '../domain/feed-path.ts'
import { basePath } from '../domain/site.ts'
import { preferredLanguage } from '../http/accept-language.ts'
import { cacheControlFor, siteKeyField } from '../http/header-fields.ts'
import { type Handler, withRequestLog } from '../http/request-log.ts'
import { pathOfUrl } from '../http/request-path.ts'
import { pageSecurity } from '../pages/security.ts'
import { type HubParts, hubRoutes } from '../push/routes.ts'
import { createLimits, type Limits } from '../readers/limits.ts'
import { type ErrorParts, errorHandler } from './errors.ts'
import { refusalOf } from './malformed-requests.ts'
import { mediaRoutes } from './media.ts'
import { withoutMount } from './mount.ts'

export type HttpParts = Omit<DocumentHandlerParts, 'limits' | 'others'> &
  StatusParts &
  AdminParts &
  ApiParts &
  HookParts &
  HubParts &
  ErrorParts & {
    readonly media: string | null
  }

/** Documents are answered before Express, whose dispatch takes a quarter of the time of a 304: docs/decisions/0001. */
export function createHandler(parts: HttpParts): Handler {
  const { responseCounts } = parts
  const limits = createLimits(parts.site, parts.log, parts.now)
  const documents: Middleware =
    parts.role !== 'refresh'
      ? documentHandler({ ...parts, limits, others: referenceDocuments(parts) })
      : (_request, _response, next) => next()
  const app = expressApp(parts, limits)
  const passToExpress = (request: IncomingMessage, response: ServerResponse, failure: unknown): void => {
    responseCounts.countWhenClosed(pathOfUrl(request.url as string), request.method, response)
    app(Object.assign(request, { failure }), response)
  }
  const handler: Handler = (request, response) => {
    const refusal = refusalOf(request)
    if (refusal) passToExpress(request, response, refusal)
    else documents(request, response, (error) => passToExpress(request, response, error))
  }
  return withoutMount(withRequestLog(handler, parts.log, parts.requestIds), parts.site)
}

function expressApp(parts: HttpParts, limits: Limits): Express {
  const { site, media, newsroom, role } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('case sensitive routing', true)
  app.set('strict routing', true)
  app.use(pageSecurity(site))
  app.use((request, _response, next) => next((request as { failure?: unknown }).failure))
  app.get('/metrics', (request, _response, next) => {
    limits.chargeComputation(request, 'metrics')
    next()
  })
  app.use(statusRoutes(parts))
  app.use(adminRoutes(parts))
  app.use(apiRoutes(parts))
  app.use(hookRoutes(parts))
  if (role !== 'refresh') {
    app.use(hubRoutes(parts, limits))
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
    const { icon } = site.channel
    if (icon) {
      app.get('/favicon.ico', (_request, response) =>
        response.set('Cache-Control', 'public, max-age=86400').redirect(302, icon.url),
      )
    }
    if (media) app.use('/media', mediaRoutes(media))
  }
  app.use(() => {
    throw newsroom.current() ? new AppError('not_found', 'no such path') : new AppError('not_ready', 'no edition yet')
  })
  app.use(errorHandler(parts))
  return app
}
