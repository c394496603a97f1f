import type { RunningServer } from './child.ts'
import { type Figure, figureOf, median, type Target } from './figures.ts'
import { load, type RequestList, type Served } from './load.ts'

/** A server, and what it is asked. */
export type Contender = { readonly name: string; readonly server: RunningServer; readonly requests: RequestList }

/** Seconds for each, of which nothing is counted. */
const WARM_UP = 2

/** In turns of a second, so that whatever else the machine does meets all of them. @returns what each did in every round */
export async function inTurns(
  contenders: readonly Contender[],
  rounds: number,
  seconds: number,
): Promise<readonly (readonly Served[])[]> {
  const several = async (turns: number): Promise<Served[]> => {
    const done: Served[] = contenders.map(() => ({ requests: 0, seconds: 0, cpu: 0 }))
    for (let turn = 0; turn < turns; turn++) {
      for (const [index, { server, requests }] of contenders.entries()) {
        done[index] = sum(done[index] as Served, await load(server, requests, 1))
      }
    }
    return done
  }
  await several(WARM_UP)
  const all: Served[][] = []
  while (all.length < rounds) all.push(await several(seconds))
  return contenders.map((_, index) => all.map((round) => round[index] as Served))
}

function sum(a: Served, b: Served): Served {
  return { requests: a.requests + b.requests, seconds: a.seconds + b.seconds, cpu: a.cpu + b.cpu }
}

export const perSecond = ({ requests, seconds }: Served): number => requests / seconds
export const perProcessorSecond = ({ requests, cpu }: Served): number => requests / cpu

/** How busy a server was, of one core: well below 1, something else held it up, and its rate is no measure of it. */
export function busy(rounds: readonly Served[]): number {
  return median(rounds.map(({ cpu, seconds }) => cpu / seconds))
}

/** Round by round, as shares of another's. Nothing where the system does not tell. */
export function sharesOf(
  figure: string,
  [own, other]: readonly [readonly Served[], readonly Served[]],
  of: (served: Served) => number,
  target?: Target,
): Figure[] {
  const shares = own.map((served, round) => of(served) / of(other[round] as Served)).filter(Number.isFinite)
  return shares.length > 0 ? [figureOf(figure, shares, 'times', target)] : []
}
