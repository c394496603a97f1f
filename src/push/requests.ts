import type { Site } from '../domain/site.ts'
import { webUrl } from '../domain/url.ts'
import { checkedUrl } from '../outbound/addresses.ts'
import { topicPath } from './topics.ts'

/** WebSub §7.1.1, without SHA-1. */
const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const

/** How the topic is delivered. */
export type Delivery = {
  readonly secret: string | null
  readonly algorithm: (typeof ALGORITHMS)[number]
  /** `changes`: only the entries that are new since the last delivery, if that is known. */
  readonly content: 'full' | 'changes'
}

/** A subscription request (WebSub §5.1). It counts only after its callback has confirmed it. */
export type HubRequest = Delivery & {
  readonly mode: 'subscribe' | 'unsubscribe'
  readonly callback: string
  /** Of the callback. */
  readonly host: string
  /** As written, for the verification. */
  readonly topic: string
  readonly path: string
  readonly leaseSeconds: number
}

/** The subscriber gets the message as plain text (WebSub §5.1.2). */
export class HubRefusal extends Error {
  readonly status: number
  readonly retrySeconds: number | undefined

  constructor(status: number, message: string, retrySeconds?: number) {
    super(message)
    this.name = 'HubRefusal'
    this.status = status
    this.retrySeconds = retrySeconds
  }
}

const LEASE_MIN_SECONDS = 5 * 60
export const LEASE_MAX_SECONDS = 10 * 24 * 60 * 60

/** PostgreSQL's index has room for 2,700 bytes. */
const CALLBACK_MAX = 1500
const PATH_MAX = 1000

/** WebSub §5.1: less than 200 bytes. */
const SECRET_MAX_BYTES = 199

/** @throws HubRefusal */
export function hubRequestOf(form: URLSearchParams, site: Pick<Site, 'feedUrl' | 'hub'>): HubRequest {
  const mode = form.get('hub.mode')
  if (mode === 'publish')
    throw new HubRefusal(403, 'This hub distributes the feeds of its own server only. It notices changes itself.')
  if (mode !== 'subscribe' && mode !== 'unsubscribe') {
    throw new HubRefusal(400, 'hub.mode must be "subscribe" or "unsubscribe".')
  }
  const topic = form.get('hub.topic') ?? ''
  const path = topicPath(site, topic)
  if (path === undefined || path.length > PATH_MAX) {
    throw new HubRefusal(400, `hub.topic must be the address of a feed of ${site.feedUrl}, as its rel="self" says.`)
  }
  const callback = form.get('hub.callback') ?? ''
  return {
    ...{ mode, callback, topic, path, host: callbackHost(callback, site) },
    ...deliveryOf(form),
    leaseSeconds: leaseOf(form.get('hub.lease_seconds')),
  }
}

function callbackHost(callback: string, { feedUrl, hub }: Pick<Site, 'feedUrl' | 'hub'>): string {
  const url = webUrl(callback)
  if (!url || !/^[\x21-\x7e]+$/.test(callback)) throw new HubRefusal(400, 'hub.callback must be an http or https URL.')
  if (callback.length > CALLBACK_MAX)
    throw new HubRefusal(400, `hub.callback has more than ${CALLBACK_MAX} characters.`)
  if (callback.includes('#')) throw new HubRefusal(400, 'hub.callback must have no fragment.')
  if (url.host === new URL(feedUrl).host) throw new HubRefusal(400, 'hub.callback is on this server.')
  try {
    // Names are resolved and checked for each connection.
    return checkedUrl(callback, hub.allowCallbacks).hostname
  } catch {
    const isCredential = url.username !== '' || url.password !== ''
    const reason = isCredential ? 'must have no user name and no password' : 'is at an address that is not public'
    throw new HubRefusal(400, `hub.callback ${reason}.`)
  }
}

function deliveryOf(form: URLSearchParams): Delivery {
  // Some subscribers send an empty one for none.
  const secret = form.get('hub.secret') || null
  if (secret !== null && Buffer.byteLength(secret) > SECRET_MAX_BYTES) {
    throw new HubRefusal(400, `hub.secret must be shorter than ${SECRET_MAX_BYTES + 1} bytes.`)
  }
  // PostgreSQL cannot store it, and the signature would be wrong.
  if (secret?.includes('\0')) throw new HubRefusal(400, 'hub.secret must not contain NUL.')
  const algorithmName = form.get('hub.signature_algorithm') ?? 'sha256'
  const algorithm = ALGORITHMS.find((known) => known === algorithmName)
  if (!algorithm) throw new HubRefusal(400, `hub.signature_algorithm must be one of ${ALGORITHMS.join(', ')}.`)
  return { secret, algorithm, content: form.get('hub.content') === 'changes' ? 'changes' : 'full' }
}

function leaseOf(text: string | null): number {
  if (text === null || text === '') return LEASE_MAX_SECONDS
  if (!/^[1-9]\d*$/.test(text)) throw new HubRefusal(400, 'hub.lease_seconds must be a positive whole number.')
  return Math.min(LEASE_MAX_SECONDS, Math.max(LEASE_MIN_SECONDS, Number(text)))
}
