import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import { widerNetworkOf } from '../domain/network.ts'
import type { Site } from '../domain/site.ts'
import { createLru } from '../memo.ts'
import { createAddressReader, createClientNetwork } from './client-network.ts'
import { pathOfUrl, queryOfUrl } from './request-path.ts'

/** The login form, the operator's bearer token, a partner's token, or a token of the API or of a webhook. */
export const TOKEN_KINDS = ['login', 'bearer', 'partner', 'api'] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

export type TokenGate = ReturnType<typeof createTokenGate>

const SECOND = 1000
const FAILURES_FREE = 10
const PAUSE_MAX_MS = 15 * 60 * SECOND
const EXPIRY_MS = 24 * 60 * 60 * SECOND

/** An IPv6 /48 has 256 clients of /56, and the allowance of eight. */
export const WIDER_ALLOWANCE = 8

const NETWORKS_MAX = 20_000

type Failures = { count: number; lastAt: number; pausedUntil: number }

/**
 * Compares tokens and slows down clients that guess. After ten failures a network gets pauses that double from a second
 * to fifteen minutes; an IPv6 /48 may fail eight times as often. During a pause every token is refused unread, so that
 * a guesser learns nothing. A right token clears its network's failures; failures expire after a day.
 */
export function createTokenGate({ proxies }: Pick<Site, 'proxies'>, log: Logger, now: () => number) {
  const networks = createLru<Failures>(NETWORKS_MAX)
  // No exemption for loopback: requests may come from an unconfigured local proxy.
  const networkOf = createClientNetwork({ proxies })
  const addressOf = createAddressReader({ proxies })
  /** Rejected attempts so far. */
  const counts = {
    login: { wrong: 0, paused: 0 },
    bearer: { wrong: 0, paused: 0 },
    partner: { wrong: 0, paused: 0 },
    api: { wrong: 0, paused: 0 },
  } satisfies Record<TokenKind, object>

  const pauseOf = (network: string): number => {
    const failures = networks.get(network)
    // A clock that was set back must not lengthen the pause.
    return failures ? Math.min(failures.pausedUntil - now(), PAUSE_MAX_MS) : 0
  }
  const fail = (network: string, allowance: number): void => {
    const previous = networks.get(network)
    const count = previous && now() - previous.lastAt < EXPIRY_MS ? previous.count + 1 : 1
    const excess = count - allowance
    const pauseMs = excess < 0 ? 0 : Math.min(PAUSE_MAX_MS, SECOND * 2 ** Math.min(excess, 20))
    networks.set(network, { count, lastAt: now(), pausedUntil: now() + pauseMs })
  }

  return {
    counts,
    /** @throws AppError `too_many_attempts` during a pause */
    admits: (request: IncomingMessage, kind: TokenKind, isRight: () => boolean): boolean => {
      const network = networkOf(request) ?? 'unknown'
      const wider = widerNetworkOf(network)
      const pauseMs = Math.max(pauseOf(network), wider ? pauseOf(wider) : 0)
      if (pauseMs > 0) {
        counts[kind].paused++
        const seconds = String(Math.ceil(pauseMs / SECOND))
        throw new AppError('too_many_attempts', `${network} sent too many wrong tokens and must wait`, { seconds })
      }
      if (isRight()) {
        networks.delete(network)
        return true
      }
      counts[kind].wrong++
      fail(network, FAILURES_FREE)
      if (wider) fail(wider, FAILURES_FREE * WIDER_ALLOWANCE)
      const client = addressOf(request)?.replace(/^::ffff:(?=[\d.]+$)/, '') ?? request.socket.remoteAddress ?? 'unknown'
      // deploy/fail2ban parses this line. The query is omitted, because it may contain a partner's token.
      log.warn({ client, kind, path: pathOfUrl(request.url ?? '') }, 'wrong token')
      return false
    },
  }
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(candidate: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(candidate), digest(expected))
}

/** RFC 6750 §2.1. */
export function bearerToken({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** A bearer token or `?token=`, since most partners can configure only a URL. */
export function givenTokens(request: Pick<IncomingMessage, 'headers' | 'url'>): string[] {
  const fromQuery = queryOfUrl(request.url ?? '')
    .getAll('token')
    .slice(0, 1)
  return [bearerToken(request), ...fromQuery].filter((token) => token !== undefined)
}
