import { HAS_FOUR_CORES, startServer } from './child.ts'
import { type Figure, figureOf } from './figures.ts'
import { listFor, type ServingParts, type WarmServer, warmUp } from './served.ts'
import { measureInTurns, perProcessorSecond, perSecond, ratiosOf } from './turns.ts'

/** Compares two processes on one port with one, in 304s. Uses wall time if there are cores for both and for load. */
export async function measureWorkers(parts: ServingParts, singleWarm: WarmServer): Promise<Figure[]> {
  const { scratch, program, env, questions, rounds, seconds, say } = parts
  await using server = await startServer({ args: [program, 'serve', '--workers', '2'], env, core: 'servers' })
  // Twice, because each connection reaches only one of the two workers.
  await warmUp(server, questions)
  const doubleWarm = await warmUp(server, questions)
  const contenders = Object.entries({ one: singleWarm, two: doubleWarm }).map(([name, warm]) => ({
    ...{ name, server: warm.server, requests: listFor(warm, scratch, `workers ${name}`, 304) },
  }))
  const [single = [], double = []] = await measureInTurns(contenders, rounds, seconds)
  if (HAS_FOUR_CORES) {
    return [
      figureOf('304: two workers', double.map(perSecond), 'requests/s'),
      ...ratiosOf('304: two workers / one', [double, single], perSecond, { min: 1.7 }),
    ]
  }
  say('  Two workers and their load need four cores. On this machine the workers share one: comparing processor time.')
  return [
    figureOf('304: one process', single.map(perProcessorSecond), 'requests/s of processor'),
    figureOf('304: two workers', double.map(perProcessorSecond), 'requests/s of processor'),
    ...ratiosOf('304: two workers / one, by processor time (fewer than 4 cores)', [double, single], perProcessorSecond),
  ]
}
