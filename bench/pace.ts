import { fileURLToPath } from 'node:url'
import { outputOf, type RunningServer } from './child.ts'
import { median } from './figures.ts'
import { load, type RequestList } from './load.ts'
import type { PacedResult, PaceOrder } from './pace-round.ts'
import { perSecond } from './turns.ts'

const ROUND = fileURLToPath(new URL('pace-round.ts', import.meta.url))

/** Rounds of one second. */
const RATE_ROUNDS = 4

/** The maximum rate in requests per second. The first round is a warm-up. */
export async function measureMaxRate(server: RunningServer, requests: RequestList): Promise<number> {
  const rates: number[] = []
  for (let round = 0; round <= RATE_ROUNDS; round++) rates.push(perSecond(await load(server, requests, 1)))
  return median(rates.slice(1))
}

/** Loads a server at an even rate, for some seconds or during a refresh of the same newsroom. */
export async function loadAtRate(order: PaceOrder): Promise<PacedResult> {
  return JSON.parse(await outputOf({ args: [ROUND, JSON.stringify(order)], core: 'load' })) as PacedResult
}
