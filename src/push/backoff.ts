const FIRST_DELAY_MS = 10_000
const DELAY_MAX_MS = 60 * 60 * 1000

/** What was not delivered a day after the change waits for the next change. */
export const RETRIED_FOR_MS = 24 * 60 * 60 * 1000

/** The delay after a number of failures: it doubles, and is between three and five quarters of that. */
export function backoffMs(attempts: number, random: () => number): number {
  const delayMs = Math.min(DELAY_MAX_MS, FIRST_DELAY_MS * 2 ** (Math.min(attempts, 20) - 1))
  return Math.round(delayMs * (0.75 + random() / 2))
}
