import { LRUCache } from 'lru-cache'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { widerNetworkOf } from '../domain/network.ts'

// The one module that knows rate-limiter-flexible.

/** A network has spent more than it may. */
export type Exceeded = {
  readonly network: string
  /** Until it may spend again: whole, at least 1. */
  readonly seconds: number
  /** Whether this is the first time in these seconds. */
  readonly isFirst: boolean
}

/**
 * Spends points of a client's network. `undefined` where it certainly has them, else a promise of the overdraft, if there is
 * one: awaiting a promise costs more than counting does.
 */
export type Budget = (network: string, cost: number) => Promise<Exceeded | undefined> | undefined

/** Networks that are remembered; the one that was silent longest is forgotten first, and begins anew. */
const NETWORKS_MAX = 20_000

/** Points that are reported to the limiter together, far from the limit: at most a fortieth of it. */
const TOGETHER_MAX = 16

/** An IPv6 /48 holds 256 of the /56 that clients are: what all of them may spend, in allowances of one. */
const WIDER_ALLOWANCE = 8

type Account = {
  readonly limit: number
  /** The network around it that is limited, too. */
  readonly wider: string | null
  /** Whether something has been refused in these seconds. */
  isOverdrawn: boolean
  /** Points that the limiter has confirmed, that it was told of and has not confirmed yet, and that it will be told of. */
  confirmed: number
  reported: number
  unreported: number
}

/** Each network has `points` in `seconds`, which begin with its first request. In memory: each process counts its own. */
export function createBudget({ points, seconds }: { readonly points: number; readonly seconds: number }): Budget {
  const limiter = new RateLimiterMemory({ points, duration: seconds, keyPrefix: '' })
  const accounts = new LRUCache<string, Account>({
    max: NETWORKS_MAX,
    dispose: (_account, network, reason) => void (reason === 'evict' && limiter.delete(network)),
  })
  const together = Math.max(1, Math.min(TOGETHER_MAX, Math.floor(points / 40)))

  const open = (network: string, limit: number): Account => {
    const wider = limit === points ? widerNetworkOf(network) : null
    const account = { limit, wider, isOverdrawn: false, confirmed: 0, reported: 0, unreported: 0 }
    accounts.set(network, account)
    return account
  }

  const charge = (network: string, account: Account, cost: number): ReturnType<Budget> => {
    account.unreported += cost
    const some = account.unreported
    if (some < together && account.confirmed + account.reported + together <= account.limit) return undefined
    account.unreported = 0
    account.reported += some
    const counted = limiter.penalty(network, some).then((count) => {
      account.reported -= some
      account.confirmed = count.consumedPoints
      if (count.isFirstInDuration) account.isOverdrawn = false
      return count
    })
    // The limiter may have fewer by now, where new seconds have begun; never more.
    if (account.confirmed + account.reported <= account.limit) return undefined
    return counted.then(({ consumedPoints, msBeforeNext }) => {
      if (consumedPoints <= account.limit) return undefined
      // A refused request spends nothing: cheaper requests may still be answered.
      void limiter.reward(network, cost)
      account.confirmed -= cost
      const isFirst = !account.isOverdrawn
      account.isOverdrawn = true
      return { network, seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)), isFirst }
    })
  }

  return (network, cost) => {
    const account = accounts.get(network) ?? open(network, points)
    const own = charge(network, account, cost)
    const { wider } = account
    if (wider === null) return own
    // A refused client takes nothing from its neighbours.
    const chargeWider = () => charge(wider, accounts.get(wider) ?? open(wider, points * WIDER_ALLOWANCE), cost)
    return own ? own.then((overdraft) => overdraft ?? chargeWider()) : chargeWider()
  }
}
