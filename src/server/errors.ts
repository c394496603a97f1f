import type { ErrorRequestHandler, Request } from 'express'
import type { Logger } from 'pino'
import { languageOfPath } from '../documents/paths.ts'
import { AppError, type ErrorCode } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { preferredLanguage } from '../http/accept-language.ts'
import type { RequestIds } from '../http/request-log.ts'
import { type Catalog, interfaceLanguage } from '../i18n/catalog.ts'
import { errorPage } from '../pages/error.ts'

// The only place that maps errors to status codes.
const STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  body_too_large: 413,
  uri_too_long: 414,
  unsupported_media: 415,
  unprocessable: 422,
  too_many_requests: 429,
  too_many_attempts: 429,
  not_implemented: 501,
  not_ready: 503,
  config_invalid: 500,
  source_missing: 500,
  store_unusable: 503,
  port_unusable: 500,
  unexpected: 500,
} as const satisfies Record<ErrorCode, number>

type Status = (typeof STATUS)[ErrorCode]

/** Header fields that an error requires. */
const FIELDS: Partial<Record<ErrorCode, (error: AppError) => Readonly<Record<string, string>>>> = {
  method_not_allowed: ({ details }) => ({ Allow: details.methods ?? 'GET, HEAD' }),
  // RFC 6585 §4. Pages of other origins can read the error and Retry-After only with these CORS fields.
  too_many_requests: ({ details: { seconds = '60', origin } }) => ({
    'Retry-After': seconds,
    ...(origin && { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After' }),
  }),
  too_many_attempts: ({ details: { seconds = '60' } }) => ({ 'Retry-After': seconds }),
  // RFC 6750 §3: a request without credentials gets no error code.
  unauthorized: ({ details: { error } }) => ({
    'WWW-Authenticate': `Bearer realm="polyfeed"${error ? `, error="${error}"` : ''}`,
  }),
  conflict: () => ({ 'Retry-After': '5' }),
  not_ready: () => ({ 'Retry-After': '5' }),
  store_unusable: () => ({ 'Retry-After': '5' }),
}

export type ErrorParts = {
  readonly site: Site
  readonly catalog: () => Catalog
  readonly log: Logger
  readonly requestIds: RequestIds
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** A damaged store fails many requests: the same message is logged once a minute. */
const LOG_INTERVAL_MS = 60_000

function createRepetitions(now: () => number): (message: string) => boolean {
  let last = { message: '', at: 0 }
  return (message) => {
    const isRepeated = message === last.message && Math.abs(now() - last.at) < LOG_INTERVAL_MS
    if (!isRepeated) last = { message, at: now() }
    return isRepeated
  }
}

/** Answers with problem+json (RFC 9457) or, for a browser, with a page; both in the reader's language. */
export function errorHandler({ site, catalog, log, requestIds, now }: ErrorParts): ErrorRequestHandler {
  const isRepeated = createRepetitions(now)
  return (thrown: unknown, request: Request, response, _next) => {
    // Ranges and preconditions of media (RFC 9110 §15.5.13, §15.5.17) need no body.
    const ownStatus = (thrown as { status?: unknown } | null)?.status
    if ((ownStatus === 412 || ownStatus === 416) && !response.headersSent) {
      response.status(ownStatus).set('Cache-Control', 'no-store').end()
      return
    }
    const error = appErrorOf(thrown)
    const status = STATUS[error.code]
    if (status === 500 || (error.code === 'store_unusable' && !isRepeated(error.message))) {
      const { method, path } = request
      log.error({ err: thrown, id: requestIds(request), method, path }, 'a request failed')
    }
    if (response.headersSent) {
      response.destroy()
      return
    }
    const language =
      languageOfPath(site, request.path) ?? preferredLanguage(request.headers['accept-language'], site.languages)
    const textLanguage = interfaceLanguage(catalog(), language)
    // A failed writeHead leaves its status message behind.
    response.statusMessage = ''
    const fields = FIELDS[error.code]?.(error)
    response.status(status).set({
      ...fields,
      // Lets a report name the line of the log. A 501 is not logged.
      ...(status >= 500 && status !== 501 && { 'X-Request-Id': requestIds(request) }),
      'Cache-Control': 'no-store',
      'Content-Language': textLanguage,
      Vary: 'Accept, Accept-Language, Accept-Encoding',
    })
    const text = textOf(catalog(), textLanguage, status, error)
    // Only browsers prefer HTML to JSON; feed readers and scripts send `*/*`.
    if (request.accepts(['json', 'html']) === 'html') {
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      const reload = status === 503 && isRead ? fields?.['Retry-After'] : undefined
      const parts = { ...text, isSearchable: status === 404 || status === 410, reload }
      response.type('html').send(errorPage(site, catalog(), { language, textLanguage }, status, parts))
    } else
      response
        .set('Content-Type', 'application/problem+json; charset=utf-8')
        .json({ type: 'about:blank', status, ...text, ...error.members })
  }
}

const ERRORS_OF_EXPRESS: Readonly<Record<number, ErrorCode>> = {
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media',
}

/** Errors of Express (a malformed path, an oversized body) have a status. Their messages go to the log only. */
function appErrorOf(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const { status: statusOfError, limit = 0 } = (thrown ?? {}) as { readonly status?: unknown; readonly limit?: number }
  const status = Number(statusOfError)
  const code = ERRORS_OF_EXPRESS[status] ?? (status >= 400 && status < 500 ? 'bad_request' : 'unexpected')
  const details = { limit: `${limit / 1024 / 1024} MB`, types: 'br, gzip, deflate' }
  return new AppError(code, 'unexpected', details, { cause: thrown })
}

function textOf(catalog: Catalog, language: Language, status: Status, { code, details }: AppError) {
  const name = code === 'too_many_attempts' ? '429.attempts' : details.missing ? '403.token' : status
  const key = details.parameter
    ? 'pages:errors.400.parameter'
    : details.scope
      ? 'pages:errors.401.scope'
      : (`pages:errors.${name}.detail` as const)
  const count = Math.ceil(Number(details.seconds ?? 60) / 60)
  return {
    title: catalog.t(language, `pages:errors.${name}.title`),
    detail: catalog.t(language, key, { ...details, count }),
  }
}
