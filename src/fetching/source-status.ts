import type { FetchState, SourceStatus } from '../domain/fetches.ts'
import type { FetchedSource } from '../domain/sources.ts'
import type { Store } from '../store/port.ts'
import { isRunning, NEVER_FETCHED } from './fetch-source.ts'

/** Reads what the store knows of the fetches of sources. If the store does not answer, it is what it was. */
export function createSourceStatus(
  store: Pick<Store, 'fetchStates'>,
  sources: () => readonly FetchedSource[],
  now: () => number,
) {
  let latest: readonly SourceStatus[] = []
  const read = async (): Promise<readonly SourceStatus[]> => {
    const own = sources()
    if (own.length === 0) return []
    const states = await store.fetchStates<FetchState>()
    return own.map(({ name, type }) => {
      const state = states.get(name) ?? NEVER_FETCHED
      const { failures, fetchedAt, failedAt, error, notBefore, changed } = state
      return {
        ...{ name, type, failures, isFetching: isRunning(state, now()) },
        ...(fetchedAt !== undefined && { fetchedAt, changed: changed ?? 0 }),
        ...(error !== undefined && failedAt !== undefined && { failedAt, error }),
        ...(notBefore !== undefined && notBefore > now() && { notBefore }),
      }
    })
  }
  return {
    latest: () => latest,
    read: async (): Promise<readonly SourceStatus[]> => {
      latest = await read().catch(() => latest)
      return latest
    },
  }
}
