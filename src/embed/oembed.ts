import { type Embed, folderKey, OEMBED_PATH } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Look } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import { escapeText } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import { frameHeight } from './frame.ts'
import { frameOf } from './snippets.ts'

export const OEMBED_FORMATS = ['json', 'xml'] as const
export type OEmbedFormat = (typeof OEMBED_FORMATS)[number]

export const OEMBED_TYPES: Record<OEmbedFormat, string> = { json: 'application/json', xml: 'text/xml' }

/** A consumer's request: https://oembed.com §2.2. */
export type OEmbedRequest = {
  readonly embed: Embed
  readonly look: Look
  readonly format: OEmbedFormat
  /** `maxwidth` and `maxheight` in pixels; infinite if absent. */
  readonly maxSize: { readonly width: number; readonly height: number }
}

const WIDTH_PX = 600

/** https://oembed.com §2.3, §2.3.4.4: a frame with as many headlines as fit into the requested height. */
export function oEmbedAnswer(site: Site, { embed, look, maxSize }: OEmbedRequest, title: string) {
  let { count } = look
  while (count > 1 && frameHeight({ ...look, count }) > maxSize.height) count--
  const fittingLook = { ...look, count }
  const width = Math.min(WIDTH_PX, maxSize.width)
  const height = Math.min(frameHeight(fittingLook), maxSize.height)
  return {
    ...{ version: '1.0', type: 'rich', title },
    provider_name: siteTitle(site, embed.key.languages[0]),
    provider_url: site.baseUrl,
    /** Seconds. */
    cache_age: site.interval,
    html: frameOf({ site, embed, look: fittingLook, title, size: { width, height } }),
    ...{ width, height },
  }
}

export type OEmbed = ReturnType<typeof oEmbedAnswer>

export function oEmbedText(answer: OEmbed, format: OEmbedFormat): string {
  if (format === 'json') return JSON.stringify(answer)
  const elements = Object.entries(answer).map(([name, value]) => `<${name}>${escapeText(String(value))}</${name}>\n`)
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>\n${elements.join('')}</oembed>\n`
}

/** The absolute address of the oEmbed response for a feed's page. */
export function oEmbedUrl({ feedUrl }: Pick<Site, 'feedUrl'>, embed: Embed, format: OEmbedFormat): string {
  const query = new URLSearchParams({ url: feedUrl + folderOf(folderKey(embed)), format })
  return `${feedUrl}${OEMBED_PATH}?${query}`
}
