import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'
import { STYLE_HASH } from './pages/layout.ts'

/** Pages: nothing but their own style and pictures; in no frame. Feeds and media are open on purpose and set their own. */
export const pageSecurity = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [STYLE_HASH],
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
