import type { IncomingMessage } from 'node:http'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { collapsed } from '../domain/article.ts'
import { AppError, safeMessage } from '../domain/errors.ts'
import type { SourceStatus } from '../domain/fetches.ts'
import { countsOf, type RefreshReport, type SuccessReport, sumOf, withoutDrafts } from '../domain/refresh-report.ts'
import type { Site } from '../domain/site.ts'
import type { MissingSource } from '../domain/sources.ts'
import { type Access, createAccess } from '../http/access.ts'
import { createOperatorNetworks } from '../http/client-network.ts'
import { bearerToken, type TokenGate } from '../http/token-gate.ts'
import type { Newsroom } from '../refresh/newsroom.ts'

export type StatusParts = {
  readonly site: Site
  readonly gate: TokenGate
  readonly newsroom: Newsroom
  readonly adminToken: string | undefined
  /** Refreshes in this process, or asks the process that refreshes. */
  readonly refresh: () => Promise<SuccessReport | 'asked'>
  readonly scrape: () => Promise<{ readonly type: string; readonly text: string }>
  /** The sources in running systems. */
  readonly sources: () => Promise<readonly SourceStatus[]>
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
  const get = (path: string, answer: (request: Request, response: Response) => unknown): void =>
    void router.route(path).get(noStore, answer).all(allowOnly('GET, HEAD'))
  // Liveness does not ask the store: a slow store must not cause the process to be killed.
  get('/healthz', (_request, response) => response.json({ status: 'alive' }))
  get('/readyz', async (request, response) => {
    const body = readiness(parts, isOperator(request), await parts.sources())
    response.status(body.status === 'ready' ? 200 : 503).json(body)
  })
  get('/metrics', async (request, response) => {
    if (!isOperator(request)) throw new AppError('not_found', 'metrics are for operators')
    const { type, text } = await parts.scrape()
    response.set('Content-Type', type).send(text)
  })
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

/** An edition that is older than this many intervals was not refreshed. */
const STALE_INTERVALS = 3

export function isStale(ageMs: number, { interval }: Pick<Site, 'interval'>): boolean {
  return ageMs > STALE_INTERVALS * interval * 1000
}

export function readiness(
  { newsroom, now }: Pick<StatusParts, 'newsroom' | 'now'>,
  isOperator: boolean,
  sources: readonly SourceStatus[],
  last: RefreshReport | undefined = newsroom.lastOutcome(),
) {
  const published = newsroom.current()
  const lastRefresh = isOperator ? outcomeOf(last) : last && { ok: last.ok }
  if (!published) return { status: 'not ready', lastRefresh }
  const { revision, instant, feeds } = published.edition
  const ageSeconds = Math.round((now() - instant) / 1000)
  const details = () => ({
    ...detailsOf(newsroom),
    ...(sources.length > 0 && { sources: sources.map((source) => sourceFacts(source, now())) }),
  })
  const totals = () => ({
    failingSources: sources.filter(({ failures }) => failures > 0).length,
    missingSources: newsroom.missingSources().length,
    skippedFiles: sumOf(newsroom.skippedFiles()),
  })
  return {
    status: 'ready',
    edition: { revision, instant: new Date(instant).toISOString(), ageSeconds, feeds: feeds.size },
    ...(newsroom.outdated() && { behind: newsroom.outdated() }),
    ...(isOperator ? details() : totals()),
    lastRefresh,
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

function sourceFacts({ fetchedAt, failedAt, notBefore, ...facts }: SourceStatus, now: number) {
  const iso = (instant?: number): string | undefined =>
    instant === undefined ? undefined : new Date(instant).toISOString()
  return {
    ...facts,
    ...{ fetchedAt: iso(fetchedAt) ?? null, ageSeconds: fetchedAt && Math.round((now - fetchedAt) / 1000) },
    ...{ failedAt: iso(failedAt), notBefore: iso(notBefore) },
  }
}

function missingFacts({ since, ...source }: MissingSource) {
  return { ...source, since: new Date(since).toISOString() }
}

function outcomeOf(outcome: RefreshReport | undefined) {
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
