import type { HttpSource } from '../../src/domain/sources.ts'
import type { FetchEnd, FetchRequest } from '../../src/fetching/connector.ts'
import { connectorOf } from '../../src/fetching/connectors.ts'
import type { StoredRecord } from '../../src/store/records.ts'

export type Fetched = FetchEnd & { readonly records: readonly StoredRecord[]; readonly shares: readonly unknown[] }

/** Runs one fetch to its end. */
export async function fetchOnce(
  source: HttpSource,
  request: Pick<FetchRequest, 'outbound'> & Partial<FetchRequest>,
): Promise<Fetched> {
  const { signal } = new AbortController()
  const now = (): number => Date.parse('2026-12-01T00:00:00Z')
  const connector = await connectorOf(source, '')
  const parts = connector.fetch({
    state: undefined,
    mode: 'all',
    signal,
    now,
    known: async () => [],
    ...request,
  })
  const records: StoredRecord[] = []
  const shares: unknown[] = []
  for (;;) {
    const { value, done } = await parts.next()
    if (done) return { ...value, records, shares }
    records.push(...value.records)
    shares.push(value.share)
  }
}
