import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Dates in texts are reckoned in the site's zone, never in the machine's.
    env: { TZ: 'Pacific/Kiritimati' },
    testTimeout: 20_000,
  },
})
