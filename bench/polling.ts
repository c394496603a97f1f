import path from 'node:path'
import { type Figure, figureOf } from './figures.ts'
import type { PollingMode, Traffic } from './polling/manners.ts'
import { READERS } from './polling/readers.ts'
import { replayDay } from './polling/replay.ts'

const NAMES: Record<PollingMode, string> = {
  plain: 'without validators',
  conditional: 'conditional',
  delta: 'conditional, A-IM: feed',
}

/** Bytes on the wire of a day of polling, by manner. Nothing is timed: the same program gives the same figures. */
export async function measurePolling(scratch: string): Promise<Figure[]> {
  const day = await replayDay(path.join(scratch, 'polling'))
  const manners = Object.entries(day) as [PollingMode, Traffic][]
  const polls = [...day.plain.statuses.values()].reduce((sum, count) => sum + count, 0)
  return [
    figureOf(`polls of ${READERS.toLocaleString('en')} readers in a day`, [polls], ''),
    ...manners.flatMap(([manner, { body, heads, statuses }]) => {
      const name = NAMES[manner]
      return [
        figureOf(`${name}: bodies`, [body / 1e6], 'MB'),
        figureOf(`${name}: heads, of requests too`, [heads / 1e6], 'MB'),
        ...[...statuses]
          .toSorted(([a], [b]) => a - b)
          .map(([status, count]) => figureOf(`${name}: ${status}`, [count], '')),
      ]
    }),
    ...savedOf('conditional', 'plain', day),
    ...savedOf('delta', 'plain', day),
    ...savedOf('delta', 'conditional', day),
  ]
}

function savedOf(manner: PollingMode, other: PollingMode, day: Readonly<Record<PollingMode, Traffic>>): Figure[] {
  const share = (of: (traffic: Traffic) => number): number => 100 * (1 - of(day[manner]) / of(day[other]))
  const name = `${NAMES[manner]}: saved of what ${NAMES[other]} takes`
  return [
    figureOf(`${name}, bodies`, [share(({ body }) => body)], '%'),
    figureOf(`${name}, with heads`, [share(({ body, heads }) => body + heads)], '%'),
  ]
}
