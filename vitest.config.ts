import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** As in src/main.ts: processes of tests that start one without it. */
const COMPILE_CACHE = fileURLToPath(new URL('node_modules/.cache/polyfeed', import.meta.url))

/** The folders with the longest files first: short ones fill the end, when workers would wait for the last file. */
const LONGEST_FIRST = ['chaos', 'processes', 'property', 'export', 'golden', 'contract', 'http', 'unit']

/** Every sixth file drives a browser, which often waits: two browsers seldom run at the same time. */
const FILES_PER_BROWSER = 6

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number =>
      LONGEST_FIRST.findIndex((folder) => moduleId.includes(`/test/${folder}/`))
    const sorted = (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b))
    const inBrowser = sorted.filter((file) => rankOf(file) < 0)
    const others = sorted.filter((file) => rankOf(file) >= 0)
    return [
      ...others.flatMap((file, index) => [file, ...(index % FILES_PER_BROWSER === 0 ? inBrowser.splice(0, 1) : [])]),
      ...inBrowser,
    ]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Dates in texts are reckoned in the site's zone, never in the machine's.
    env: { TZ: 'Pacific/Kiritimati', NODE_COMPILE_CACHE: COMPILE_CACHE },
    // Files share their process: importing the program takes longer than most files.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['test/support/setup.ts'],
    // These only end hanging tests; a busy machine must not fail one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Many tests wait for timers or child processes.
    maxWorkers: availableParallelism() + 1,
  },
})
