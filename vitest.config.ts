import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Dates in texts are reckoned in the site's zone, never in the machine's.
    env: { TZ: 'Pacific/Kiritimati' },
    // Files share their process: importing the program takes longer than most files. Many tests wait for timers or
    // child processes, so there is one process more than there are cores.
    isolate: false,
    maxWorkers: availableParallelism() + 1,
    // These only end hanging tests; a busy machine must not fail one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
