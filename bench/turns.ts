import type { RunningServer } from './child.ts'
import { type Figure, figureOf, median, type Target } from './figures.ts'
import { type LoadResult, load, type RequestList } from './load.ts'

/** A server and its requests. */
export type Contender = { readonly name: string; readonly server: RunningServer; readonly requests: RequestList }

/** Left out of the results. */
const WARM_UP_SECONDS = 2

/** Takes turns of one second, so that other work on the machine affects all servers. @returns rounds per server */
export async function measureInTurns(
  contenders: readonly Contender[],
  rounds: number,
  seconds: number,
): Promise<readonly (readonly LoadResult[])[]> {
  const loadAll = async (turns: number): Promise<LoadResult[]> => {
    const totals: LoadResult[] = contenders.map(() => ({ requests: 0, seconds: 0, cpu: 0 }))
    for (let turn = 0; turn < turns; turn++) {
      for (const [index, { server, requests }] of contenders.entries()) {
        totals[index] = sum(totals[index] as LoadResult, await load(server, requests, 1))
      }
    }
    return totals
  }
  await loadAll(WARM_UP_SECONDS)
  const all: LoadResult[][] = []
  while (all.length < rounds) all.push(await loadAll(seconds))
  return contenders.map((_, index) => all.map((round) => round[index] as LoadResult))
}

function sum(a: LoadResult, b: LoadResult): LoadResult {
  return { requests: a.requests + b.requests, seconds: a.seconds + b.seconds, cpu: a.cpu + b.cpu }
}

export const perSecond = ({ requests, seconds }: LoadResult): number => requests / seconds
export const perProcessorSecond = ({ requests, cpu }: LoadResult): number => requests / cpu

/** Share of one core that a server used. Well below 1, its rate measures something else than the server. */
export function coreShare(rounds: readonly LoadResult[]): number {
  return median(rounds.map(({ cpu, seconds }) => cpu / seconds))
}

/** Ratios of the rounds. Empty if the system does not report processor time. */
export function ratiosOf(
  figure: string,
  [own, other]: readonly [readonly LoadResult[], readonly LoadResult[]],
  of: (served: LoadResult) => number,
  target?: Target,
): Figure[] {
  const shares = own.map((served, round) => of(served) / of(other[round] as LoadResult)).filter(Number.isFinite)
  return shares.length > 0 ? [figureOf(figure, shares, 'times', target)] : []
}
