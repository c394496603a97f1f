import { checkedUrl } from './addresses.ts'

/** One request of an exchange. Header names are in lower case. */
export type Hop = {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | null
}

/** All other fields may have credentials or a signature, which are for the first origin only. */
const KEPT_FIELDS = /^(?:accept|accept-.*|a-im|cache-control|content-type|if-(?:none-match|modified-since)|user-agent)$/

/** The next request after a redirect (RFC 9110 §15.4); `undefined` if the status is no redirect. @throws OutboundError */
export function nextHop(hop: Hop, status: number, location: string | undefined, allow: readonly string[]) {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  const url = checkedUrl(location, allow, hop.url)
  const isRead = hop.method === 'GET' || hop.method === 'HEAD'
  const becomesGet = !isRead && (status === 303 || (status < 303 && hop.method === 'POST'))
  const isKept = (name: string): boolean =>
    (url.origin === hop.url.origin || KEPT_FIELDS.test(name)) && !(becomesGet && name.startsWith('content-'))
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(([name]) => isKept(name)))
  return { ...hop, ...(becomesGet ? { method: 'GET', body: null } : {}), url, headers } satisfies Hop
}
