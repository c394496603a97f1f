import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { AppError } from '../domain/errors.ts'
import { widerNetworkOf } from '../domain/network.ts'
import type { Site } from '../domain/site.ts'
import { createClientAddress, createClientNetwork } from './client-network.ts'
import { pathOfUrl } from './request-path.ts'

/** Where a token is given: at the login form, as the operator's bearer token, for a partner's feeds. */
export const TOKEN_KINDS = ['login', 'bearer', 'partner'] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

/**
 * Compares tokens, and slows down clients that guess. A network has ten failures, then pauses that double from a second to
 * fifteen minutes; an IPv6 /48 has eight times as many. During a pause nothing is compared, the right token neither: a
 * guesser learns nothing from it. A right token clears its network's failures; a day clears all.
 */
export type TokenGate = {
  /** @throws AppError `too_many_requests` during a pause */
  admits(request: IncomingMessage, kind: TokenKind, isRight: () => boolean): boolean
  /** Rejected attempts so far. */
  readonly counts: Readonly<Record<TokenKind, { wrong: number; paused: number }>>
}

const SECOND = 1000
const FAILURES_FREE = 10
const PAUSE_MAX_MS = 15 * 60 * SECOND
const FORGOTTEN_MS = 24 * 60 * 60 * SECOND

/** An IPv6 /48 holds 256 of the /56 that clients are. */
const WIDER_ALLOWANCE = 8

/** Networks that are remembered; the one that was silent longest is forgotten first. */
const NETWORKS_MAX = 20_000

type Failures = { count: number; lastAt: number; pausedUntil: number }

export function createTokenGate({ proxies }: Pick<Site, 'proxies'>, log: Logger, now: () => number): TokenGate {
  const networks = new LRUCache<string, Failures>({ max: NETWORKS_MAX })
  // Loopback, too: a proxy that site.yaml does not name may stand there.
  const networkOf = createClientNetwork({ proxies, exempt: [] }, () => undefined)
  const addressOf = createClientAddress({ proxies })
  const counts = {
    login: { wrong: 0, paused: 0 },
    bearer: { wrong: 0, paused: 0 },
    partner: { wrong: 0, paused: 0 },
  }

  const pauseOf = (network: string): number => {
    const known = networks.get(network)
    // A clock that was set back makes no pause longer.
    return known ? Math.min(known.pausedUntil - now(), PAUSE_MAX_MS) : 0
  }
  const fail = (network: string, allowance: number): void => {
    const before = networks.get(network)
    const count = before && now() - before.lastAt < FORGOTTEN_MS ? before.count + 1 : 1
    const beyond = count - allowance
    const pauseMs = beyond < 0 ? 0 : Math.min(PAUSE_MAX_MS, SECOND * 2 ** Math.min(beyond, 20))
    networks.set(network, { count, lastAt: now(), pausedUntil: now() + pauseMs })
  }

  return {
    counts,
    admits: (request, kind, isRight) => {
      const network = networkOf(request) ?? 'unknown'
      const wider = widerNetworkOf(network)
      const pauseMs = Math.max(pauseOf(network), wider ? pauseOf(wider) : 0)
      if (pauseMs > 0) {
        counts[kind].paused++
        const seconds = String(Math.ceil(pauseMs / SECOND))
        throw new AppError('too_many_attempts', `${network} has given too many wrong tokens`, { seconds })
      }
      if (isRight()) {
        networks.delete(network)
        return true
      }
      counts[kind].wrong++
      fail(network, FAILURES_FREE)
      if (wider) fail(wider, FAILURES_FREE * WIDER_ALLOWANCE)
      // deploy/fail2ban reads this line. The query stays out: a partner's token may be in it.
      log.warn({ client: addressOf(request), kind, path: pathOfUrl(request.url ?? '') }, 'wrong token')
      return false
    },
  }
}
