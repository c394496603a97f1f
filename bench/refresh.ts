import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { outputOf } from './child.ts'
import { type Figure, figureOf, median } from './figures.ts'
import type { NewsroomSize } from './newsroom.ts'
import type { RefreshRound } from './refresh-round.ts'

const ROUND = fileURLToPath(new URL('refresh-round.ts', import.meta.url))

/** Rounds of the first refresh: it takes many seconds. */
const FIRST_ROUNDS = 3

type Parts = {
  readonly folder: string
  /** Where stores may be put. */
  readonly scratch: string
  readonly size: NewsroomSize
  readonly rounds: number
}

/** Each round in a process of its own, with a store of its own, as at a first start. */
export async function measureRefresh({ folder, scratch, size, rounds }: Parts): Promise<Figure[]> {
  const done: RefreshRound[] = []
  for (let round = 0; round < Math.min(FIRST_ROUNDS, rounds); round++) {
    const store = path.join(scratch, `refresh-${round}.db`)
    const args = [ROUND, folder, store, JSON.stringify(size), String(rounds), String(round)]
    done.push(JSON.parse(await outputOf({ args, core: 'server' })) as RefreshRound)
  }
  const firsts = done.map(({ first }) => first)
  const ones = done.flatMap(({ one }) => one)
  const nones = done.flatMap(({ none }) => none)
  const ratios = (of: 'wall' | 'cpu'): number[] =>
    done.map(({ first, one }) => first[of] / median(one.map((took) => took[of])))
  const wall = ({ wall }: { wall: number }): number => wall
  const cpu = ({ cpu }: { cpu: number }): number => cpu
  return [
    figureOf('first refresh', firsts.map(wall), 'ms'),
    figureOf('first refresh, processor', firsts.map(cpu), 'ms'),
    figureOf(
      'first refresh, peak memory',
      done.map(({ peak }) => peak),
      'MB',
    ),
    figureOf('refresh after one article', ones.map(wall), 'ms'),
    figureOf('refresh after one article, processor', ones.map(cpu), 'ms'),
    figureOf('refresh after no change', nones.map(wall), 'ms'),
    figureOf('first / one article', ratios('wall'), 'times', { least: 50 }),
    figureOf('first / one article, processor', ratios('cpu'), 'times'),
  ]
}
