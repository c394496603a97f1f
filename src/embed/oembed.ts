import { type Embed, folderKey, OEMBED_PATH } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import { escapeText } from '../feeds/markup.ts'

/** https://oembed.com §2.3, §2.3.4.4: the `rich` type. Width and height are pixels. */
export type OEmbed = {
  readonly version: '1.0'
  readonly type: 'rich'
  readonly title: string
  readonly provider_name: string
  readonly provider_url: string
  /** Seconds. */
  readonly cache_age: number
  readonly html: string
  readonly width: number
  readonly height: number
}

export const OEMBED_FORMATS = ['json', 'xml'] as const
export type OEmbedFormat = (typeof OEMBED_FORMATS)[number]

export const OEMBED_TYPES: Record<OEmbedFormat, string> = { json: 'application/json', xml: 'text/xml' }

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
