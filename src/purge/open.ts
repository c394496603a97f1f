import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Site } from '../domain/site.ts'
import { createWebhook } from './hook.ts'
import type { Purger } from './port.ts'
import { createPurger } from './purger.ts'

/** Returns `undefined` if the settings have no purge URL. `onOutcome` is called after each purge. */
export function openPurger(
  cdn: Site['cdn'],
  now: () => number,
  log: Logger,
  onOutcome: (outcome: 'ok' | 'failed') => void,
): Purger | undefined {
  if (!cdn?.purge) return undefined
  const { header } = cdn
  return createPurger({
    ...{ send: createWebhook({ ...cdn.purge, header, now }), header, now },
    wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
    observe: ({ keys, failed, why }) => {
      onOutcome(failed === 0 ? 'ok' : 'failed')
      if (failed === 0) log.info({ keys }, 'purged')
      else log.error({ keys, failed, why }, 'a purge failed; caches may serve outdated documents until they expire')
    },
  })
}
