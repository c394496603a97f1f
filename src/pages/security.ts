import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'
import { FRAME_SCRIPT_HASH, FRAME_STYLE_HASH } from '../embed/frame.ts'
import { SCRIPT_HASHES } from './scripts.ts'
import { STYLE_HASHES } from './style.ts'

const UNSAID = {
  // The server behind a proxy that speaks TLS does not know whether it may promise it for good.
  strictTransportSecurity: false,
  // Deprecated fields that no browser in use looks at.
  xDownloadOptions: false,
  xXssProtection: false,
} as const

/** Pages: nothing but their own style, script and pictures; in no frame. Feeds and media are open on purpose and set their own. */
export const pageSecurity = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: STYLE_HASHES,
      scriptSrc: SCRIPT_HASHES,
      imgSrc: ["'self'", 'https:', 'http:', 'data:'],
      baseUri: ["'none'"],
      // Who puts headlines together sees them, and asks for them again and again.
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  ...UNSAID,
  xFrameOptions: { action: 'deny' },
})

/** The page in a frame of somebody else's: nothing but its own style and script, and pictures from anywhere. */
const frameSecurity = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [FRAME_STYLE_HASH],
      scriptSrc: [FRAME_SCRIPT_HASH],
      imgSrc: ['https:', 'http:', 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ['*'],
    },
  },
  ...UNSAID,
  xFrameOptions: false,
  // Open to all, as every embed is.
  crossOriginResourcePolicy: false,
  // What opens beside a frame is no business of the page's, nor the page that of what it opens.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
})

export function pageFields(): string[] {
  return fieldsOf(pageSecurity)
}

export function frameFields(): string[] {
  return fieldsOf(frameSecurity)
}

/** What helmet sets, as header fields for documents that are prepared ahead. */
function fieldsOf(security: typeof pageSecurity): string[] {
  const fields: string[] = []
  const collector = {
    setHeader: (name: string, value: string) => fields.push(name, value),
    removeHeader: () => undefined,
  }
  security({} as IncomingMessage, collector as unknown as ServerResponse, () => undefined)
  return fields
}
