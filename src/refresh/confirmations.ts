import type { Instant } from '../domain/article.ts'
import type { MissingSource } from '../domain/sources.ts'
import type { SourceLoss } from '../ingest/missing.ts'
import type { Leases } from '../store/leases.ts'

/** A confirmation that no refresh has used by then expires. */
const CONFIRMATION_TTL_MS = 24 * 60 * 60 * 1000

/** Records that an operator confirmed the loss of a source's files. The next refresh removes them. */
export async function confirmLoss(leases: Leases, missing: MissingSource, now: Instant): Promise<void> {
  await leases.claim(leaseOf(missing), now, now + CONFIRMATION_TTL_MS)
}

/** The missing sources whose loss an operator confirmed. */
export async function confirmedSources(
  leases: Leases,
  missing: readonly MissingSource[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const confirmed = new Set<string>()
  for (const one of missing) if (await leases.isHeld(leaseOf(one), now)) confirmed.add(one.source)
  return confirmed
}

/** `since` limits a confirmation to one loss: a source that goes missing again needs a new one. */
function leaseOf({ source, since }: MissingSource): string {
  return `confirmed ${since} ${source}`
}

/** Keeps the `since` of sources that were already missing at the previous refresh. */
export function missingSince(
  missing: readonly SourceLoss[],
  previous: readonly MissingSource[],
  now: Instant,
): MissingSource[] {
  return missing.map((one) => ({ ...one, since: previous.find(({ source }) => source === one.source)?.since ?? now }))
}
