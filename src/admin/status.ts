import type { IncomingMessage } from 'node:http'
import { type RequestHandler, Router } from 'express'
import { AppError, safeMessage } from '../domain/errors.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import { countsOf, type SuccessReport } from '../domain/refresh-report.ts'
import type { Site } from '../domain/site.ts'
import { createOperatorNetworks } from '../http/client-network.ts'
import type { TokenGate } from '../http/token-gate.ts'
import { bearerToken, sameSecret } from '../http/tokens.ts'
import type { Newsroom } from '../refresh/newsroom.ts'

export type StatusParts = {
  readonly site: Site
  readonly gate: TokenGate
  readonly newsroom: Newsroom
  readonly adminToken: string | undefined
  /** Refreshes here, or asks the process that does. */
  readonly refresh: () => Promise<SuccessReport | 'asked'>
  /** What there is to be measured, as text of its media type. */
  readonly scrape: () => Promise<{ readonly type: string; readonly text: string }>
  readonly now: () => number
}

const unstored: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' })
  next()
}

/** Problems that are named; the others are counted. */
const PROBLEMS_MAX = 100

/** What operators and their probes ask: is it alive, is it ready, how is it doing, refresh now. */
export function statusRoutes(parts: StatusParts): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const mayLook = createOperatorAccess(parts)
  // Liveness asks nothing and nobody: a store that is slow must not get the process killed.
  router
    .route('/healthz')
    .get(unstored, (_request, response) => response.json({ status: 'alive' }))
    .all(allowOnly('GET, HEAD'))
  router
    .route('/readyz')
    .get(unstored, (request, response) => {
      const { status, body } = readiness(parts, mayLook(request))
      response.status(status).json(body)
    })
    .all(allowOnly('GET, HEAD'))
  router
    .route('/metrics')
    .get(unstored, async (request, response) => {
      if (!mayLook(request)) throw new AppError('not_found', 'metrics are for operators')
      const { type, text } = await parts.scrape()
      response.set('Content-Type', type).send(text)
    })
    .all(allowOnly('GET, HEAD'))
  router
    .route('/admin/refresh')
    .all(unstored, authorized(parts))
    .post((_request, response) =>
      // Who has the token may know why it failed.
      parts.refresh().then(
        (report) =>
          report === 'asked'
            ? response.status(202).json({ status: 'asked' })
            : response.json({ ...countsOf(report), missing: report.missing.map(missingFacts) }),
        (error: unknown) => response.status(500).json({ error: safeMessage(error) }),
      ),
    )
    .all(allowOnly('POST'))
  return router
}

export function allowOnly(methods: string): RequestHandler {
  return ({ method }) => {
    throw new AppError('method_not_allowed', `${method} is not allowed here`, { methods })
  }
}

function readiness({ newsroom, now }: StatusParts, details: boolean) {
  const published = newsroom.current()
  const last = newsroom.last()
  if (!published)
    return {
      status: 503,
      body: { status: 'not ready', lastRefresh: details ? outcomeOf(last) : last && { ok: last.ok } },
    }
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
      ...(newsroom.outdated() && { behind: newsroom.outdated() }),
      ...(details
        ? { ...detailsOf(newsroom), lastRefresh: outcomeOf(last) }
        : { missingSources: newsroom.missing().length, lastRefresh: last && { ok: last.ok } }),
    },
  }
}

function detailsOf(newsroom: Newsroom) {
  // A file's name may tell what is under embargo.
  const problems = newsroom.quarantine().filter(({ file }) => !newsroom.unpublishedFiles().has(file))
  const missing = newsroom.missing().map(missingFacts)
  return {
    ...(missing.length > 0 && { missing }),
    quarantine: problems.slice(0, PROBLEMS_MAX),
    ...(problems.length > PROBLEMS_MAX && { quarantined: problems.length }),
  }
}

function missingFacts({ since, ...source }: MissingSource) {
  return { ...source, since: new Date(since).toISOString() }
}

function outcomeOf(outcome: ReturnType<Newsroom['last']>) {
  if (!outcome) return null
  const at = new Date(outcome.at).toISOString()
  if (!outcome.ok) return { at, ok: false, error: outcome.error }
  const { missing, ...report } = countsOf(outcome)
  return { at, ok: true, ...report, ...(missing.length > 0 && { missing: missing.length }) }
}

/** Without a configured token there is no administration, and nothing that tells so. */
function authorized({ adminToken: token, gate }: Pick<StatusParts, 'adminToken' | 'gate'>): RequestHandler {
  return (request, _response, next) => {
    if (token === undefined) throw new AppError('not_found', 'no administration without a token')
    const given = bearerToken(request)
    if (given === undefined) throw new AppError('unauthorized', 'missing token')
    if (!gate.admits(request, 'bearer', () => sameSecret(given, token))) {
      throw new AppError('unauthorized', 'wrong token', { error: 'invalid_token' })
    }
    next()
  }
}

/** Metrics and details are for operators: by their network, or by the token. */
function createOperatorAccess({ site, adminToken, gate }: StatusParts): (request: IncomingMessage) => boolean {
  const isOperator = createOperatorNetworks(site)
  return (request) => {
    if (isOperator(request)) return true
    const given = bearerToken(request)
    if (given === undefined || adminToken === undefined) return false
    return gate.admits(request, 'bearer', () => sameSecret(given, adminToken))
  }
}
