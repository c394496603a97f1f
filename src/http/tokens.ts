import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { queryOfUrl } from './request-path.ts'

/** Compares secrets in a time that does not depend on where they differ, or on how long they are. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** RFC 6750 §2.1. */
export function bearerToken({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** As a bearer token, or (most partners can say nothing but an address) as `?token=`. */
export function hasToken(request: Pick<IncomingMessage, 'headers' | 'url'>, token: string): boolean {
  return givenTokens(request).some((one) => sameSecret(one, token))
}

export function givenTokens(request: Pick<IncomingMessage, 'headers' | 'url'>): string[] {
  const queried = queryOfUrl(request.url ?? '')
    .getAll('token')
    .slice(0, 1)
  return [bearerToken(request), ...queried].filter((one) => one !== undefined)
}
