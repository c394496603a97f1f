import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { mountOf, type Site } from '../domain/site.ts'
import { sameSecret } from '../http/tokens.ts'

const COOKIE = 'polyfeed-admin'

/** Milliseconds after which whoever has logged in has to do so again. */
const LASTING = 12 * 60 * 60 * 1000

/** `id` is another for every login; it is no secret. `ends` is in milliseconds since 1970. */
export type Session = { readonly id: string; readonly ends: number }

/**
 * A session is in a signed cookie, so that any process knows it; another operator's token ends all sessions. Sessions that were ended
 * by a logout are remembered in the store (`leaseOf`), for all processes and after restarts.
 */
export type Sessions = {
  /** The `Set-Cookie` of who has given the token. */
  begun(id: string, now: number): string
  /** The `Set-Cookie` that ends it. */
  ended(): string
  /** What the cookie says; whether it was ended is for the store to tell. */
  of(request: Pick<IncomingMessage, 'headers'>, now: number): Session | undefined
  /** What a form of a session carries, which nobody else's page can know. */
  formToken(session: Session): string
}

export function createSessions(token: string, site: Pick<Site, 'feedUrl'>): Sessions {
  const key = createHmac('sha256', token).update('polyfeed: sessions').digest()
  const sign = (what: string, { id, ends }: Session): string =>
    createHmac('sha256', key).update(`${what} ${id} ${ends}`).digest('base64url')
  // RFC 6265 §4.1.2, and SameSite of its successor: no script reads it, and no other site's page brings it along.
  const attributes = [
    `Path=${mountOf(site)}/admin`,
    'HttpOnly',
    'SameSite=Strict',
    ...(site.feedUrl.startsWith('https:') ? ['Secure'] : []),
  ].join('; ')

  return {
    begun: (id, now) => {
      const session = { id, ends: now + LASTING }
      return `${COOKIE}=${session.ends}.${id}.${sign('session', session)}; Max-Age=${LASTING / 1000}; ${attributes}`
    },
    ended: () => `${COOKIE}=; Max-Age=0; ${attributes}`,
    of: ({ headers }, now) => {
      const [, ends, id = '', signature = ''] = COOKIE_VALUE.exec(headers.cookie ?? '') ?? []
      const session = { id, ends: Number(ends) }
      if (ends === undefined || !sameSecret(signature, sign('session', session))) return undefined
      return session.ends > now ? session : undefined
    },
    formToken: (session) => sign('form', session),
  }
}

const COOKIE_VALUE = new RegExp(`(?:^|; *)${COOKIE}=(\\d{1,15})\\.([A-Za-z0-9-]{1,64})\\.([A-Za-z0-9_-]{43})(?:;|$)`)

/** The lease that says that a session was ended. */
export function leaseOf({ id }: Session): string {
  return `session ended ${id}`
}

/**
 * Whether a form was sent from a page of ours: browsers say where it comes from, by Fetch Metadata or by `Origin` (RFC 6454
 * §7). Who says neither is no browser of today.
 */
export function isFromHere({ headers }: Pick<IncomingMessage, 'headers'>, { feedUrl }: Pick<Site, 'feedUrl'>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  if (origin === undefined) return true
  const from = URL.parse(origin)
  return from !== null && (from.host === host || from.origin === new URL(feedUrl).origin)
}
