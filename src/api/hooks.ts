import { createHash } from 'node:crypto'
import express, { type RequestHandler, Router } from 'express'
import { allowOnly } from '../admin/status.ts'
import { AppError } from '../domain/errors.ts'
import { basePath, type Site } from '../domain/site.ts'
import type { Webhook } from '../domain/sources.ts'
import type { TokenGate } from '../http/token-gate.ts'
import type { Leases } from '../store/leases.ts'
import { verifiedDelivery } from './signatures.ts'

export type HookParts = {
  readonly site: Site
  readonly gate: TokenGate
  readonly store: Pick<Leases, 'claim' | 'release'>
  readonly now: () => number
  /** Asks a source for what changed, soon. */
  readonly fetchNow: (source: string) => Promise<void>
}

/** Deliveries are small: systems send one article, or its id. */
const BODY_MAX = '8mb'

/** A delivery is ignored if it comes again within this time. Signatures without a date do not expire. */
const DAY_MS = 24 * 60 * 60 * 1000

/** `POST /hooks/{source}`: a system says that something changed. What changed is fetched, never taken from the request. */
export function hookRoutes({ site, gate, store, now, fetchNow }: HookParts): Router {
  const webhooks = webhooksOf(site)
  const router = Router({ caseSensitive: true, strict: true })
  const requireWebhook: RequestHandler<{ source: string }> = ({ params: { source } }, _response, next) => {
    if (!webhooks.has(source)) throw new AppError('not_found', `${source} has no webhook`)
    next()
  }
  router
    .route('/hooks/:source')
    .post(requireWebhook, express.raw({ type: () => true, limit: BODY_MAX }), async (request, response) => {
      const source = request.params.source
      const webhook = webhooks.get(source) as Webhook
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const path = basePath(site) + request.originalUrl
      const signed = verifiedDelivery(webhook, { headers: request.headers, path, body }, now())
      if (!gate.admits(request, 'api', () => signed !== undefined) || !signed) {
        throw new AppError('unauthorized', 'wrong signature', { error: 'invalid_token' })
      }
      const lease = signed.id && `hook ${source} ${createHash('sha256').update(signed.id).digest('hex')}`
      response.set('Cache-Control', 'no-store')
      if (lease && !(await store.claim(lease, now(), now() + DAY_MS))) {
        response.json({ status: 'ignored' })
        return
      }
      try {
        await fetchNow(source)
      } catch (error) {
        // The system sends it again.
        if (lease) await store.release(lease)
        throw error
      }
      response.status(202).json({ status: 'asked' })
    })
    .all(allowOnly('POST'))
  return router
}

function webhooksOf({ sources }: Pick<Site, 'sources'>): ReadonlyMap<string, Webhook> {
  return new Map(
    sources.flatMap((source): [string, Webhook][] =>
      'fetch' in source && source.fetch.webhook ? [[source.name, source.fetch.webhook]] : [],
    ),
  )
}
