import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { medianAndMax } from './millis.ts'

export type Run = {
  readonly rounds: number
  /** For the tests: seconds instead of minutes. */
  readonly isShort: boolean
  /** Factor for time limits, because other tests keep the machine busy. */
  readonly slack: number
  /** An empty folder, which is removed after the run. */
  readonly scratch: string
  /** Logs progress. */
  say(text: string): void
  /** Reports that the promise is broken. */
  fail(what: string): void
  figure(name: string, value: number | string): void
  /** Records a time of one round; the result has the median and the maximum of all rounds. */
  recordTime(name: string, ms: number): void
  /** Reports that part of the scenario cannot run on this machine. */
  skip(why: string): void
  /** Registers a release, which always runs after the scenario, in reverse order. */
  defer(release: () => unknown): void
}

export type Scenario = {
  /** One sentence. */
  readonly promise: string
  /** For `full` runs, runs without a number, and tests. */
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

/** Further failures are only counted. */
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
  let failureCount = 0
  const fail = (what: string): void => {
    if (failureCount++ >= FAILURES_MAX) return
    failures.push(what)
    say(`  BROKEN: ${what}`)
  }
  const remove = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  // An `exit` handler cannot wait for releases, but they still kill processes.
  const releaseAtExit = (): void => {
    for (const release of releases.splice(0).reverse()) void release()
    remove()
  }
  process.once('exit', releaseAtExit)
  const startedAt = performance.now()
  try {
    await scenario.run({
      ...{ rounds, isShort, slack: isShort ? 5 : 1, scratch, say, fail },
      figure: (name, value) => {
        figures.push(`${name} ${typeof value === 'number' ? formatted(value) : value}`)
        say(`  ${figures.at(-1)}`)
      },
      recordTime: (name, ms) => void times.set(name, [...(times.get(name) ?? []), ms]),
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
    figures.push(`${name} ${medianAndMax(values)}`)
    say(`  ${figures.at(-1)}`)
  }
  for (const release of releases.splice(0).reverse()) await release()
  remove()
  process.off('exit', releaseAtExit)
  if (failureCount > failures.length) failures.push(`and ${failureCount - failures.length} more`)
  return { rounds, seconds: (performance.now() - startedAt) / 1000, figures, failures, skipped }
}

function formatted(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)
}
