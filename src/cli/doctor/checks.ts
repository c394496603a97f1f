import { CERTIFICATE_DAYS } from '../../admin/conditions.ts'
import { canonicalLanguage } from '../../domain/language.ts'
import { webUrl } from '../../domain/url.ts'
import { dateOf, type Item } from '../../fetching/feed/entry.ts'
import { xmlProblem } from '../../import/wxr-elements.ts'
import type { OutboundResponse } from '../../outbound/client.ts'
import type texts from './checks.json'
import { charsetOf, type Snapshot, siblingLinks } from './snapshot.ts'

export type CheckName = keyof typeof texts

/** Where a feed fails a check; nothing if it does not. `checks.json` says what readers suffer from, and what to do. */
type Places = (snapshot: Snapshot) => readonly (string | false | undefined)[]

/** A clock may be wrong by so much. */
const HOUR_MS = 60 * 60 * 1000

const MEDIA_TYPES: Readonly<Record<string, RegExp>> = {
  rss: /^(?:application|text)\/(?:rss\+)?xml$/,
  rdf: /^(?:application|text)\/(?:rss\+|rdf\+)?xml$/,
  atom: /^(?:application|text)\/(?:atom\+)?xml$/,
  json: /^application\/(?:feed\+)?json$/,
}

/** The first two are all that an answer without a feed is checked for. */
export const CHECKS = {
  status: ({ plain }) => [plain.status !== 200 && `answered ${plain.status}`],
  wellFormed: ({ text, plain, problem }) => {
    if (plain.status !== 200) return []
    const xml = text.trimStart().startsWith('<') ? xmlProblem(text) : undefined
    return [xml, problem]
  },
  redirect: ({ redirect, url }) => [redirect && `${redirect.status} leads to ${url}`],
  mediaType: ({ plain, format }) => {
    const type = (plain.headers['content-type'] ?? 'none').split(';', 1)[0]?.trim().toLowerCase() as string
    return [MEDIA_TYPES[format]?.test(type) === false && `Content-Type: ${type}`]
  },
  charset: ({ plain, text }) => {
    const declared = /^<\?xml[^>]*\sencoding=["']([^"']+)/.exec(text)?.[1] ?? 'utf-8'
    const sent = charsetOf(plain) ?? declared
    return [sent.toLowerCase() !== declared.toLowerCase() && `Content-Type says ${sent}, the document ${declared}`]
  },
  self: ({ url, feed, links }) => {
    const selves = feed.feed_url
      ? [feed.feed_url]
      : links.flatMap(({ rel, href }) => (rel === 'self' ? [href ?? ''] : []))
    if (selves.length !== 1) return [`${selves.length} self links`]
    return [URL.parse(selves[0] as string)?.href !== url && `self is ${selves[0]}, not ${url}`]
  },
  ids: ({ items }) => {
    const ids = items.map(idOf)
    const repeated = new Set(ids.filter((id, index) => id && ids.indexOf(id) !== index))
    const missing = items.filter((item) => !idOf(item)).map((item) => `no id: ${placeOf(item)}`)
    return [...missing, ...[...repeated].map((id) => `repeated: ${id}`)]
  },
  dates: ({ now, items }) =>
    items.flatMap((item) => {
      const dates = datesOf(item)
      const wrong = dates.filter((date) => dateOf(date) === undefined || Date.parse(date) > now + HOUR_MS)
      return dates.length === 0 ? [`no date: ${placeOf(item)}`] : wrong.map((date) => `${date}: ${placeOf(item)}`)
    }),
  language: ({ feed }) => {
    const language = feed.language ?? feed.xml?.lang ?? feed.dc?.languages?.[0]
    return [!(language && canonicalLanguage(language)) && `language: ${language ?? 'none'}`]
  },
  addresses: ({ feed, items }) =>
    items.flatMap((item) => {
      if (item.xml?.base || feed.xml?.base) return []
      const files = [...(item.enclosures ?? []), ...(item.attachments ?? [])].map(({ url }) => url)
      return [linkOf(item), ...files].filter((address) => address && !webUrl(address))
    }),
  enclosures: ({ items }) =>
    items
      .flatMap((item) => [...(item.enclosures ?? []), ...(item.attachments ?? [])])
      // JSON Feed does not require the size.
      .filter(({ length, type, mime_type }) => {
        return !/^[\w.+-]+\/(?!jpg$)[\w.+-]+$/.test(type ?? mime_type ?? '') || (length === undefined && !mime_type)
      })
      .map(({ url }) => url),
  conditional: ({ byTag, byDate }) => [
    !byTag && 'no ETag',
    !byDate && 'no Last-Modified',
    byTag && byTag.status !== 304 && `If-None-Match with the current ETag: ${byTag.status}`,
    byDate && byDate.status !== 304 && `If-Modified-Since with the current date: ${byDate.status}`,
  ],
  precedence: ({ byWrongTag, byTag, again }) => [
    byWrongTag?.status === 304 && 'If-None-Match with another ETag and the current date: 304',
    byTag?.status === 304 && byTag.headers.etag !== again.headers.etag && `ETag of the 304: ${byTag.headers.etag}`,
  ],
  stability: ({ plain, again, isStable, text, items }) => {
    const tagChanged = plain.headers.etag !== again.headers.etag
    if (isStable) return [tagChanged && `equal bytes with ${plain.headers.etag} and ${again.headers.etag}`]
    const ids = items.flatMap((item) => idOf(item) ?? [])
    const second = Buffer.from(again.body).toString()
    const lost = ids.filter((id) => text.includes(id) && !second.includes(id))
    return ['two requests got different bytes', ...lost.map((id) => `the second answer lacks ${id}`)]
  },
  encodings: ({ encoded, plain, again, isStable }) =>
    encoded.flatMap(({ coding, answer, bytes }) => [
      ...[answer, plain].flatMap(({ headers }) =>
        /accept-encoding|\*/i.test(headers.vary ?? '')
          ? []
          : [`${headers['content-encoding'] ?? 'identity'}: Vary is ${headers.vary ?? 'missing'}`],
      ),
      bytes instanceof Error && `${coding}: ${bytes.message}`,
      Buffer.isBuffer(bytes) && isStable && !bytes.equals(plain.body) && `${coding}: other bytes than without coding`,
      /^"/.test(answer.headers.etag ?? '') &&
        answer.headers.etag === again.headers.etag &&
        `${coding}: ${answer.headers.etag} as without coding`,
    ]),
  compression: ({ encoded, plain }) => [
    encoded.length === 0 && plain.body.length > 2000 && `${plain.body.length} bytes`,
  ],
  head: ({ head, again }) =>
    head.status !== again.status
      ? [`HEAD: ${head.status}`]
      : ['content-type', 'etag', 'last-modified'].map((name) => differing(name, head, again)),
  certificate: ({ certificateEnd: end, now }) => [
    end !== undefined && end < now + CERTIFICATE_DAYS[0] * 24 * HOUR_MS && `ends at ${new Date(end).toISOString()}`,
  ],
  freshness: ({ plain: { headers } }) => [
    !/max-age=|no-cache/.test(headers['cache-control'] ?? '') && `Cache-Control: ${headers['cache-control'] ?? 'none'}`,
  ],
  crossOrigin: ({ plain: { headers } }) => [
    !headers['access-control-allow-origin'] && 'no Access-Control-Allow-Origin',
  ],
  siblings: ({ items, siblings, url }) =>
    // Others need not announce a feed without entries.
    (items.length > 0 ? siblings : []).map(({ url: other, links, problem }) => {
      const back = siblingLinks(links).map((link) => URL.parse(link, other)?.href)
      return !back.includes(url) && `${other}: ${problem ?? 'does not link back'}`
    }),
} satisfies Record<CheckName, Places>

function idOf(item: Item): string | undefined {
  return (item.guid?.value ?? item.id ?? item.rdf?.about)?.trim() || undefined
}

function linkOf(item: Item): string | undefined {
  return item.link ?? item.url ?? item.links?.[0]?.href
}

function datesOf({ pubDate, published, updated, date_published, date_modified, dc }: Item): string[] {
  return [pubDate, published, updated, date_published, date_modified, ...(dc?.dates ?? [])].filter(
    (date) => date !== undefined,
  )
}

function placeOf(item: Item): string {
  return idOf(item) ?? linkOf(item) ?? String(item.title ?? 'an entry')
}

function differing(name: string, a: OutboundResponse, b: OutboundResponse): string | false {
  return a.headers[name] !== b.headers[name] && `HEAD: ${name} is ${a.headers[name]}, with GET ${b.headers[name]}`
}
