import type { IntakePool } from '../../src/ingest/pool.ts'
import { createRequestHandler, type RequestHandler } from '../../src/ingest/requests.ts'

/**
 * Reads sources in the process of the tests: starting an intake process takes longer than most tests. Answers are copied
 * as between processes. Limits of time and memory need the real pool (test/processes/intake-pool.test.ts).
 */
export function createLocalIntakePool(): IntakePool {
  let isClosed = false
  return {
    ask: async (settings, request, _group, onPart = () => undefined) => {
      const handle: RequestHandler = createRequestHandler(structuredClone(settings), {
        onPart: (part) => onPart(structuredClone(part) as never),
      })
      return structuredClone(await handle(request))
    },
    endIdle: () => undefined,
    isClosed: () => isClosed,
    close: async () => {
      isClosed = true
    },
  }
}
