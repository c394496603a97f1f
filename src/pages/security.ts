import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'
import type { Site } from '../domain/site.ts'
import { FRAME_SCRIPT_HASH, FRAME_STYLE_HASH } from '../embed/frame.ts'
import { newest } from '../embed/scripts.ts'
import { hashSource } from '../feeds/markup.ts'
import { getOrCreate } from '../memo.ts'
import { accentStyle } from './accent.ts'
import { SCRIPT_HASHES } from './scripts.ts'
import { STYLE_HASHES } from './style.ts'

const OMITTED_FIELDS = {
  // Behind a TLS proxy, the server cannot know whether it may promise TLS.
  strictTransportSecurity: false,
  // Deprecated: no current browser reads these fields.
  xDownloadOptions: false,
  xXssProtection: false,
} as const

/** Pages use only their own style and script, and no frame may show them. Feeds and media set other fields. */
export const pageSecurity = ({ channel }: Site) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: [...STYLE_HASHES, ...(channel.accent === null ? [] : [hashSource(accentStyle(channel))])],
        // The builder previews the element. CSP 3 §6.7.1.1: a hash admits a script with this integrity.
        scriptSrc: [...SCRIPT_HASHES, `'${newest('polyfeed-headlines').integrity}'`],
        imgSrc: ["'self'", 'https:', 'http:', 'data:'],
        mediaSrc: ["'self'", 'https:', 'http:'],
        baseUri: ["'none'"],
        // The embed builder fetches itself after each choice, and its preview headlines.
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    ...OMITTED_FIELDS,
    xFrameOptions: { action: 'deny' },
  })

/** The page in another site's frame uses only its own style and script, and pictures from anywhere. */
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
  ...OMITTED_FIELDS,
  xFrameOptions: false,
  // Embeds are open to every site.
  crossOriginResourcePolicy: false,
  // These fields isolate top-level windows; the page is always in a frame.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
})

const fieldsOfSites = new WeakMap<Site, readonly string[]>()

export function pageFields(site: Site): readonly string[] {
  return getOrCreate(fieldsOfSites, site, () => fieldsOf(pageSecurity(site)))
}

export const FRAME_FIELDS = fieldsOf(frameSecurity)

/** Helmet's header fields, for documents that are prepared in advance. */
function fieldsOf(security: typeof frameSecurity): readonly string[] {
  const fields: string[] = []
  const collector = {
    setHeader: (name: string, value: string) => fields.push(name, value),
    removeHeader: () => undefined,
  }
  security({} as IncomingMessage, collector as unknown as ServerResponse, () => undefined)
  return fields
}
