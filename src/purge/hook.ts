import { createHash } from 'node:crypto'
import { joinKeys } from '../domain/surrogate-key.ts'
import type { Outbound } from '../outbound/client.ts'
import type { SendPurge } from './port.ts'
import { signatureOf } from './signature.ts'

const TIMEOUT_MS = 10_000

export type WebhookSettings = {
  readonly outbound: Pick<Outbound, 'request'>
  readonly url: string
  readonly secret: string
  /** The header field for the keys, in responses and in purges. */
  readonly header: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * Posts the keys as JSON (`{"keys": […], "revision": n}`) and, for receivers that read no bodies, in the header field.
 * Each attempt has a new timestamp and signature (Standard Webhooks), but the same id.
 */
export function createWebhook({ outbound, url, secret, header, now }: WebhookSettings): SendPurge {
  const ids = new WeakMap<object, string>()
  return async (purge, signal) => {
    const body = JSON.stringify({ keys: purge.keys, revision: purge.revision })
    const timestamp = Math.floor(now() / 1000)
    const id = ids.get(purge) ?? idOf(body, timestamp)
    ids.set(purge, id)
    const { status } = await outbound.request(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        [header]: joinKeys(header, purge.keys),
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatureOf(secret, id, timestamp, body),
      },
      // A redirect could send the keys and their signature to another server.
      redirects: 0,
      ...{ signal, timeoutMs: TIMEOUT_MS },
    })
    return status
  }
}

/** Purges of the same keys in the same second share an id, so that receivers can drop the duplicate. */
function idOf(body: string, timestamp: number): string {
  return `purge_${createHash('sha256').update(`${timestamp}.${body}`).digest('base64url').slice(0, 24)}`
}
