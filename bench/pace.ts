import { fileURLToPath } from 'node:url'
import { outputOf, type RunningServer } from './child.ts'
import { median } from './figures.ts'
import { load, type RequestList } from './load.ts'
import type { Paced, PaceOrder } from './pace-round.ts'
import { perSecond } from './turns.ts'

const ROUND = fileURLToPath(new URL('pace-round.ts', import.meta.url))

/** Of a second, to find out how many requests a server answers at most. */
const TRIES = 4

/** How many requests a second it answers at most: the first time warms it up. */
export async function fastest(server: RunningServer, requests: RequestList): Promise<number> {
  const rates: number[] = []
  for (let time = 0; time <= TRIES; time++) rates.push(perSecond(await load(server, requests, 1)))
  return median(rates.slice(1))
}

/** Loads a server at an even pace, for some seconds or while another refreshes. */
export async function pace(order: PaceOrder): Promise<Paced> {
  return JSON.parse(await outputOf({ args: [ROUND, JSON.stringify(order)], core: 'load' })) as Paced
}
