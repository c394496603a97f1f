import type { Outbound, OutboundResponse } from '../../outbound/client.ts'
import { FetchError, type FetchRequest, retryAfterMs } from '../connector.ts'
import { decoded } from '../encoding.ts'
import { type FeedPage, parsePage } from './page.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Some sites let feeds be cached for a year. */
const FRESH_MAX_MS = 60 * 60 * 1000

/** `ETag` and `Last-Modified` of a document, for the next request. */
export type Validators = { readonly etag?: string | undefined; readonly modified?: string | undefined }

type ReadOptions = Partial<Pick<FetchRequest, 'signal' | 'now'>> & {
  readonly validators?: Validators | undefined
  /** Whether nothing says that there is a feed at the address. */
  readonly isGuess?: boolean
}

export type FeedDocument = {
  /** `undefined` if the document has not changed since, or the guess was wrong. */
  readonly page: FeedPage | undefined
  readonly validators: Validators
  /** No other request is needed for this time. */
  readonly freshMs: number
}

/** @throws FetchError, OutboundError, or the signal's reason */
export async function readDocument(
  place: string,
  outbound: Pick<Outbound, 'request'>,
  { validators = {}, signal, now, isGuess = false }: ReadOptions = {},
): Promise<FeedDocument> {
  const conditions = Object.entries({ 'if-none-match': validators.etag, 'if-modified-since': validators.modified })
  const { status, headers, body, url } = await outbound.request(place, {
    headers: {
      accept: 'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8',
      ...Object.fromEntries(conditions.flatMap(([name, value]) => (value ? [[name, value]] : []))),
    },
    ...(signal && { signal }),
  })
  const freshMs = freshMsOf(headers)
  const isWrong = isGuess && /^4(?!29)/.test(String(status))
  if (status === 304 || isWrong) return { page: undefined, validators, freshMs }
  if (status === 410) throw new FetchError('the server answered 410: the feed is gone for good', DAY_MS)
  if (status < 200 || status > 299)
    throw new FetchError(`the server answered ${status}`, retryAfterMs(headers, now?.() ?? 0))
  const charset = /charset=["']?([\w.:-]{1,40})/i.exec(headers['content-type'] ?? '')?.[1]
  try {
    const page = parsePage(decoded(body, charset), url)
    return { page, validators: { etag: headers.etag, modified: headers['last-modified'] }, freshMs }
  } catch (error) {
    if (isGuess) return { page: undefined, validators, freshMs }
    throw new FetchError((error as Error).message)
  }
}

/** RFC 9111 §5.2.2.1, §5.1. */
function freshMsOf(headers: OutboundResponse['headers']): number {
  const seconds = Number(/(?:^|[\s,])max-age="?(\d{1,9})/i.exec(headers['cache-control'] ?? '')?.[1] ?? 0)
  return Math.min(Math.max(0, seconds - Number(headers.age ?? 0) || 0) * 1000, FRESH_MAX_MS)
}
