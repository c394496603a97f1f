import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { outputOf } from './child.ts'
import { type Figure, figureOf, median } from './figures.ts'
import type { NewsroomSize } from './newsroom.ts'
import type { RefreshRound } from './refresh-round.ts'

const ROUND = fileURLToPath(new URL('refresh-round.ts', import.meta.url))

/** A first refresh takes many seconds. */
const FIRST_ROUNDS = 3

type Parts = {
  readonly folder: string
  /** Folder for the stores. */
  readonly scratch: string
  readonly size: NewsroomSize
  readonly rounds: number
}

/** Each round has its own process and store, as at a first start. */
export async function measureRefresh({ folder, scratch, size, rounds }: Parts): Promise<Figure[]> {
  const results: RefreshRound[] = []
  for (let round = 0; round < Math.min(FIRST_ROUNDS, rounds); round++) {
    const store = path.join(scratch, `refresh-${round}.db`)
    const args = [ROUND, folder, store, JSON.stringify(size), String(rounds), String(round)]
    results.push(JSON.parse(await outputOf({ args, core: 'server' })) as RefreshRound)
  }
  const firstRefreshes = results.map(({ first }) => first)
  const oneArticleRefreshes = results.flatMap(({ one }) => one)
  const noChangeRefreshes = results.flatMap(({ none }) => none)
  const ratios = (of: 'wall' | 'cpu'): number[] =>
    results.map(({ first, one }) => first[of] / median(one.map((took) => took[of])))
  const wall = ({ wall }: { wall: number }): number => wall
  const cpu = ({ cpu }: { cpu: number }): number => cpu
  return [
    figureOf('first refresh', firstRefreshes.map(wall), 'ms'),
    figureOf('first refresh, processor', firstRefreshes.map(cpu), 'ms'),
    figureOf(
      'first refresh, peak memory',
      results.map(({ peak }) => peak),
      'MB',
    ),
    figureOf('refresh after one article', oneArticleRefreshes.map(wall), 'ms'),
    figureOf('refresh after one article, processor', oneArticleRefreshes.map(cpu), 'ms'),
    figureOf('refresh after no change', noChangeRefreshes.map(wall), 'ms'),
    figureOf('first / one article', ratios('wall'), 'times', { min: 50 }),
    figureOf('first / one article, processor', ratios('cpu'), 'times'),
  ]
}
