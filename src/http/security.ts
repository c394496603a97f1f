import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'
import { SCRIPT_HASH, STYLE_HASH } from './pages/layout.ts'

/** Pages: nothing but their own style, script and pictures; in no frame. Feeds and media are open on purpose and set their own. */
export const pageSecurity = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [STYLE_HASH],
      scriptSrc: [SCRIPT_HASH],
      imgSrc: ["'self'", 'https:', 'http:', 'data:'],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // The server behind a proxy that speaks TLS does not know whether it may promise it for good.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  // Deprecated fields that no browser in use looks at.
  xDownloadOptions: false,
  xXssProtection: false,
})

/** What helmet sets, as header fields for documents that are prepared ahead. */
export function pageFields(): string[] {
  const fields: string[] = []
  const collector = {
    setHeader: (name: string, value: string) => fields.push(name, value),
    removeHeader: () => undefined,
  }
  pageSecurity({} as IncomingMessage, collector as unknown as ServerResponse, () => undefined)
  return fields
}

/** Compares secrets in a time that does not depend on where they differ, or on how long they are. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** RFC 6750 §2.1. */
export function bearerToken({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** As a bearer token, or (most partners can say nothing but an address) as `?token=`. */
export function hasToken(request: Pick<IncomingMessage, 'headers' | 'url'>, token: string): boolean {
  const query = new URLSearchParams(/\?([^#]*)/.exec(request.url ?? '')?.[1])
  const given = [bearerToken(request), ...query.getAll('token').slice(0, 1)]
  return given.some((one) => one !== undefined && sameSecret(one, token))
}
