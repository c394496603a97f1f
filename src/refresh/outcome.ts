import { AppError, safeMessage } from '../domain/errors.ts'
import { scopeId } from '../domain/feed-key.ts'
import type { FailureReport, RefreshReport, SuccessReport } from '../domain/refresh-report.ts'
import type { Store } from '../store/port.ts'
import type { Refreshed } from './commit.ts'

/** A refresh report with what only this process needs. */
export type RefreshOutcome =
  | (SuccessReport & Pick<Refreshed, 'nextDue' | 'changedKeys'>)
  | (FailureReport & { readonly cause: Error })

/** The instant at which a refresh ended, and its duration. */
export type Timing = Pick<RefreshReport, 'at' | 'milliseconds'>

/** Scopes that a report names. The feeds beyond them are counted only. */
const SCOPES_MAX = 12

export function successOutcome({ counts, scopes, nextDue, changedKeys }: Refreshed, timing: Timing) {
  const named = scopes.slice(0, SCOPES_MAX).map(scopeId)
  return { ok: true, ...timing, ...counts, scopes: named, nextDue, changedKeys } as const
}

export function failureOutcome(cause: Error, timing: Timing): FailureReport & { readonly cause: Error } {
  return { ok: false, ...timing, error: safeMessage(cause), cause }
}

/**
 * Keeps the report in the store, for other processes and for the next start. If that fails, the report is still in the
 * log, and the refresh still counts.
 */
export async function saveReport(
  store: Pick<Store, 'transact'>,
  outcome: RefreshOutcome,
  signal: AbortSignal,
): Promise<void> {
  if (!outcome.ok && outcome.cause instanceof AppError && outcome.cause.code === 'store_unusable') return
  await store.transact((writer) => writer.putRefresh(reportOf(outcome)), signal).catch(() => undefined)
}

function reportOf(outcome: RefreshOutcome): RefreshReport {
  if (!outcome.ok) {
    const { cause, ...report } = outcome
    return report
  }
  const { nextDue, changedKeys, ...report } = outcome
  return report
}
