import { setTimeout } from 'node:timers/promises'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import { mountOf } from '../domain/site.ts'
import { overviewOf } from '../editions/overview.ts'
import { preferredLanguage } from '../http/accept-language.ts'
import type { RequestIds } from '../http/request-ids.ts'
import { sameSecret } from '../http/tokens.ts'
import { confirmLoss } from '../refresh/confirmations.ts'
import type { Leases } from '../store/leases.ts'
import type { Store } from '../store/port.ts'
import { CONFIRM } from './missing.ts'
import { loginPage, operatorsPage } from './page.ts'
import { createSessions, isFromHere, leaseOf, type Session } from './session.ts'
import { allowOnly, type StatusParts } from './status.ts'
import type { View } from './view.ts'

export type AdminParts = Pick<StatusParts, 'newsroom' | 'adminToken' | 'refresh' | 'now' | 'gate'> &
  Pick<View, 'site' | 'readerStats' | 'role'> & {
    readonly store: Pick<Store, 'refreshes' | 'snapshot' | keyof Leases>
    readonly catalog: () => View['catalog']
    readonly log: Logger
    readonly requestIds: RequestIds
  }

/** Refreshes that are told of. */
const REFRESHES = 20

/** Milliseconds for which somebody who has asked for a refresh waits for the page. */
const PATIENCE = 20_000

const after = (milliseconds: number): Promise<'asked'> => setTimeout(milliseconds, 'asked', { ref: false })

const form = express.urlencoded({ extended: false, limit: '4kb' })

const unstored: RequestHandler = (_request, response, next) => {
  // Under no-referrer browsers send forms with `Origin: null`: Fetch §3.2.
  response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex', 'Referrer-Policy': 'same-origin' })
  next()
}

/** `/admin/`: how the newsroom's feeds are doing, for who has the token. Without one there is no such page. */
export function adminRoutes(parts: AdminParts): Router {
  const { site, adminToken, newsroom, refresh, store, now, log, gate, requestIds } = parts
  const router = Router({ caseSensitive: true, strict: true })
  if (adminToken === undefined) return router
  const sessions = createSessions(adminToken, site)
  const at = (path: string): string => `${mountOf(site)}/admin/${path}`

  const viewed = (request: Request) => ({
    site,
    catalog: parts.catalog(),
    language: preferredLanguage(request.headers['accept-language'], site.languages),
  })
  const field = ({ body }: Request, name: string): string => {
    const value: unknown = body?.[name]
    return typeof value === 'string' ? value : ''
  }
  /** Ended by this process: known here even where the store cannot be written. */
  const ended = new LRUCache<string, true>({ max: 1000 })
  const sessionOf = async (request: Request): Promise<Session | undefined> => {
    const session = sessions.of(request, now())
    if (!session || ended.has(session.id)) return undefined
    return (await store.held(leaseOf(session), now())) ? undefined : session
  }
  /** Only what a page of ours has sent, of a session that is not over. */
  const expectOwn = async (request: Request): Promise<Session> => {
    const session = await sessionOf(request)
    if (!session || !isFromHere(request, site) || !sameSecret(field(request, 'token'), sessions.formToken(session))) {
      throw new AppError('forbidden', 'a form that is not from here')
    }
    return session
  }

  const show = async (request: Request, response: Response, session: Session): Promise<void> => {
    const published = newsroom.current()
    const { role, readerStats } = parts
    const view: View = {
      ...{ ...viewed(request), now: now(), role, newsroom, readerStats },
      refreshes: await store.refreshes(REFRESHES),
      overviews: published ? await store.snapshot((reader) => overviewOf(published, reader, now())) : [],
    }
    response.type('html').send(operatorsPage(view, sessions.formToken(session), 'asked' in request.query))
  }

  router
    .route('/admin')
    .get((_request, response) => response.redirect(301, at('')))
    .all(allowOnly('GET, HEAD'))
  router
    .route('/admin/')
    .all(unstored)
    .get(async (request, response) => {
      const session = await sessionOf(request)
      if (session) await show(request, response, session)
      else response.redirect(303, at('login'))
    })
    .post(form, async (request, response) => {
      await expectOwn(request)
      const action = field(request, 'action')
      if (action === CONFIRM) {
        const source = newsroom.missing().find((missing) => missing.source === field(request, 'source'))
        // Another operator may have been faster: the page shows what is missing now.
        if (source) await confirmLoss(store, source, now())
      } else if (action !== 'refresh') throw new AppError('bad_request', 'no such action')
      // How it went is on the page, among the others; what takes longer than proxies wait, once it is over.
      const report = await Promise.race([refresh().catch(() => 'failed' as const), after(PATIENCE)])
      response.redirect(303, at(report === 'asked' ? '?asked' : ''))
    })
    .all(allowOnly('GET, HEAD, POST'))
  router
    .route('/admin/login')
    .all(unstored)
    .get((request, response) => void response.type('html').send(loginPage(viewed(request), false)))
    .post(form, (request, response) => {
      if (!isFromHere(request, site)) throw new AppError('forbidden', 'a form that is not from here')
      if (!gate.admits(request, 'login', () => sameSecret(field(request, 'token'), adminToken))) {
        // RFC 9110 §15.5.2: 401 would offer a scheme by which a browser can do nothing here.
        response
          .status(403)
          .type('html')
          .send(loginPage(viewed(request), true))
        return
      }
      response.set('Set-Cookie', sessions.begun(requestIds(request), now())).redirect(303, at(''))
    })
    .all(allowOnly('GET, HEAD, POST'))
  router
    .route('/admin/logout')
    .all(unstored)
    .post(form, async (request, response) => {
      const session = await expectOwn(request)
      ended.set(session.id, true)
      await store
        .claim(leaseOf(session), now(), session.ends)
        .catch((err) => log.warn({ err }, 'a logout could not be remembered: other processes still know the session'))
      response.set('Set-Cookie', sessions.ended()).redirect(303, at('login'))
    })
    .all(allowOnly('POST'))
  return router
}
