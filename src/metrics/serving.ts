import type { Pool } from '../editions/cache-pools.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { DOCUMENT_KINDS } from '../http/document-kinds.ts'
import type { ResponseCounts } from '../http/response-counts.ts'
import { TOKEN_KINDS, type TokenGate } from '../http/token-gate.ts'
import type { ReaderFigures, ReaderStatistics } from '../readers/statistics.ts'
import { COUNTER, MAXIMUM, type Metric, metric, type Ratio, type Sample } from './exposition.ts'

/** Limits the values of the label `feed`. */
const LABELLED_FEEDS_MAX = 50

export type ServingParts = {
  readonly responseCounts: ResponseCounts
  readonly readerStats: ReaderStatistics
  readonly gate: Pick<TokenGate, 'counts'>
  readonly documents: Pick<Documents, 'counts' | 'cachedBytes'>
}

const DOCUMENTS: ReadonlySet<string> = new Set(DOCUMENT_KINDS)

export const NOT_MODIFIED_RATIO: Ratio = {
  name: 'polyfeed_not_modified_ratio',
  help: 'Share of 304 among the answers 200, 226 and 304 to requests for documents, since the start',
  counter: 'polyfeed_requests_total',
  isInDenominator: ({ kind = '', status = '' }) => DOCUMENTS.has(kind) && /^(?:200|226|304)$/.test(status),
  isInNumerator: ({ status }) => status === '304',
}

export function servingMetrics({ responseCounts, documents, readerStats, gate }: ServingParts): Metric[] {
  const { requests, compositions, compressions } = documents.counts
  const { cells, saved } = responseCounts
  const pools = Object.keys(requests) as Pool[]
  const answers = (): Sample[] =>
    cells().flatMap(({ kind, encoding, answers }) =>
      [...answers].map(([status, count]): Sample => [{ kind, status: String(status), encoding }, count]),
    )
  const sentBytes = (): Sample[] => cells().map((cell) => [{ kind: cell.kind }, cell.sentBytes])
  const lookups = (): Sample[] => pools.flatMap((pool) => samplesOf('result', requests[pool], { pool }))
  const cachedBytes = (): Sample[] =>
    [...pools, 'delta' as const].map((pool) => [{ pool }, documents.cachedBytes(pool)])
  const rejected = (): Sample[] => TOKEN_KINDS.flatMap((kind) => samplesOf('why', gate.counts[kind], { kind }))
  const help = {
    saved: 'Lower bound of the bytes that 304, differences and compression saved',
    cached: 'Bytes of documents and fragments in the cache',
    rejected: 'Wrong tokens, and attempts that were refused during a pause',
    subscribers: 'Lower bound of the subscribers that known services report, within a day',
    claimed: 'Subscribers that other clients claim in User-Agent, unverified',
    pollers: 'Lower bound of the unique clients of the last one to two days',
  }
  const cacheRequests = 'documents_cache_requests_total'
  return [
    metric(COUNTER, 'requests_total', ['kind', 'status', 'encoding'], 'Answered requests', answers),
    metric(COUNTER, 'bytes_sent_total', ['kind'], 'Bytes of sent bodies', sentBytes),
    metric(COUNTER, 'bytes_saved_total', ['by'], help.saved, () => samplesOf('by', saved)),
    metric(COUNTER, cacheRequests, ['pool', 'result'], 'Look-ups of feed bodies in the cache', lookups),
    metric({ type: 'gauge' }, 'documents_cache_bytes', ['pool'], help.cached, cachedBytes),
    metric(COUNTER, 'compositions_total', ['format'], 'Composed feed documents', () =>
      samplesOf('format', compositions),
    ),
    metric(COUNTER, 'compressions_total', ['encoding'], 'Compressed bodies', () => samplesOf('encoding', compressions)),
    ...readerMetrics(readerStats, 'subscribers', 'subscribers', help.subscribers),
    ...readerMetrics(readerStats, 'claimed', 'claimed_subscribers', help.claimed),
    ...readerMetrics(readerStats, 'pollers', 'pollers', help.pollers),
    metric(COUNTER, 'rejected_tokens_total', ['kind', 'why'], help.rejected, rejected),
  ]
}

/** Readers can use several processes: the maximum is still a lower bound, a sum would count readers twice. */
function readerMetrics(readerStats: ReaderStatistics, by: keyof ReaderFigures, name: string, help: string): Metric[] {
  const labelled = (): Sample[] =>
    readerStats.largest(by, LABELLED_FEEDS_MAX).map(([feed, figure]) => [{ feed }, figure])
  return [
    metric(MAXIMUM, name, ['feed'], `${help}, of the ${LABELLED_FEEDS_MAX} feeds with the most`, labelled),
    metric(MAXIMUM, `${name}_all`, [], `${help}, of all feeds`, () => [[{}, readerStats.totals()[by]]]),
  ]
}

/** One sample per key of `values`, with the key as the value of `label`. */
function samplesOf(label: string, values: Readonly<Record<string, number>>, labels: Sample[0] = {}): Sample[] {
  return Object.entries(values).map(([key, value]) => [{ ...labels, [label]: key }, value])
}
