import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { basePath, type Site } from '../domain/site.ts'
import { sameSecret } from '../http/token-gate.ts'

const COOKIE = 'polyfeed-admin'

const LIFETIME_MS = 12 * 60 * 60 * 1000

/** `id` is unique per login and not secret. `ends` is in milliseconds since 1970. */
export type Session = { readonly id: string; readonly ends: number }

/**
 * A session is a signed cookie, so that every process accepts it; a new operator's token ends all sessions. A logout is
 * a lease in the store ({@link logoutLease}), so that all processes respect it, also after restarts.
 */
export function createSessions(token: string, site: Pick<Site, 'feedUrl'>) {
  const key = createHmac('sha256', token).update('polyfeed: sessions').digest()
  const sign = (purpose: string, { id, ends }: Session): string =>
    createHmac('sha256', key).update(`${purpose} ${id} ${ends}`).digest('base64url')
  // RFC 6265 §4.1.2, SameSite of RFC 6265bis: scripts cannot read the cookie, other sites' pages cannot send it.
  const attributes = [
    `Path=${basePath(site)}/admin`,
    'HttpOnly',
    'SameSite=Strict',
    ...(site.feedUrl.startsWith('https:') ? ['Secure'] : []),
  ].join('; ')

  return {
    startCookie: (id: string, now: number): string => {
      const session = { id, ends: now + LIFETIME_MS }
      return `${COOKIE}=${session.ends}.${id}.${sign('session', session)}; Max-Age=${LIFETIME_MS / 1000}; ${attributes}`
    },
    endCookie: (): string => `${COOKIE}=; Max-Age=0; ${attributes}`,
    /** The session in a valid cookie. Logouts are not checked. */
    of: ({ headers }: Pick<IncomingMessage, 'headers'>, now: number): Session | undefined => {
      const [, ends, id = '', signature = ''] = COOKIE_VALUE.exec(headers.cookie ?? '') ?? []
      const session = { id, ends: Number(ends) }
      if (ends === undefined || !sameSecret(signature, sign('session', session))) return undefined
      return session.ends > now ? session : undefined
    },
    /** Reads the feed of the state. Feed readers that know it may do nothing else; a new operator's token ends it. */
    feedToken: sign('feed', { id: '', ends: 0 }),
    /** The hidden field that protects the session's forms from forged requests. */
    formToken: (session: Session): string => sign('form', session),
  }
}

const COOKIE_VALUE = new RegExp(`(?:^|; *)${COOKIE}=(\\d{1,15})\\.([A-Za-z0-9-]{1,64})\\.([A-Za-z0-9_-]{43})(?:;|$)`)

export function logoutLease({ id }: Session): string {
  return `session ended ${id}`
}

/**
 * Whether a page of this server sent the form, by Fetch Metadata or `Origin` (RFC 6454 §7). Browsers send at least one of
 * them; a client without both is admitted.
 */
export function isSameOrigin({ headers }: IncomingMessage, { feedUrl }: Pick<Site, 'feedUrl'>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  if (origin === undefined) return true
  const url = URL.parse(origin)
  return url !== null && (url.host === host || url.origin === new URL(feedUrl).origin)
}
