import { setTimeout } from 'node:timers/promises'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import { basePath } from '../domain/site.ts'
import { overviewOf } from '../editions/overview.ts'
import { type Languages, preferredLanguage } from '../http/accept-language.ts'
import { createAccess } from '../http/access.ts'
import type { RequestIds } from '../http/request-log.ts'
import { pathOfUrl } from '../http/request-path.ts'
import { givenTokens, sameSecret } from '../http/token-gate.ts'
import { interfaceLanguage } from '../i18n/catalog.ts'
import { getOrCreate } from '../memo.ts'
import type { PushStatus } from '../push/status.ts'
import type { ReaderHistory } from '../readers/history.ts'
import { confirmLoss } from '../refresh/confirmations.ts'
import { SERVER } from '../store/daily.ts'
import type { Leases } from '../store/leases.ts'
import type { Store } from '../store/port.ts'
import { articlesPage } from './article.ts'
import { CHART_MS } from './charts.ts'
import { type FeedParts, feedPage } from './feed.ts'
import { loginPage, operatorsPage } from './page.ts'
import { CONFIRM } from './problems.ts'
import { createSessions, isSameOrigin, logoutLease, type Session } from './session.ts'
import { STATE_PATH, serveStateFeed } from './state-feed.ts'
import { allowOnly, type StatusParts } from './status.ts'
import { ARTICLES_PATH, type Context, FEED_PAGES, type View } from './view.ts'

export type AdminParts = Pick<StatusParts, 'newsroom' | 'adminToken' | 'refresh' | 'now' | 'gate' | 'sources'> &
  Pick<View, 'site' | 'role' | 'responseCounts'> & {
    readonly store: FeedParts['store'] & Pick<Store, 'conditions' | 'refreshes' | keyof Leases>
    readonly catalog: () => View['catalog']
    readonly log: Logger
    readonly requestIds: RequestIds
    readonly readPush: () => Promise<PushStatus>
    readonly history: Pick<ReaderHistory, 'read' | 'figures'>
  }

const REFRESHES_MAX = 20

/** Shorter than the time-outs of proxies. A longer refresh goes on, and the page says so. */
const REFRESH_WAIT_MS = 20_000

const refreshTimeout = (): Promise<'asked'> => setTimeout(REFRESH_WAIT_MS, 'asked', { ref: false })

const NOT_OWN_FORM = 'the form was not sent from a page of this server, or its session has ended'

const form = express.urlencoded({ extended: false, limit: '4kb' })

const noStore: RequestHandler = (_request, response, next) => {
  // Fetch §3.2: under `no-referrer`, browsers send forms with `Origin: null`.
  response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex', 'Referrer-Policy': 'same-origin' })
  next()
}

/** The newsroom's languages, the first of which is the default, then all others that the page has texts in. */
function languagesOf(catalog: View['catalog'], { languages }: View['site']): Languages {
  const translated = [...catalog.texts.languages].flatMap(([language, texts]) => (texts.admin ? language : []))
  return [...languages.map((language) => interfaceLanguage(catalog, language)), ...translated] as [Language]
}

