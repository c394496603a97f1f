import { fileURLToPath } from 'node:url'
import { outputOf } from './child.ts'
import type { Composed } from './compose-round.ts'
import { type Figure, figureOf } from './figures.ts'

const ROUND = fileURLToPath(new URL('compose-round.ts', import.meta.url))

/** Compares documents composed from ready fragments with documents written whole by `feed`, in turns. */
export async function measureCompose(folder: string, rounds: number): Promise<Figure[]> {
  const args = [ROUND, folder, String(rounds)]
  const results = JSON.parse(await outputOf({ args, core: 'server' })) as Composed[]
  return results.flatMap(({ format, items, bytes, microseconds }) => {
    const name = `${format}, ${items} items (${Math.round(bytes / 1000)} kB)`
    const ratios = (whole: readonly number[], composed: readonly number[]): number[] =>
      whole.map((time, round) => time / (composed[round] as number))
    return [
      figureOf(`${name}, composed`, microseconds.composed, 'µs'),
      figureOf(`${name}, whole by feed`, microseconds.wholeBytes, 'µs'),
      figureOf(`${name}, whole / composed`, ratios(microseconds.wholeBytes, microseconds.composed), 'times', {
        min: 15,
      }),
      figureOf(`${name}, whole, not encoded / composed`, ratios(microseconds.whole, microseconds.composed), 'times'),
    ]
  })
}
