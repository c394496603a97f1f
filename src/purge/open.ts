import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Site } from '../domain/site.ts'
import { createHook } from './hook.ts'
import type { Purger } from './port.ts'
import { createPurger } from './purger.ts'

/** Tells the caches in front of the server, where the settings name somebody to tell; `heard` hears how it went. */
export function openPurger(
  cdn: Site['cdn'],
  now: () => number,
  log: Logger,
  heard: (outcome: 'ok' | 'failed') => void,
): Purger | undefined {
  if (!cdn?.purge) return undefined
  const { header } = cdn
  return createPurger({
    ...{ send: createHook({ ...cdn.purge, header, now }), header, now },
    wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
    observe: ({ keys, failed, why }) => {
      heard(failed === 0 ? 'ok' : 'failed')
      if (failed === 0) log.info({ keys }, 'purged')
      else log.error({ keys, failed, why }, 'a purge failed: caches keep what they have for as long as it says')
    },
  })
}
