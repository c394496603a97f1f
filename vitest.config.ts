import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** As in src/main.ts: processes of tests that start one without it. */
const COMPILE_CACHE = fileURLToPath(new URL('node_modules/.cache/polyfeed', import.meta.url))

/** The folders with the longest files first: short ones fill the end, when workers would wait for the last file. */
const LONGEST_FIRST = ['chaos', 'processes', 'property', 'export', 'golden', 'contract', 'http', 'unit', 'browser']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number =>
      LONGEST_FIRST.findIndex((folder) => moduleId.includes(`/test/${folder}/`))
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b))
  }
}

const BROWSER = 'test/browser/**/*.test.ts'

export default defineConfig({
  test: {
    // Dates in texts are reckoned in the site's zone, never in the machine's.
    env: { TZ: 'Pacific/Kiritimati', NODE_COMPILE_CACHE: COMPILE_CACHE },
    // Files share their process: importing the program takes longer than most files.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['test/support/setup.ts'],
    // These only end hanging tests; a busy machine must not fail one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [BROWSER],
          // Many tests wait for timers or child processes.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      // A browser needs the whole machine, so these files run last, one at a time.
      { extends: true, test: { name: 'browser', include: [BROWSER], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
