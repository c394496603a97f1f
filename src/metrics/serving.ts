import type { Pool } from '../editions/cache-pools.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { DOCUMENT_KINDS } from '../http/document-kinds.ts'
import type { ResponseCounts } from '../http/response-counts.ts'
import { TOKEN_KINDS, type TokenGate } from '../http/token-gate.ts'
import type { ReaderFigures, ReaderStatistics } from '../readers/statistics.ts'
import type { Metric, Ratio, Sample } from './exposition.ts'

/** Limits the values of the label `feed`. */
const LABELLED_FEEDS_MAX = 50

export type ServingParts = {
  readonly responseCounts: ResponseCounts
  readonly readerStats: ReaderStatistics
  readonly gate: Pick<TokenGate, 'counts'>
  readonly documents: Pick<Documents, 'counts' | 'cachedBytes'>
}

const REQUESTS = 'polyfeed_requests_total'
const DOCUMENTS: ReadonlySet<string> = new Set(DOCUMENT_KINDS)

export const RATIOS: readonly Ratio[] = [
  {
    name: 'polyfeed_not_modified_ratio',
    help: 'Share of 304 among the answers 200, 226 and 304 to requests for documents, since the start',
    counter: REQUESTS,
    isInDenominator: ({ kind = '', status = '' }) => DOCUMENTS.has(kind) && /^(?:200|226|304)$/.test(status),
    of: ({ status }) => status === '304',
  },
]

export function servingMetrics(parts: ServingParts): Metric[] {
  return [
    ...responseMetrics(parts.responseCounts),
    ...documentMetrics(parts.documents),
    ...readerMetrics(parts.readerStats),
    ...tokenMetrics(parts.gate),
  ]
}

function responseMetrics(responseCounts: ResponseCounts): Metric[] {
  const counter = { type: 'counter' } as const
  return [
    {
      ...{ ...counter, name: REQUESTS, labels: ['kind', 'status', 'encoding'] },
      help: 'Answered requests',
      read: () =>
        responseCounts
          .cells()
          .flatMap(({ kind, encoding, answers }) =>
            Object.entries(answers).map(([status, count]): Sample => [{ kind, status, encoding }, count]),
          ),
    },
    {
      ...{ ...counter, name: 'polyfeed_bytes_sent_total', labels: ['kind'] },
      help: 'Bytes of sent bodies',
      read: () => responseCounts.cells().map(({ kind, sentBytes }): Sample => [{ kind }, sentBytes]),
    },
    {
      ...{ ...counter, name: 'polyfeed_bytes_saved_total', labels: ['by'] },
      help: 'Lower bound of the bytes that 304, differences and compression saved',
      read: () => samplesOf('by', responseCounts.saved),
    },
  ]
}

function documentMetrics({ counts, cachedBytes }: ServingParts['documents']): Metric[] {
  const pools = Object.keys(counts.requests) as Pool[]
  const counter = { type: 'counter' } as const
  return [
    {
      ...{ ...counter, name: 'polyfeed_documents_cache_requests_total', labels: ['pool', 'result'] },
      help: 'Look-ups of feed bodies in the cache',
      read: () =>
        pools.flatMap((pool) => {
          const { hit, miss } = counts.requests[pool]
          return [[{ pool, result: 'hit' }, hit] as const, [{ pool, result: 'miss' }, miss] as const]
        }),
    },
    {
      ...{ name: 'polyfeed_documents_cache_bytes', type: 'gauge', labels: ['pool'] },
      help: 'Bytes of documents and fragments in the cache',
      read: () => [...pools, 'delta' as const].map((pool): Sample => [{ pool }, cachedBytes(pool)]),
    },
    {
      ...{ ...counter, name: 'polyfeed_compositions_total', labels: ['format'] },
      help: 'Composed feed documents',
      read: () => samplesOf('format', counts.compositions),
    },
    {
      ...{ ...counter, name: 'polyfeed_compressions_total', labels: ['encoding'] },
      help: 'Compressed bodies',
      read: () => samplesOf('encoding', counts.compressions),
    },
  ]
}

function tokenMetrics({ counts }: ServingParts['gate']): Metric[] {
  return [
    {
      ...{ name: 'polyfeed_rejected_tokens_total', type: 'counter', labels: ['kind', 'why'] },
      help: 'Wrong tokens, and attempts that were refused during a pause',
      read: () =>
        TOKEN_KINDS.flatMap((kind) =>
          Object.entries(counts[kind]).map(([why, count]): Sample => [{ kind, why }, count]),
        ),
    },
  ]
}

/** Readers can use several processes: the maximum is still a lower bound, a sum would count readers twice. */
function readerMetrics(readerStats: ReaderStatistics): Metric[] {
  const gauge = { type: 'gauge', aggregation: 'max' } as const
  const metricsOf = (by: keyof ReaderFigures, name: string, help: string): Metric[] => [
    {
      ...{ ...gauge, name: `polyfeed_${name}`, labels: ['feed'] },
      help: `${help}, of the ${LABELLED_FEEDS_MAX} feeds with the most`,
      read: () => readerStats.largest(by, LABELLED_FEEDS_MAX).map(([feed, figure]): Sample => [{ feed }, figure]),
    },
    {
      ...{ ...gauge, name: `polyfeed_${name}_all`, labels: [] },
      help: `${help}, of all feeds`,
      read: () => [[{}, readerStats.totals()[by]]],
    },
  ]
  return [
    ...metricsOf(
      'subscribers',
      'subscribers',
      'Lower bound of the subscribers that known services report, within a day',
    ),
    ...metricsOf('claimed', 'claimed_subscribers', 'Subscribers that other clients claim in User-Agent, unverified'),
    ...metricsOf('pollers', 'pollers', 'Lower bound of the unique clients of the last one to two days'),
  ]
}

function samplesOf(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([name, value]) => [{ [label]: name }, value])
}
