import { type RequestHandler, Router } from 'express'
import { AppError, sayable } from '../domain/errors.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import type { Newsroom } from '../publishing/newsroom.ts'
import type { RefreshReport } from '../publishing/refresh.ts'
import { bearerToken, sameSecret } from './security.ts'

export type StatusParts = {
  readonly newsroom: Newsroom
  readonly adminToken: string | undefined
  /** Refreshes here, or asks the process that does. */
  readonly refresh: () => Promise<RefreshReport | 'asked'>
  /** What there is to be measured, as text of its media type. */
  readonly scrape: () => Promise<{ readonly type: string; readonly text: string }>
  readonly now: () => number
}

const unstored: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' })
  next()
}

/** What operators and their probes ask: is it alive, is it ready, how is it doing, refresh now. */
export function statusRoutes(parts: StatusParts): Router {
  const router = Router({ caseSensitive: true, strict: true })
  // Liveness asks nothing and nobody: a store that is slow must not get the process killed.
  router
    .route('/healthz')
    .get(unstored, (_request, response) => response.json({ status: 'alive' }))
    .all(only('GET, HEAD'))
  router
    .route('/readyz')
    .get(unstored, (_request, response) => {
      const { status, body } = readiness(parts)
      response.status(status).json(body)
    })
    .all(only('GET, HEAD'))
  router
    .route('/metrics')
    .get(unstored, async (_request, response) => {
      const { type, text } = await parts.scrape()
      response.set('Content-Type', type).send(text)
    })
    .all(only('GET, HEAD'))
  router
    .route('/admin/refresh')
    .all(unstored, authorized(parts.adminToken))
    .post((_request, response) =>
      // Who has the token may know why it failed.
      parts.refresh().then(
        (report) => (report === 'asked' ? response.status(202).json({ status: 'asked' }) : response.json(report)),
        (error: unknown) => response.status(500).json({ error: sayable(error) }),
      ),
    )
    .all(only('POST'))
  return router
}

export function only(methods: string): RequestHandler {
  return ({ method }) => {
    throw new AppError('method_not_allowed', `${method} is not allowed here`, { methods })
  }
}

function readiness({ newsroom, now }: StatusParts) {
  const published = newsroom.current()
  const last = newsroom.last()
  if (!published) return { status: 503, body: { status: 'not ready', lastRefresh: outcomeOf(last) } }
  const { revision, instant, feeds } = published.edition
  return {
    status: 200,
    body: {
      status: 'ready',
      edition: {
        revision,
        instant: new Date(instant).toISOString(),
        ageSeconds: Math.round((now() - instant) / 1000),
        feeds: feeds.size,
      },
      // What another program has made, or other settings or texts, is not ours to serve.
      ...(newsroom.behind() && { behind: newsroom.behind() }),
      ...(newsroom.missing().length > 0 && { missing: newsroom.missing().map(missingFacts) }),
      lastRefresh: outcomeOf(last),
      // A file's name may tell what is under embargo.
      quarantine: newsroom.quarantine().filter(({ file }) => !newsroom.sealed().has(file)),
    },
  }
}

function missingFacts({ since, ...source }: MissingSource) {
  return { ...source, since: new Date(since).toISOString() }
}

function outcomeOf(outcome: ReturnType<Newsroom['last']>) {
  if (!outcome) return null
  const at = new Date(outcome.at).toISOString()
  if (!outcome.ok) return { at, ok: false, error: sayable(outcome.error) }
  const { missing, ...report } = outcome.report
  return { at, ok: true, ...report, ...(missing.length > 0 && { missing: missing.length }) }
}

/** Without a configured token there is no administration, and nothing that tells so. */
function authorized(token: string | undefined): RequestHandler {
  return (request, _response, next) => {
    if (token === undefined) throw new AppError('not_found', 'no administration without a token')
    const given = bearerToken(request)
    if (given === undefined) throw new AppError('unauthorized', 'missing token')
    if (!sameSecret(given, token)) throw new AppError('unauthorized', 'wrong token', { error: 'invalid_token' })
    next()
  }
}
