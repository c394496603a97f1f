import { createHash, createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Site } from '../domain/site.ts'
import { joinKeys } from '../domain/surrogate-key.ts'
import { trustedAddresses } from '../outbound/addresses.ts'
import { createOutbound, type Outbound, type OutboundProxy } from '../outbound/client.ts'
import { createPurger, type Purger, type SendPurge } from './purger.ts'

const TIMEOUT_MS = 10_000

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

/**
 * Posts the keys as JSON (`{"keys": […], "revision": n}`) and, for receivers that read no bodies, in the header field
 * `header`. Each attempt has a new timestamp and signature (Standard Webhooks), but the same id.
 */
export function createWebhook(
  settings: Readonly<Record<'url' | 'secret' | 'header', string>> & {
    readonly outbound: Pick<Outbound, 'request'>
    readonly now: () => number
  },
): SendPurge {
  const { outbound, url, secret, header, now } = settings
  const ids = new WeakMap<object, string>()
  return async (purge, signal) => {
    const body = JSON.stringify({ keys: purge.keys, revision: purge.revision })
    const timestamp = Math.floor(now() / 1000)
    const id = ids.get(purge) ?? webhookId('purge', timestamp, body)
    ids.set(purge, id)
    const { status } = await outbound.request(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        [header]: joinKeys(header, purge.keys),
        ...signedFields(secret, id, timestamp, body),
      },
      // A redirect could send the keys and their signature to another server.
      redirects: 0,
      ...{ signal, timeoutMs: TIMEOUT_MS },
    })
    return status
  }
}

/** Equal bodies of the same second share an id, so that receivers can drop the duplicate. */
export function webhookId(kind: string, timestamp: number, body: string): string {
  return `${kind}_${createHash('sha256').update(`${timestamp}.${body}`).digest('base64url').slice(0, 24)}`
}

/** The header fields of a signed request. `timestamp` is in seconds since 1970. */
export function signedFields(secret: string, id: string, timestamp: number, body: string): Record<string, string> {
  const signature = signatureOf(secret, id, timestamp, body)
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
}

/**
 * Standard Webhooks, "Signature scheme" (standardwebhooks.com). `timestamp` is in seconds since 1970. A secret that
 * begins with `whsec_` is in base64. Any other text is the key itself.
 */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const prefix = 'whsec_'
  const key = secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : secret
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
