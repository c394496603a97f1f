import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { queryOfUrl } from './request-path.ts'

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** RFC 6750 §2.1. */
export function bearerToken({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** Accepts a bearer token or `?token=`, since most partners can configure only a URL. */
export function hasToken(request: Pick<IncomingMessage, 'headers' | 'url'>, token: string): boolean {
  return givenTokens(request).some((given) => sameSecret(given, token))
}

export function givenTokens(request: Pick<IncomingMessage, 'headers' | 'url'>): string[] {
  const fromQuery = queryOfUrl(request.url ?? '')
    .getAll('token')
    .slice(0, 1)
  return [bearerToken(request), ...fromQuery].filter((given) => given !== undefined)
}
