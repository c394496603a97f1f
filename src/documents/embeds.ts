import { type Embed, parseEmbedPath } from '../domain/embed-path.ts'
import { AppError } from '../domain/errors.ts'
import { keyOf } from '../domain/feed-key.ts'
import { type ParsedPath, parsePath } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { parseElementLook, parseLook } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { keysOfDirectory } from '../editions/surrogate-keys.ts'
import { fragmentOf } from '../embed/fragment.ts'
import { framePage } from '../embed/frame.ts'
import { type Headlines, readHeadlines } from '../embed/headlines.ts'
import { OEMBED_FORMATS, OEMBED_TYPES, type OEmbedRequest, oEmbedAnswer, oEmbedText } from '../embed/oembed.ts'
import { INERT, OPEN_TO_ALL } from '../http/header-fields.ts'
import { pathOfUrl, queryOfUrl } from '../http/request-path.ts'
import { builderPage, type Choice } from '../pages/embed.ts'
import { FRAME_FIELDS, pageFields } from '../pages/security.ts'
import type { Document } from './document.ts'
import { type Listing, listDocument } from './feed-document.ts'
import type { ListingParts } from './listings.ts'
import { embedIn, siteLanguage } from './paths.ts'
import type { ComputedTarget } from './query-target.ts'

/** Documents for other sites' pages; `undefined` if the feed does not exist. @throws Superseded */
export function createEmbeds({ documents, store }: ListingParts) {
  const compose = async (
    published: Published,
    embed: Embed,
    facts: Pick<Listing, 'kind' | 'type' | 'fields'>,
    textOf: (headlines: Headlines) => string,
    extraKeys: readonly string[] = [],
  ): Promise<Document | undefined> => {
    const read = await store.snapshot((reader) => readHeadlines(published, embed, reader))
    if (!read) return undefined
    const { languages } = embed.key
    const keys = { ...read.keys, own: [...read.keys.own, ...extraKeys] }
    const listing = { ...facts, text: textOf(read.headlines), languages, partner: null, keys }
    return { ...listDocument(documents, published, listing), lastModified: read.lastModified }
  }

  return {
    headlines: (published: Published, { embed }: { readonly embed: Embed }) =>
      compose(published, embed, DATA, JSON.stringify),

    embed: (published: Published, { embed, file, look }: ComputedTarget & { readonly kind: 'embed' }) =>
      file === 'frame'
        ? compose(published, embed, FRAME, (headlines) => framePage(headlines, look))
        : compose(published, embed, FRAGMENT, (headlines) => fragmentOf(headlines, look).text),

    /** @throws AppError for a wrong parameter or an unknown feed */
    oembed: async (published: Published, { query }: { readonly query: URLSearchParams }) => {
      const request = parseOEmbedRequest(published, query)
      const facts = { ...DATA, type: OEMBED_TYPES[request.format] }
      return compose(published, request.embed, facts, ({ title }) =>
        oEmbedText(oEmbedAnswer(published.context.site, request, title), request.format),
      )
    },

    /** The page on which people configure an embed. */
    builder: async (published: Published, { language, query }: ComputedTarget & { readonly kind: 'builder' }) => {
      const choice = choiceIn(published, language, query)
      const { embed } = choice
      // The page also lists feeds, possibly in another language than its own.
      const directoryKeys = keysOfDirectory([...new Set([language, ...embed.key.languages])]).own
      const textOf = ({ title }: Headlines): string => builderPage(published, language, choice, title)
      const facts = { kind: 'page', type: 'text/html', fields: pageFields(published.context.site) } as const
      const page = await compose(published, embed, facts, textOf, directoryKeys)
      return page && { ...page, languages: [language], lastModified: published.edition.modified }
    },
  }
}

const OPEN = [...OPEN_TO_ALL, ...INERT]
const DATA = { kind: 'embed', type: 'application/json', fields: OPEN } as const
const FRAGMENT = { kind: 'embed', type: 'text/html', fields: OPEN } as const
const FRAME = { kind: 'embed', type: 'text/html', fields: [...OPEN_TO_ALL, ...FRAME_FIELDS] } as const

/** The feed and the look that a query chooses. Default: all articles of the page's language in the plain look. */
function choiceIn(published: Published, pageLanguage: Language, query: URLSearchParams): Choice {
  const { site } = published.context
  const parsed = parseLook(query)
  const [look, corrected] = 'wrong' in parsed ? [parsed.nearest, parsed.wrong === 'count'] : [parsed, false]
  const elementLook = parseElementLook(query)
  const address = (query.get('address') ?? '').trim()
  // A feed's folder, or the absolute URL of anything in it.
  const text = address || (query.get('feed') ?? '')
  const folder = text.startsWith('/') ? parsePath(text) : folderAt(site, text)
  const chosenLanguage = siteLanguage(site, query.get('language') ?? '')
  const partner = query.get('partner') || null
  // A newly chosen language selects the same feed in that language. An unchanged one keeps all languages of the feed.
  const isTranslated =
    folder && chosenLanguage && !address && siteLanguage(site, folder.languages[0] ?? '') !== chosenLanguage
  const target = isTranslated ? { ...folder, languages: [chosenLanguage] } : folder
  const embed = target && embedIn(published, { ...target, month: null, partner: target.partner ?? partner })
  if (embed && embed !== 'gone') return { embed, look, elementLook, address, unknown: false, corrected }
  const all = keyOf({ language: chosenLanguage ?? pageLanguage, kind: 'all' })
  return { embed: { key: all, partner: null }, look, elementLook, address, unknown: text !== '', corrected }
}

/** @throws AppError `bad_request` without an address, `not_implemented` for another format, `not_found`, `gone` */
function parseOEmbedRequest(published: Published, query: URLSearchParams): OEmbedRequest {
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
  return { embed, look: 'wrong' in look ? look.nearest : look, format, maxSize }
}

/** The feed folder that contains an absolute URL of a page, document or embed; `undefined` for URLs of other sites. */
function folderAt({ feedUrl }: Pick<Site, 'feedUrl'>, address: string): ParsedPath | undefined {
  if (!address.startsWith(`${feedUrl}/`)) return undefined
  const path = pathOfUrl(address.slice(feedUrl.length))
  return parseEmbedPath(path)?.folder ?? parsePath(path)
}

/** Infinity if absent, NaN if invalid. */
function parsePixels(text: string | null): number {
  if (text === null || text === '') return Number.POSITIVE_INFINITY
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Number.NaN
}
