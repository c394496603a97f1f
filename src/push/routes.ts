import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import { AppError } from '../domain/errors.ts'
import { HUB_PATH, hubAddress, type Site } from '../domain/site.ts'
import { createBudget, type Limits } from '../readers/limits.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Store } from '../store/port.ts'
import { HubRefusal, type HubRequest, hubRequestOf } from './requests.ts'
import type { Topics } from './topics.ts'
import { verificationOf } from './verifications.ts'

export type HubParts = {
  readonly site: Site
  readonly newsroom: Pick<Newsroom, 'current'>
  readonly store: Pick<Store, 'outbox' | 'countRows'>
  readonly topics: Topics
  readonly now: () => number
  /** Call after a request was stored. */
  readonly onHubRequest: () => void
}

const BODY_MAX = '8kb'
const FORM = /^application\/x-www-form-urlencoded\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i

/** Requests for the callbacks of one host, however many clients send them. */
const HOST_BUDGET = { requests: 3000, seconds: 600 }
const UNVERIFIED_PER_HOST_MAX = 200
const UNVERIFIED_MAX = 10_000
const SUBSCRIPTIONS_PER_HOST_MAX = 20_000

/** `POST /hub`: subscription requests (WebSub §5.1). They are stored and answered; the callback is asked later. */
export function hubRoutes({ site, newsroom, store, topics, now, onHubRequest }: HubParts, limits: Limits): Router {
  const router = Router({ caseSensitive: true, strict: true })
  if (!site.hub.own) return router
  const budgetOf = createBudget(HOST_BUDGET.requests, HOST_BUDGET.seconds, now)

  const requireRoom = async ({ host, mode }: HubRequest): Promise<void> => {
    const overdraft = budgetOf(host, 1)
    if (overdraft) throw new HubRefusal(429, `There are too many requests for callbacks at ${host}.`, overdraft.seconds)
    if ((await store.countRows('verification', UNVERIFIED_PER_HOST_MAX, host)) >= UNVERIFIED_PER_HOST_MAX) {
      throw new HubRefusal(429, `Too many requests for callbacks at ${host} wait for verification.`, 60)
    }
    if ((await store.countRows('verification', UNVERIFIED_MAX)) >= UNVERIFIED_MAX) {
      throw new HubRefusal(503, 'Too many requests wait for verification.', 60)
    }
    if (mode === 'unsubscribe') return
    if ((await store.countRows('subscription', SUBSCRIPTIONS_PER_HOST_MAX, host)) >= SUBSCRIPTIONS_PER_HOST_MAX) {
      throw new HubRefusal(
        429,
        `${host} has ${SUBSCRIPTIONS_PER_HOST_MAX} subscriptions, the most that a host may have.`,
        3600,
      )
    }
  }

  const subscribe: RequestHandler = async (request, response) => {
    if (!FORM.test(request.get('content-type') ?? '')) {
      throw new HubRefusal(415, 'The request must be application/x-www-form-urlencoded, in UTF-8.')
    }
    limits.chargeComputation(request, 'hub')
    const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString() : '')
    const hubRequest = hubRequestOf(form, site)
    const published = newsroom.current()
    if (!published) throw new AppError('not_ready', 'no edition yet')
    const document = hubRequest.mode === 'subscribe' ? await topics.document(published, hubRequest.path) : undefined
    if (hubRequest.mode === 'subscribe' && !document)
      throw new HubRefusal(404, `${hubRequest.topic} is no feed of this server.`)
    await requireRoom(hubRequest)
    const current = { version: document?.version, revision: published.edition.revision }
    await store.outbox((outbox) => outbox.putVerification(verificationOf(hubRequest, current, now())))
    onHubRequest()
    // WebSub §5.1.2. Some subscribers accept no other 2xx.
    response.status(202).set('Cache-Control', 'no-store').end()
  }
  const explain: RequestHandler = (_request, response) => {
    response.set('Cache-Control', 'public, max-age=3600').type('text').send(explanation(site))
  }
  const refuse: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    const isTooLarge = (error as { status?: unknown } | null)?.status === 413
    const refusal = isTooLarge ? new HubRefusal(413, `The request has more than ${BODY_MAX}.`) : error
    if (!(refusal instanceof HubRefusal)) return next(error)
    const { status, message, retrySeconds } = refusal
    if (retrySeconds !== undefined) response.set('Retry-After', String(retrySeconds))
    response.status(status).set('Cache-Control', 'no-store').type('text').send(`${message}\n`)
  }
  router
    .route(HUB_PATH)
    .get(explain)
    .post(express.raw({ type: () => true, limit: BODY_MAX }), subscribe)
    .all(() => {
      throw new AppError('method_not_allowed', 'the hub takes POST', { methods: 'GET, HEAD, POST' })
    })
  router.use(HUB_PATH, refuse)
  return router
}

function explanation({ feedUrl }: Site): string {
  return `This is a WebSub hub (https://www.w3.org/TR/websub/) for the feeds of ${feedUrl}.

To subscribe, send hub.mode=subscribe, hub.topic (the rel="self" address of a feed) and hub.callback as a form:
curl -d hub.mode=subscribe -d hub.topic=FEED -d hub.callback=CALLBACK ${hubAddress(feedUrl)}
`
}
