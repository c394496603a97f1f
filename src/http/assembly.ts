import type { IncomingMessage, ServerResponse } from 'node:http'
import express, { type Express, type NextFunction } from 'express'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import { folderOf } from '../domain/feed-path.ts'
import { mountOf, type Site } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { Documents } from '../publishing/documents.ts'
import { Superseded } from '../publishing/feeds.ts'
import type { Newsroom } from '../publishing/newsroom.ts'
import type { Store } from '../store/port.ts'
import type { Audience } from './audience.ts'
import type { Resolution } from './document.ts'
import { limitDownloads } from './downloads.ts'
import { errorHandler } from './errors.ts'
import { cacheControlFor, siteKeyField } from './fields.ts'
import { journaled } from './journal.ts'
import { preferredLanguage } from './languages.ts'
import { createListings } from './listings.ts'
import { mediaRoutes } from './media.ts'
import { refusalOf } from './refusals.ts'
import type { RequestIds } from './request-ids.ts'
import { createResolver, tokenFor } from './resolver.ts'
import { schemaDocuments } from './schemas.ts'
import { hasToken, pageFields, pageSecurity } from './security.ts'
import { serveDocument } from './serve-document.ts'
import { only, type StatusParts, statusRoutes } from './status.ts'
import type { Tally } from './tally.ts'

export type HttpParts = {
  readonly site: Site
  /** The newsroom's folder of media, if it has one. */
  readonly media: string | null
  readonly adminToken: string | undefined
  readonly newsroom: Newsroom
  /** Whether documents are served, or only what operators ask. */
  readonly serves: boolean
  readonly refresh: StatusParts['refresh']
  readonly scrape: StatusParts['scrape']
  readonly tally: Tally
  readonly audience: Audience
  readonly requestIds: RequestIds
  readonly documents: Documents
  readonly store: Store
  readonly catalog: () => Catalog
  readonly log: Logger
  readonly now: () => number
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * The whole of what answers requests. Documents come first, by a look-up that Express need not be asked for (its
 * dispatch costs a quarter of a 304); it is a middleware all the same, and everything else goes on to Express.
 */
export function createHandler(parts: HttpParts): Handler {
  const { tally } = parts
  const documents: Middleware = parts.serves ? documentHandler(parts) : (_request, _response, next) => next()
  const app = expressApp(parts)
  const others: (request: IncomingMessage, response: ServerResponse, failure: unknown) => void = (
    request,
    response,
    failure,
  ) => {
    tally.watch(pathOfUrl(request.url as string), request.method, response)
    app(Object.assign(request, { failure }), response)
  }
  const handler: Handler = (request, response) => {
    const refusal = refusalOf(request)
    if (refusal) others(request, response, refusal)
    else documents(request, response, (error) => others(request, response, error))
  }
  return journaled(handler, { ...parts, pathOf: pathOfUrl })
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: NextFunction) => void

function documentHandler({ site, newsroom, documents, store, tally, audience, log }: HttpParts): Middleware {
  const resolve = createResolver({
    documents,
    store,
    listings: createListings({ documents, store, pageFields: pageFields() }),
  })
  const schemas = schemaDocuments(site, documents.encode)
  const serving = { admit: limitDownloads(site, log), tally }

  const reply = (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    resolution: Resolution | undefined,
  ): void | Promise<void> => {
    if (!resolution) throw new AppError('not_found', 'no such feed')
    switch (resolution.kind) {
      case 'document':
        if (resolution.token === null) audience.heard(request, path)
        return serveDocument(request, response, resolution.document, serving)
      case 'moved':
        tally.watch(path, request.method, response)
        return redirect(request, response, site, resolution.to, resolution.token !== null)
      case 'gone':
        throw new AppError('gone', 'a retired feed')
    }
  }

  const answer = (request: IncomingMessage, response: ServerResponse, next: NextFunction, tries: number): void => {
    const failed = (error: unknown): void => {
      // A refresh has come in between: the next edition has the document.
      if (!(error instanceof Superseded)) next(error)
      else if (tries > 0) setImmediate(answer, request, response, next, tries - 1)
      // Another process has: this one follows at its next refresh.
      else next(new AppError('not_ready', 'the store is ahead of this process'))
    }
    try {
      const published = newsroom.current()
      const path = pathOfUrl(request.url as string)
      const token = published ? tokenFor(published, path) : null
      if (token !== null && !hasToken(request, token))
        throw new AppError('not_found', 'a feed that is not for everybody')
      const found = schemas.get(path) ?? (published && resolve(published, path, isBrowsing(request)))
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

function expressApp(parts: HttpParts): Express {
  const { site, media, newsroom, serves } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('case sensitive routing', true)
  app.set('strict routing', true)
  app.use(pageSecurity)
  app.use((request, _response, next) => next((request as { failure?: unknown }).failure))
  app.use(statusRoutes(parts))
  // Who does not serve answers operators alone.
  if (serves) {
    app
      .route('/')
      .get((request, response) => {
        const language = preferredLanguage(request.headers['accept-language'], site.languages)
        response.set({
          Vary: 'Accept-Language, Accept-Encoding',
          'Cache-Control': cacheControlFor(site.interval, 'public'),
          ...siteKeyField(site),
        })
        response.redirect(302, mountOf(site) + folderOf({ language, kind: 'all' }))
      })
      .all(only('GET, HEAD'))
    if (media) app.use('/media', mediaRoutes(media))
  }
  app.use(() => {
    throw newsroom.current() ? new AppError('not_found', 'no such path') : new AppError('not_ready', 'no edition yet')
  })
  app.use(errorHandler(parts))
  return app
}

/**
 * Fetch Metadata: whether somebody has gone to this address in a browser, who would see XML as text. Readers send no such
 * field; what pages and extensions fetch has another value.
 */
function isBrowsing({ headers }: IncomingMessage): boolean {
  return headers['sec-fetch-dest'] === 'document'
}

/**
 * The path without its query; of a whole address (RFC 9112 §3.2.2) the path too. Nothing else of what a request says
 * about where it went has a say in what is answered.
 */
function pathOfUrl(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '')
  const end = path.search(/[?#]/)
  // A copy: documents are kept by their path, and what is only cut out of an address keeps all of that.
  return end < 0 ? path : Buffer.from(path.slice(0, end)).toString()
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
