import { ENOUGH_CORES, startServer } from './child.ts'
import { type Figure, figureOf } from './figures.ts'
import { listFor, type ServingParts, type Warm, warmed } from './served.ts'
import { inTurns, perProcessorSecond, perSecond, sharesOf } from './turns.ts'

/** Two processes on one port against one, in 304s: by the clock where there are cores for both and for load. */
export async function measureWorkers(parts: ServingParts, one: Warm): Promise<Figure[]> {
  const { scratch, program, env, questions, rounds, seconds, say } = parts
  await using server = await startServer({ args: [program, 'serve', '--workers', '2'], env, core: 'servers' })
  // Twice: a connection leads to either of them.
  await warmed(server, questions)
  const two = await warmed(server, questions)
  const contenders = Object.entries({ one, two }).map(([name, warm]) => ({
    ...{ name, server: warm.server, requests: listFor(warm, scratch, `workers ${name}`, 304) },
  }))
  const [single = [], double = []] = await inTurns(contenders, rounds, seconds)
  if (ENOUGH_CORES) {
    return [
      figureOf('304: two workers', double.map(perSecond), 'requests/s'),
      ...sharesOf('304: two workers / one', [double, single], perSecond, { least: 1.8 }),
    ]
  }
  say(
    '  Two workers and their load need four cores: here they share one, and are told by the processor time of a request.',
  )
  return [
    figureOf('304: one process', single.map(perProcessorSecond), 'requests/s of processor'),
    figureOf('304: two workers', double.map(perProcessorSecond), 'requests/s of processor'),
    ...sharesOf('304: two workers / one, by processor time (fewer than 4 cores)', [double, single], perProcessorSecond),
  ]
}
