import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { outputOf } from './child.ts'
import { type Figure, figureOf, median } from './figures.ts'
import type { Corpus, NewsroomSize } from './newsroom.ts'
import type { RefreshRound } from './refresh-round.ts'

const ROUND = fileURLToPath(new URL('refresh-round.ts', import.meta.url))

/** A first refresh takes many seconds. */
const FIRST_ROUNDS = 3

type Parts = {
  readonly folder: string
  /** Folder for the stores. */
  readonly scratch: string
  readonly size: NewsroomSize
  readonly corpus: Corpus
  readonly rounds: number
}

/** Each round has its own process and store, as at a first start. */
export async function measureRefresh({ folder, scratch, size, corpus, rounds }: Parts): Promise<Figure[]> {
  const results: RefreshRound[] = []
  for (let round = 0; round < Math.min(FIRST_ROUNDS, rounds); round++) {
    const store = path.join(scratch, `refresh-${corpus}-${round}.db`)
    const args = [ROUND, folder, store, JSON.stringify(size), String(rounds), String(round), corpus]
    results.push(JSON.parse(await outputOf({ args, core: 'server' })) as RefreshRound)
  }
  const firstRefreshes = results.map(({ first }) => first)
  const oneArticleRefreshes = results.flatMap(({ one }) => one)
  const noChangeRefreshes = results.flatMap(({ none }) => none)
  const wall = ({ wall }: { wall: number }): number => wall
  const cpu = ({ cpu }: { cpu: number }): number => cpu
  const ratios = results.map(({ first, one }) => first.wall / median(one.map(wall)))
  const of = (figure: string): string => (corpus === 'html' ? `HTML of 40 kB: ${figure}` : figure)
  const peaks = (name: 'peak' | 'peakOfAll'): number[] => results.map((result) => result[name])
  const megabytes = megabytesIn(path.join(folder, 'stories'))
  return [
    figureOf(of('first refresh'), firstRefreshes.map(wall), 'ms'),
    figureOf(of('first refresh, processor of all processes'), firstRefreshes.map(cpu), 'ms'),
    figureOf(
      of('first refresh, processor per MB of files'),
      firstRefreshes.map((took) => cpu(took) / megabytes),
      'ms',
    ),
    figureOf(of('first refresh, peak memory'), peaks('peak'), 'MB'),
    figureOf(of('first refresh, peak memory with intake processes'), peaks('peakOfAll'), 'MB'),
    figureOf(of('refresh after one article'), oneArticleRefreshes.map(wall), 'ms'),
    figureOf(of('refresh after one article, processor'), oneArticleRefreshes.map(cpu), 'ms'),
    figureOf(of('refresh after no change'), noChangeRefreshes.map(wall), 'ms'),
    // It grows with the number of articles.
    ...(corpus === 'html' ? [] : [figureOf('first / one article', ratios, 'times', { min: 50 })]),
  ]
}

function megabytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0) / 1e6
}
