import { type Figure, figureOf } from './figures.ts'
import { loadAtRate, measureMaxRate } from './pace.ts'
import type { PacedResult } from './pace-round.ts'
import { listFor, type ServingParts, type WarmServer } from './served.ts'

const [ROUNDS, SECONDS] = [5, 4]

/** Latency at half of the maximum rate; half of the answers are 200 and half are 304. */
export async function measureLatency({ scratch, say }: ServingParts, ours: WarmServer): Promise<Figure[]> {
  const { server } = ours
  const requests = listFor(ours, scratch, 'paced', 'mixed')
  const maxRate = await measureMaxRate(server, requests)
  const rounds: PacedResult[] = []
  while (rounds.length < ROUNDS) {
    rounds.push(await loadAtRate({ origin: server.origin, file: requests.file, rate: maxRate / 2, seconds: SECONDS }))
  }
  say(`  at ${rounds.map(({ rate }) => Math.round(rate)).join(', ')} of ${Math.round(maxRate / 2)} requests/s planned`)
  const figure = (name: string, of: (round: PacedResult) => number): Figure =>
    figureOf(`200 and 304 at half rate: ${name}`, rounds.map(of), 'ms')
  return [
    figureOf('200 and 304 in turns, maximum rate', [maxRate], 'requests/s'),
    figure('p50', ({ p50 }) => p50),
    figure('p99', ({ p99 }) => p99),
    figure('p99.9', ({ p999 }) => p999),
    figure("p99 of the load's own lateness", ({ lateP99 }) => lateP99),
  ]
}
