import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spread } from './millis.ts'

/** What a scenario has at hand while it runs. */
export type Run = {
  readonly rounds: number
  /** A run of the tests: seconds, not minutes. */
  readonly isShort: boolean
  /** By so much bounds of time are longer: other tests keep the machine busy. */
  readonly slack: number
  /** An empty folder, which is removed after the run. */
  readonly scratch: string
  /** Tells a person how far the run is. */
  say(text: string): void
  /** The promise does not hold: what was seen instead. */
  fail(what: string): void
  figure(name: string, value: number | string): void
  /** A figure that every round has: of all of them, the median and the largest are told. */
  timed(name: string, ms: number): void
  /** Part of the scenario cannot run on this machine. */
  skip(why: string): void
  /** Runs after the scenario, however it ended, the last first. */
  defer(release: () => unknown): void
}

export type Scenario = {
  /** One sentence: what holds, whatever happens. */
  readonly promise: string
  /** Of a full run, of one without a number, and of the tests. */
  readonly rounds: { readonly full: number; readonly usual: number; readonly short: number }
  run(run: Run): Promise<void>
}

export type Result = {
  readonly rounds: number
  readonly seconds: number
  readonly figures: readonly string[]
  readonly failures: readonly string[]
  readonly skipped: readonly string[]
}

/** Failures beyond these are only counted. */
const FAILURES_MAX = 20

export async function perform(
  scenario: Scenario,
  rounds: number,
  say: (text: string) => void,
  isShort = false,
): Promise<Result> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'polyfeed-chaos-'))
  const releases: (() => unknown)[] = []
  const figures: string[] = []
  const times = new Map<string, number[]>()
  const failures: string[] = []
  const skipped: string[] = []
  let failed = 0
  const fail = (what: string): void => {
    if (failed++ >= FAILURES_MAX) return
    failures.push(what)
    say(`  BROKEN: ${what}`)
  }
  const startedAt = performance.now()
  try {
    await scenario.run({
      ...{ rounds, isShort, slack: isShort ? 5 : 1, scratch, say, fail },
      figure: (name, value) => {
        figures.push(`${name} ${typeof value === 'number' ? shown(value) : value}`)
        say(`  ${figures.at(-1)}`)
      },
      timed: (name, ms) => void times.set(name, [...(times.get(name) ?? []), ms]),
      skip: (why) => {
        skipped.push(why)
        say(`  NOT RUN: ${why}`)
      },
      defer: (release) => void releases.push(release),
    })
  } catch (error) {
    fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  for (const [name, values] of times) {
    figures.push(`${name} ${spread(values)}`)
    say(`  ${figures.at(-1)}`)
  }
  for (const release of releases.reverse()) await release()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  if (failed > failures.length) failures.push(`and ${failed - failures.length} more`)
  return { rounds, seconds: (performance.now() - startedAt) / 1000, figures, failures, skipped }
}

function shown(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)
}
