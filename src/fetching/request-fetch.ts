import type { Store } from '../store/port.ts'

/** Asks for a fetch of a source, from any process that fetches. */
export async function requestFetch(store: Pick<Store, 'transact'>, source: string, now: number): Promise<void> {
  await store.transact(async (writer) => {
    const state = await writer.fetchState<object>(source)
    await writer.putFetchState(source, { run: 0, failures: 0, ...state, wantedAt: now })
  })
}
