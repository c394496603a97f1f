import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Site } from '../domain/site.ts'
import { trustedAddresses } from '../outbound/addresses.ts'
import { createOutbound, type OutboundProxy } from '../outbound/client.ts'
import { createWebhook } from './hook.ts'
import type { Purger } from './port.ts'
import { createPurger } from './purger.ts'

/** Returns `undefined` if the settings have no purge URL. `onOutcome` is called after each purge. */
export function openPurger(
  { cdn, outbound: { allow }, feedUrl }: Pick<Site, 'cdn' | 'outbound' | 'feedUrl'>,
  proxy: OutboundProxy,
  now: () => number,
  log: Logger,
  onOutcome: (outcome: 'ok' | 'failed') => void,
): Purger | undefined {
  if (!cdn?.purge) return undefined
  const { header } = cdn
  const outbound = createOutbound({ allow: [...allow, ...trustedAddresses(cdn.purge.url)], feedUrl, proxy })
  const purger = createPurger({
    ...{ send: createWebhook({ outbound, ...cdn.purge, header, now }), header, now },
    wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
    observe: ({ keys, failed, why }) => {
      onOutcome(failed === 0 ? 'ok' : 'failed')
      if (failed === 0) log.info({ keys }, 'purged')
      else log.error({ keys, failed, why }, 'a purge failed; caches may serve outdated documents until they expire')
    },
  })
  return { ...purger, close: () => purger.close().finally(outbound.close) }
}