/** The operator's page at `/admin/`, its login and its logout. Without a configured token there are no routes. */
export function adminRoutes(parts: AdminParts): Router {
  const { site, adminToken, newsroom, refresh, store, now, log, gate, requestIds } = parts
  const router = Router({ caseSensitive: true, strict: true })
  if (adminToken === undefined) return router
  const sessions = createSessions(adminToken, site)
  const access = createAccess(parts)
  const adminPath = (path: string): string => `${basePath(site)}/admin/${path}`

  /** Kept, because {@link preferredLanguage} keeps its results by list. */
  const languages = new WeakMap<View['catalog'], Languages>()
  const viewContext = (request: Request) => {
    const catalog = parts.catalog()
    const choice = getOrCreate(languages, catalog, () => languagesOf(catalog, site))
    return { site, catalog, language: preferredLanguage(request.headers['accept-language'], choice) }
  }
  const showLogin = (request: Request, response: Response, status: number): void =>
    void response
      .status(status)
      .type('html')
      .send(loginPage(viewContext(request), status === 403))
  const field = ({ body }: Request, name: string): string => {
    const value: unknown = body?.[name]
    return typeof value === 'string' ? value : ''
  }
  /** Sessions that this process ended: a logout takes effect here even if the store cannot be written. */
  const endedSessions = new LRUCache<string, true>({ max: 1000 })
  const sessionOf = async (request: Request): Promise<Session | undefined> => {
    const session = sessions.of(request, now())
    if (!session || endedSessions.has(session.id)) return undefined
    return (await store.isHeld(logoutLease(session), now())) ? undefined : session
  }
  /** @throws AppError `forbidden` unless a page of this server sent the form, in a session that has not ended */
  const requireOwnForm = async (request: Request): Promise<Session> => {
    const session = await sessionOf(request)
    if (!session || !isSameOrigin(request, site) || !sameSecret(field(request, 'token'), sessions.formToken(session))) {
      throw new AppError('forbidden', NOT_OWN_FORM)
    }
    return session
  }

  const show = async (request: Request, response: Response, session: Session): Promise<void> => {
    const published = newsroom.current()
    const { role, responseCounts, history } = parts
    const view: View = {
      ...{ ...viewContext(request), now: now(), role, newsroom, responseCounts },
      refreshes: await store.refreshes(REFRESHES_MAX),
      sources: await parts.sources(),
      days: await history.read(SERVER),
      readers: await history.figures(),
      articleTimes: await store.entryCounts(site.languages, now() - CHART_MS),
      push: await parts.readPush(),
      occurrences: await store.conditions(),
      stateFeed: `${STATE_PATH}?token=${sessions.feedToken}`,
      overviews: published ? await store.snapshot((reader) => overviewOf(published, reader, now())) : [],
    }
    response.type('html').send(operatorsPage(view, sessions.formToken(session), 'asked' in request.query))
  }

  router
    .route('/admin')
    .get((_request, response) => response.redirect(301, adminPath('')))
    .all(allowOnly('GET, HEAD'))
  router
    .route('/admin/')
    .all(noStore)
    .get(async (request, response) => {
      const session = await sessionOf(request)
      if (session) await show(request, response, session)
      else response.redirect(303, adminPath('login'))
    })
    .post(form, async (request, response) => {
      await requireOwnForm(request)
      const action = field(request, 'action')
      if (action === CONFIRM) {
        const source = newsroom.missingSources().find((missing) => missing.source === field(request, 'source'))
        // Another operator may have confirmed it first.
        if (source) await confirmLoss(store, source, now())
      } else if (action !== 'refresh') throw new AppError('bad_request', 'the form has an unknown action')
      // The page lists refreshes with their results, so a failure needs no answer of its own.
      const report = await Promise.race([refresh().catch(() => 'failed' as const), refreshTimeout()])
      response.redirect(303, adminPath(report === 'asked' ? '?asked' : ''))
    })
    .all(allowOnly('GET, HEAD, POST'))
  /** Adds a page beside the operator's page. */
  const addPage = (path: string, write: (context: Context, request: Request) => Promise<string>): void =>
    void router
      .route(path)
      .all(noStore)
      .get(async (request, response) => {
        if (!(await sessionOf(request))) return response.redirect(303, adminPath('login'))
        response.type('html').send(await write({ ...viewContext(request), now: now() }, request))
      })
      .all(allowOnly('GET, HEAD'))
  addPage(`${FEED_PAGES}/*folder`, (context, request) =>
    feedPage(parts, context, pathOfUrl(request.url).slice(FEED_PAGES.length)),
  )
  addPage(ARTICLES_PATH, (context, { query: { q = '' } }) => articlesPage(parts, context, String(q).trim()))
  router
    .route(STATE_PATH)
    .get(async (request, response) => {
      const tokens = givenTokens(request)
      const isRight = (token: string) => sameSecret(token, sessions.feedToken) || access.isFor(token, 'admin')
      const isAdmitted = tokens.length > 0 && gate.admits(request, 'bearer', () => tokens.some(isRight))
      if (!isAdmitted) throw new AppError('not_found', `${STATE_PATH} requires a token`)
      return serveStateFeed(request, response, store, viewContext(request))
    })
    .all(allowOnly('GET, HEAD'))
  router
    .route('/admin/login')
    .all(noStore)
    .get((request, response) => showLogin(request, response, 200))
    .post(form, (request, response) => {
      if (!isSameOrigin(request, site)) throw new AppError('forbidden', NOT_OWN_FORM)
      if (!gate.admits(request, 'login', () => access.isFor(field(request, 'token'), 'admin'))) {
        // RFC 9110 §15.5.2: a 401 must name an authentication scheme, and a form is none.
        showLogin(request, response, 403)
      } else response.set('Set-Cookie', sessions.startCookie(requestIds(request), now())).redirect(303, adminPath(''))
    })
    .all(allowOnly('GET, HEAD, POST'))
  router
    .route('/admin/logout')
    .all(noStore)
    .post(form, async (request, response) => {
      const session = await requireOwnForm(request)
      endedSessions.set(session.id, true)
      await store
        .claim(logoutLease(session), now(), session.ends)
        .catch((err) =>
          log.warn({ err }, 'a logout was not saved; other processes accept the session until it expires'),
        )
      response.set('Set-Cookie', sessions.endCookie()).redirect(303, adminPath('login'))
    })
    .all(allowOnly('POST'))
  return router
}
