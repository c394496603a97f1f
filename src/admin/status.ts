import type { IncomingMessage } from 'node:http'
import { type RequestHandler, Router } from 'express'
import { collapsed } from '../domain/article.ts'
import { AppError, safeMessage } from '../domain/errors.ts'
import { countsOf, type SuccessReport, sumOf, withoutDrafts } from '../domain/refresh-report.ts'
import type { Site } from '../domain/site.ts'
import type { MissingSource } from '../domain/sources.ts'
import { type Access, createAccess } from '../http/access.ts'
import { createOperatorNetworks } from '../http/client-network.ts'
import type { TokenGate } from '../http/token-gate.ts'
import { bearerToken } from '../http/tokens.ts'
import type { Newsroom } from '../refresh/newsroom.ts'

export type StatusParts = {
  readonly site: Site
  readonly gate: TokenGate
  readonly newsroom: Newsroom
  readonly adminToken: string | undefined
  /** Refreshes in this process, or asks the process that refreshes. */
  readonly refresh: () => Promise<SuccessReport | 'asked'>
  /** The metrics as text, with their media type. */
  readonly scrape: () => Promise<{ readonly type: string; readonly text: string }>
  readonly now: () => number
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' })
  next()
}

/** Problems beyond these are counted only. */
const PROBLEMS_MAX = 100

/** Liveness, readiness, metrics, and the endpoint that refreshes. */
export function statusRoutes(parts: StatusParts): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const access = createAccess(parts)
  const isOperator = createOperatorAccess(parts, access)
  // Liveness does not ask the store: a slow store must not cause the process to be killed.
  router
    .route('/healthz')
    .get(noStore, (_request, response) => response.json({ status: 'alive' }))
    .all(allowOnly('GET, HEAD'))
  router
    .route('/readyz')
    .get(noStore, (request, response) => {
      const { status, body } = readiness(parts, isOperator(request))
      response.status(status).json(body)
    })
    .all(allowOnly('GET, HEAD'))
  router
    .route('/metrics')
    .get(noStore, async (request, response) => {
      if (!isOperator(request)) throw new AppError('not_found', 'metrics are for operators')
      const { type, text } = await parts.scrape()
      response.set('Content-Type', type).send(text)
    })
    .all(allowOnly('GET, HEAD'))
  router
    .route('/admin/refresh')
    .all(noStore, authorized(access))
    .post((_request, response) =>
      // Only operators get here, so the answer may contain the reason of a failure.
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
  const last = newsroom.lastOutcome()
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
      ...(newsroom.outdated() && { behind: newsroom.outdated() }),
      ...(details
        ? { ...detailsOf(newsroom), lastRefresh: outcomeOf(last) }
        : {
            missingSources: newsroom.missingSources().length,
            skippedFiles: sumOf(newsroom.skippedFiles()),
            lastRefresh: last && { ok: last.ok },
          }),
    },
  }
}

function detailsOf(newsroom: Newsroom) {
  // Names of unpublished files are confidential.
  const problems = collapsed(newsroom.quarantine().filter(({ file }) => !newsroom.unpublishedFiles().has(file)))
  const missing = newsroom.missingSources().map(missingFacts)
  return {
    ...(missing.length > 0 && { missing }),
    quarantine: problems.slice(0, PROBLEMS_MAX),
    skipped: newsroom.skippedFiles().map(withoutDrafts),
    ...(problems.length > PROBLEMS_MAX && { quarantined: problems.length }),
  }
}

function missingFacts({ since, ...source }: MissingSource) {
  return { ...source, since: new Date(since).toISOString() }
}

function outcomeOf(outcome: ReturnType<Newsroom['lastOutcome']>) {
  if (!outcome) return null
  const at = new Date(outcome.at).toISOString()
  if (!outcome.ok) return { at, ok: false, error: outcome.error }
  const { missing, ...report } = countsOf(outcome)
  return { at, ok: true, ...report, ...(missing.length > 0 && { missing: missing.length }) }
}

/** Without a configured token the answer is 404, as for an unknown path. */
function authorized(access: Access): RequestHandler {
  return (request, _response, next) => {
    if (!access.isConfigured('refresh')) throw new AppError('not_found', 'no administration without a token')
    access.require(request, 'refresh', 'bearer')
    next()
  }
}

/** Operators are recognized by their network (`operators` in site.yaml) or by the operator's token. */
function createOperatorAccess({ site, gate }: StatusParts, access: Access): (request: IncomingMessage) => boolean {
  const isInNetwork = createOperatorNetworks(site)
  return (request) => {
    if (isInNetwork(request)) return true
    const given = bearerToken(request)
    if (given === undefined || !access.isConfigured('admin')) return false
    return gate.admits(request, 'bearer', () => access.isFor(given, 'admin'))
  }
}
