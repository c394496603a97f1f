import { createHash } from 'node:crypto'
import { fieldValue } from '../domain/surrogate-key.ts'
import type { Send } from './port.ts'
import { signatureOf } from './signature.ts'

/** Milliseconds for an answer. */
const TIMEOUT = 10_000

export type Hook = {
  readonly url: string
  readonly secret: string
  /** The name of the field that has the keys in answers, and has them in purges too. */
  readonly header: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * Posts purges to an address: the keys as JSON (`{"keys": […], "revision": n}`) and, for what reads no bodies, in the
 * field that documents have them in. Signed as Standard Webhooks has it, at every attempt anew under the same id.
 */
export function createHook({ url, secret, header, now }: Hook): Send {
  const ids = new WeakMap<object, string>()
  return async (purge, signal) => {
    const body = JSON.stringify({ keys: purge.keys, revision: purge.revision })
    const timestamp = Math.floor(now() / 1000)
    const id = ids.get(purge) ?? idOf(body, timestamp)
    ids.set(purge, id)
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Polyfeed',
        [header]: fieldValue(header, purge.keys),
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatureOf(secret, id, timestamp, body),
      },
      // Whoever could send us on would have the keys and their signature sent elsewhere.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    })
    await answer.body?.cancel()
    return answer.status
  }
}

/** The same for the same keys in the same second: a receiver that has seen it has nothing left to do. */
function idOf(body: string, timestamp: number): string {
  return `purge_${createHash('sha256').update(`${timestamp}.${body}`).digest('base64url').slice(0, 24)}`
}
