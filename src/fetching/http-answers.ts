import type { HttpSource } from '../domain/sources.ts'
import { FetchError, type FetchRequest, retryAfterMs } from './connector.ts'

/** `address` is without the secrets of the query. */
export type Answer = {
  readonly address: URL
  readonly json: unknown
  readonly headers: Readonly<Record<string, string>>
}

const ERROR_TEXT_CHARACTERS = 200

/** A hundred posts with all that belongs to them take WordPress half a minute on a small machine. */
const TIMEOUT_MS = 120_000

/** Asks for one page of a JSON API. Redirects are not followed, because they could carry secrets elsewhere. @throws FetchError */
export async function ask(
  { outbound, signal, now }: Pick<FetchRequest, 'outbound' | 'signal' | 'now'>,
  { headers, query }: Pick<HttpSource['fetch'], 'headers' | 'query'>,
  page: URL,
): Promise<Answer> {
  const address = withQuery(page, {})
  for (const name of Object.keys(query)) address.searchParams.delete(name)
  // Systems repeat a wrong token without `Bearer`.
  const secrets = [...Object.values(headers), ...Object.values(query)].flatMap((value) => [
    value,
    value.split(' ').at(-1) ?? value,
  ])
  const fail = (reason: string, waitMs?: number): never => {
    const redacted = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), reason)
    throw new FetchError(`${address.origin}${address.pathname} ${redacted}`, waitMs)
  }
  const accepted = { accept: 'application/json, */*;q=0.1', ...headers }
  const response = await outbound
    .request(withQuery(address, query).href, { headers: accepted, signal, redirects: 0, timeoutMs: TIMEOUT_MS })
    .catch((error: Error) => {
      signal.throwIfAborted()
      return fail(`gave no answer: ${error.message}`)
    })
  const { status, headers: fields, body } = response
  // A byte order mark, as plugins of WordPress write it, is not part of the text.
  const text = new TextDecoder().decode(body)
  if (status !== 200) {
    // The query repeats that of the request, secrets included.
    const location = fields.location?.replace(/[?#].*/s, '')
    const elsewhere = location ? `: it is now ${location}. Write that address in site.yaml` : ''
    fail(`answered ${status}${elsewhere || errorIn(text)}`, retryAfterMs(fields, now()))
  }
  try {
    return { address, json: JSON.parse(text), headers: fields }
  } catch {
    const type = fields['content-type'] ?? 'no content type'
    return fail(`answered ${body.length === 0 ? 'without a body' : `with ${type}, which is not JSON`}`)
  }
}

export function withQuery(address: URL, parameters: Readonly<Record<string, unknown>>): URL {
  const changed = new URL(address)
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, String(value))
  return changed
}

/** The targets of `Link` (RFC 8288) by their relations. */
export function linksOf({ link = '' }: Answer['headers']): Record<string, string> {
  const links = [...link.matchAll(/<([^<>]*)>([^<]*)/g)].map(([, target = '', parameters = '']) => {
    const relation = /;\s*rel="?([^";,]+)/i.exec(parameters)?.[1] ?? ''
    return [relation, target] as const
  })
  return Object.fromEntries(links)
}

/** The system's own message. */
function errorIn(text: string): string {
  const [, message] = /"(?:message|detail)"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text.slice(0, 10_000)) ?? []
  try {
    return message ? `: ${(JSON.parse(message) as string).slice(0, ERROR_TEXT_CHARACTERS)}` : ''
  } catch {
    return ''
  }
}
