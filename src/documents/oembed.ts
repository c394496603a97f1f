import type { Embed } from '../domain/embed.ts'
import { parseEmbedPath } from '../domain/embed-path.ts'
import { AppError } from '../domain/errors.ts'
import { type ParsedPath, parsePath } from '../domain/feed-path.ts'
import { type Look, lookIn, PLAIN_LOOK } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { frameHeight } from '../embed/frame.ts'
import { OEMBED_FORMATS, type OEmbed, type OEmbedFormat } from '../embed/oembed.ts'
import { frameOf } from '../embed/snippets.ts'
import { siteTitle } from '../feeds/titles.ts'
import { pathOfUrl, queryOfUrl } from '../http/request-path.ts'
import { embedIn } from './paths.ts'

/** What somebody asks of us who wants to show one of our addresses on a page of theirs: https://oembed.com §2.2. */
export type OEmbedQuestion = {
  readonly embed: Embed
  readonly look: Look
  readonly format: OEmbedFormat
  /** Pixels that the answer may take. */
  readonly most: { readonly width: number; readonly height: number }
}

/** @throws AppError `bad_request` without an address, `not_implemented` for another format, `not_found`, `gone` */
export function oEmbedQuestion(published: Published, query: URLSearchParams): OEmbedQuestion {
  const wrong = (parameter: string) => new AppError('bad_request', 'a question that is none', { parameter })
  const format = OEMBED_FORMATS.find((one) => one === (query.get('format') || 'json'))
  // §2.3.3: 501 where the format is not one of ours.
  if (!format) throw new AppError('not_implemented', 'no such format of oEmbed', { parameter: 'format' })
  const url = query.get('url')
  if (!url) throw wrong('url')
  const most = { width: pixels(query.get('maxwidth')), height: pixels(query.get('maxheight')) }
  if (Number.isNaN(most.width)) throw wrong('maxwidth')
  if (Number.isNaN(most.height)) throw wrong('maxheight')
  const folder = folderAt(published.context.site, url)
  const embed = folder && embedIn(published, { ...folder, month: null })
  if (embed === 'gone') throw new AppError('gone', 'a retired feed')
  if (!embed) throw new AppError('not_found', 'no feed at this address')
  const look = lookIn(queryOfUrl(url))
  return { embed, look: 'wrong' in look ? PLAIN_LOOK : look, format, most }
}

/** The folder of a feed that an address is in: its page's, a document's or an embed's; `undefined` for other people's. */
export function folderAt({ feedUrl }: Pick<Site, 'feedUrl'>, address: string): ParsedPath | undefined {
  if (!address.startsWith(`${feedUrl}/`)) return undefined
  const path = pathOfUrl(address.slice(feedUrl.length))
  return parseEmbedPath(path)?.folder ?? parsePath(path)
}

/** A number of pixels; any number where nothing is said; NaN for what is no number. */
function pixels(text: string | null): number {
  if (text === null || text === '') return Number.POSITIVE_INFINITY
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Number.NaN
}

const WIDTH = 600

/** As many headlines as there is room for, in a frame. */
export function oEmbedAnswer(site: Site, { embed, look, most }: OEmbedQuestion, title: string): OEmbed {
  let { count } = look
  while (count > 1 && frameHeight({ ...look, count }) > most.height) count--
  const fitting = { ...look, count }
  const width = Math.min(WIDTH, most.width)
  const height = Math.min(frameHeight(fitting), most.height)
  return {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: siteTitle(site, embed.key.languages[0]),
    provider_url: site.baseUrl,
    cache_age: site.interval,
    html: frameOf({ site, embed, look: fitting, title, size: { width, height } }),
    ...{ width, height },
  }
}
