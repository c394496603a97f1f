import { RateLimiterMemory } from 'rate-limiter-flexible'
import { widerNetworkOf } from '../domain/network.ts'
import { WIDER_ALLOWANCE } from '../http/token-gate.ts'
import { createLru } from '../memo.ts'

// The one module that knows rate-limiter-flexible.

/** A network has used up its budget. */
export type Overdraft = {
  readonly network: string
  /** Whole seconds until it may spend again, at least 1. */
  readonly seconds: number
  /** Whether this is the first refusal in this period. */
  readonly isFirst: boolean
}

/**
 * Spends points of a client's network. Returns `undefined` if it certainly has them, because awaiting a promise costs
 * more than counting; else a promise of the overdraft, if any.
 */
export type Budget = (network: string, cost: number) => Promise<Overdraft | undefined> | undefined

/** The least recently seen network is forgotten first, and starts with a full budget. */
const NETWORKS_MAX = 20_000

/** Far from the limit, points are reported to the limiter in batches, of at most a fortieth of the limit. */
const BATCH_MAX = 16

type Account = {
  readonly limit: number
  /** The enclosing network, which is limited, too. */
  readonly wider: string | null
  /** Whether a request was refused in this period. */
  isOverdrawn: boolean
  /** Points that the limiter confirmed, points that were reported to it, points that are not reported yet. */
  confirmed: number
  reported: number
  unreported: number
}

/** Each network has `points` per `seconds` from its first request. In memory: each process counts its own requests. */
export function createBudget({ points, seconds }: { readonly points: number; readonly seconds: number }): Budget {
  const limiter = new RateLimiterMemory({ points, duration: seconds, keyPrefix: '' })
  const accounts = createLru<Account>(NETWORKS_MAX, {
    dispose: (_account, network, reason) => void (reason === 'evict' && limiter.delete(network)),
  })
  const batch = Math.max(1, Math.min(BATCH_MAX, Math.floor(points / 40)))

  const openAccount = (network: string, limit: number): Account => {
    const wider = limit === points ? widerNetworkOf(network) : null
    const account = { limit, wider, isOverdrawn: false, confirmed: 0, reported: 0, unreported: 0 }
    accounts.set(network, account)
    return account
  }

  const charge = (network: string, account: Account, cost: number): ReturnType<Budget> => {
    account.unreported += cost
    const amount = account.unreported
    if (amount < batch && account.confirmed + account.reported + batch <= account.limit) return undefined
    account.unreported = 0
    account.reported += amount
    const reporting = limiter.penalty(network, amount).then((result) => {
      account.reported -= amount
      account.confirmed = result.consumedPoints
      if (result.isFirstInDuration) account.isOverdrawn = false
      return result
    })
    // The limiter counts at most this much, and less if a new period has begun.
    if (account.confirmed + account.reported <= account.limit) return undefined
    return reporting.then(({ consumedPoints, msBeforeNext }) => {
      if (consumedPoints <= account.limit) return undefined
      // A refused request spends nothing, so that cheaper requests may still be answered.
      void limiter.reward(network, cost)
      account.confirmed -= cost
      const isFirst = !account.isOverdrawn
      account.isOverdrawn = true
      return { network, seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)), isFirst }
    })
  }

  return (network, cost) => {
    const account = accounts.get(network) ?? openAccount(network, points)
    const own = charge(network, account, cost)
    const { wider } = account
    if (wider === null) return own
    // A refused client must not use up the budget of its neighbours.
    const chargeWider = () => charge(wider, accounts.get(wider) ?? openAccount(wider, points * WIDER_ALLOWANCE), cost)
    return own ? own.then((overdraft) => overdraft ?? chargeWider()) : chargeWider()
  }
}
