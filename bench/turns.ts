import type { RunningServer } from './child.ts'
import { type Figure, figureOf, median, type Target } from './figures.ts'
import { load, type RequestList, type Served } from './load.ts'

/** A server and its requests. */
export type Contender = { readonly name: string; readonly server: RunningServer; readonly requests: RequestList }

/** Left out of the results. */
const WARM_UP_SECONDS = 2

/** Takes turns of one second, so that other work on the machine affects all servers. @returns rounds per server */
export async function inTurns(
  contenders: readonly Contender[],
  rounds: number,
  seconds: number,
): Promise<readonly (readonly Served[])[]> {
  const loadAll = async (turns: number): Promise<Served[]> => {
    const totals: Served[] = contenders.map(() => ({ requests: 0, seconds: 0, cpu: 0 }))
    for (let turn = 0; turn < turns; turn++) {
      for (const [index, { server, requests }] of contenders.entries()) {
        totals[index] = sum(totals[index] as Served, await load(server, requests, 1))
      }
    }
    return totals
  }
  await loadAll(WARM_UP_SECONDS)
  const all: Served[][] = []
  while (all.length < rounds) all.push(await loadAll(seconds))
  return contenders.map((_, index) => all.map((round) => round[index] as Served))
}

function sum(a: Served, b: Served): Served {
  return { requests: a.requests + b.requests, seconds: a.seconds + b.seconds, cpu: a.cpu + b.cpu }
}

export const perSecond = ({ requests, seconds }: Served): number => requests / seconds
export const perProcessorSecond = ({ requests, cpu }: Served): number => requests / cpu

/** Share of one core that a server used. Well below 1, its rate measures something else than the server. */
export function busy(rounds: readonly Served[]): number {
  return median(rounds.map(({ cpu, seconds }) => cpu / seconds))
}

/** Ratios of the rounds. Empty if the system does not report processor time. */
export function sharesOf(
  figure: string,
  [own, other]: readonly [readonly Served[], readonly Served[]],
  of: (served: Served) => number,
  target?: Target,
): Figure[] {
  const shares = own.map((served, round) => of(served) / of(other[round] as Served)).filter(Number.isFinite)
  return shares.length > 0 ? [figureOf(figure, shares, 'times', target)] : []
}
