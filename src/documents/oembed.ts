import { parseEmbedPath } from '../domain/embed-path.ts'
import { AppError } from '../domain/errors.ts'
import { type ParsedPath, parsePath } from '../domain/feed-path.ts'
import { DEFAULT_LOOK, parseLook } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { OEMBED_FORMATS, type OEmbedRequest } from '../embed/oembed.ts'
import { pathOfUrl, queryOfUrl } from '../http/request-path.ts'
import { embedIn } from './paths.ts'

/** @throws AppError `bad_request` without an address, `not_implemented` for another format, `not_found`, `gone` */
export function parseOEmbedRequest(published: Published, query: URLSearchParams): OEmbedRequest {
  const invalid = (parameter: string) =>
    new AppError('bad_request', `oEmbed: missing or invalid parameter ${parameter}`, { parameter })
  const format = OEMBED_FORMATS.find((one) => one === (query.get('format') || 'json'))
  // §2.3.3: 501 for an unsupported format.
  if (!format) throw new AppError('not_implemented', 'oEmbed: unsupported format', { parameter: 'format' })
  const url = query.get('url')
  if (!url) throw invalid('url')
  const maxSize = { width: parsePixels(query.get('maxwidth')), height: parsePixels(query.get('maxheight')) }
  if (Number.isNaN(maxSize.width)) throw invalid('maxwidth')
  if (Number.isNaN(maxSize.height)) throw invalid('maxheight')
  const folder = folderAt(published.context.site, url)
  const embed = folder && embedIn(published, { ...folder, month: null })
  if (embed === 'gone') throw new AppError('gone', 'oEmbed: the feed at this URL is retired')
  if (!embed) throw new AppError('not_found', 'oEmbed: no feed at this URL')
  const look = parseLook(queryOfUrl(url))
  return { embed, look: 'wrong' in look ? DEFAULT_LOOK : look, format, maxSize }
}

/** The feed folder that contains an absolute URL of a page, document or embed; `undefined` for URLs of other sites. */
export function folderAt({ feedUrl }: Pick<Site, 'feedUrl'>, address: string): ParsedPath | undefined {
  if (!address.startsWith(`${feedUrl}/`)) return undefined
  const path = pathOfUrl(address.slice(feedUrl.length))
  return parseEmbedPath(path)?.folder ?? parsePath(path)
}

/** Infinity if absent, NaN if invalid. */
function parsePixels(text: string | null): number {
  if (text === null || text === '') return Number.POSITIVE_INFINITY
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Number.NaN
}
