import { AppError, sayable } from '../domain/errors.ts'
import { scopeId } from '../domain/feed-key.ts'
import type { Store } from '../store/port.ts'
import type { RefreshRecord } from '../store/refresh-rows.ts'
import type { Outcome } from './newsroom.ts'

/** Feeds that a record names: the others are counted. */
const NAMED = 12

/**
 * Remembers in the store how a refresh went, so that every process, and the next start, can tell. What cannot be written down is
 * in the log all the same, and fails nothing.
 */
export async function noteDown(store: Pick<Store, 'transact'>, outcome: Outcome, signal: AbortSignal): Promise<void> {
  if (!outcome.ok && outcome.error instanceof AppError && outcome.error.code === 'store_unusable') return
  await store.transact((writer) => writer.putRefresh(recordOf(outcome)), signal).catch(() => undefined)
}

function recordOf({ at, milliseconds, ...outcome }: Outcome): RefreshRecord {
  if (!outcome.ok) return { at, milliseconds, ok: false, error: sayable(outcome.error) }
  const { revision, files, articles, feeds, quarantined } = outcome.report
  const scopes = outcome.scopes.slice(0, NAMED).map(scopeId)
  return { at, milliseconds, ok: true, revision, files, articles, feeds, quarantined, scopes }
}
