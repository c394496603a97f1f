import type { Logger } from 'pino'
import type { Ingest } from './ingest/ingest.ts'
import type { IntakePool } from './ingest/pool.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { ReadCertificateEnd } from './outbound/certificate.ts'
import type { Purger } from './purge/purger.ts'
import type { Store } from './store/port.ts'

/** Replaces parts of the program, in tests and commands. */
export type Overrides = {
  readonly store?: Store
  readonly incoming?: Ingest
  /** Ingest processes that several programs share. The program does not close them. */
  readonly intake?: IntakePool
  /** A hash over the program's code. */
  readonly program?: string
  /** Reports the progress of a long refresh. */
  readonly progress?:
    | {
        progress(step: 'records' | 'files' | 'articles' | 'feeds', done: number, total: number): void
        /** The refresh succeeded or failed. */
        end(): void
      }
    | undefined
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly log?: Logger
  readonly purger?: Purger
  readonly readCertificateEnd?: ReadCertificateEnd
  /** Whether saves are refreshed at once if site.yaml does not say. */
  readonly watches?: boolean
  /** Answers a scrape, if one process answers for several. */
  readonly scrape?: ((own: Metrics) => Metrics['scrape']) | undefined
}
