import { expect, test } from 'vitest'
import { perform } from '../../chaos/scenario.ts'
import { SCENARIOS } from '../../chaos/scenarios.ts'

// Runs every scenario in its short form. `npm run chaos` runs them for any time.

test.each(Object.entries(SCENARIOS))('chaos of %s', { timeout: 120_000 }, async (name, scenario) => {
  const { failures, skipped } = await perform(scenario, scenario.rounds.short, () => undefined, true)
  for (const why of skipped) console.warn(`NOT RUN: chaos of ${name}: ${why}`)
  expect(failures).toEqual([])
})
