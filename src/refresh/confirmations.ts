import type { Instant } from '../domain/article.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import type { Missing } from '../ingest/missing.ts'
import type { Leases } from '../store/leases.ts'

/** Milliseconds for which a confirmation waits for a refresh. */
const LASTING_MS = 24 * 60 * 60 * 1000

/** An operator says that what a source has lost is meant to be gone. The next refresh lets it go. */
export async function confirmLoss(leases: Leases, missing: MissingSource, now: Instant): Promise<void> {
  await leases.claim(leaseOf(missing), now, now + LASTING_MS)
}

/** The sources of which an operator has said so. */
export async function confirmedAmong(
  leases: Leases,
  missing: readonly MissingSource[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const confirmed = new Set<string>()
  for (const one of missing) if (await leases.held(leaseOf(one), now)) confirmed.add(one.source)
  return confirmed
}

/** A confirmation is of one loss: a source that goes missing again is held again. */
function leaseOf({ source, since }: MissingSource): string {
  return `confirmed ${since} ${source}`
}

/** A source that was missing before has been so since then. */
export function missingSince(
  missing: readonly Missing[],
  before: readonly MissingSource[],
  now: Instant,
): MissingSource[] {
  return missing.map((one) => ({ ...one, since: before.find(({ source }) => source === one.source)?.since ?? now }))
}
