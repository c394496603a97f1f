import type { Published } from '../editions/published.ts'
import { type Outbound, OutboundError } from '../outbound/client.ts'
import type { NewOutboxRow, OutboxRow } from '../store/outbox.ts'
import { backoffMs } from './backoff.ts'
import type { Delivery, HubRequest } from './requests.ts'
import type { Lane, Sent } from './sender.ts'
import type { Topics } from './topics.ts'

const TIMEOUT_MS = 10_000
const ANSWER_MAX_BYTES = 4096

/** Unanswered requests are repeated. Any answer is final (WebSub §5.3.1). */
const ATTEMPTS_MAX = 3
const VERIFICATION_LIFETIME_MS = 60 * 60 * 1000

/** By then, this process has the edition that another one may be committing while it writes the subscription. */
const FIRST_LOOK_MS = 5000

type Intent = Delivery & Pick<HubRequest, 'mode' | 'topic' | 'leaseSeconds'>

/** The row of a request that its callback has not confirmed. `version` is that of the topic, which the subscriber has read. */
export function verificationOf(
  { callback, path, host, ...intent }: HubRequest,
  { version, revision }: { readonly version: string | undefined; readonly revision: number },
  now: number,
): NewOutboxRow {
  const { mode, topic, leaseSeconds, secret, algorithm, content } = intent
  const body = JSON.stringify({ mode, topic, leaseSeconds, secret, algorithm, content } satisfies Intent)
  const row = { kind: 'verification', target: callback, topic: path, host, body, revision } as const
  return { ...row, created: now, ends: now + VERIFICATION_LIFETIME_MS, due: now, ...(version && { version }) }
}

export type VerificationParts = {
  readonly outbound: Pick<Outbound, 'request'>
  readonly topics: Topics
  readonly current: () => Published | undefined
  readonly now: () => number
  readonly random: () => number
  /** A string that nobody can guess. */
  readonly challenge: () => string
  readonly observe: (result: 'verified' | 'unverified', row: OutboxRow, problem: string | null) => void
}

/** Verification of intent (WebSub §5.3): the callback repeats a challenge that is used once. */
export function verificationLane(parts: VerificationParts): Lane {
  const { outbound, topics, current, now, random, challenge, observe } = parts

  const refused = (row: OutboxRow, problem: string): Sent => {
    observe('unverified', row, problem)
    return { isOk: false, settle: (outbox) => outbox.dropRow(row) }
  }
  const unanswered = (row: OutboxRow, problem: string): Sent => {
    const attempts = row.attempts + 1
    if (attempts >= ATTEMPTS_MAX) return refused(row, problem)
    const { version, digest } = row
    const retryAt = now() + backoffMs(attempts, random)
    const settled = { version, digest, attempts, failing: null, problem, isFinal: false, retryAt }
    return { isOk: false, settle: (outbox) => outbox.settleRow(row, settled) }
  }
  const confirmed = (row: OutboxRow, intent: Intent, askedAt: number): Sent => {
    const { mode, leaseSeconds, secret, algorithm, content } = intent
    const { target, topic, host, revision, version } = row
    const published = current()
    const scopes = mode === 'subscribe' && published ? topics.scopes(published, topic) : []
    if (!scopes) return refused(row, 'the topic is gone')
    observe('verified', row, null)
    const subscription: NewOutboxRow = {
      ...{ kind: 'subscription', target, topic, host, revision, version, created: askedAt },
      body: JSON.stringify({ secret, algorithm, content } satisfies Delivery),
      ends: askedAt + leaseSeconds * 1000,
      due: now() + FIRST_LOOK_MS,
    }
    return {
      isOk: true,
      settle: async (outbox) => {
        // A later request has replaced it.
        if (!(await outbox.isClaimed(row))) return
        await outbox.putScopes(topic, scopes, askedAt)
        if (mode === 'subscribe') await outbox.putSubscription(subscription)
        else await outbox.dropTarget(target, topic)
        await outbox.dropRow(row)
      },
    }
  }

  return {
    ...{ kind: 'verification', concurrency: 20, perHost: 4, rowsPerRequest: 1 },
    send: async ([row], signal) => {
      if (!row) throw new Error('nothing to verify')
      const intent = JSON.parse(row.body) as Intent
      const askedAt = now()
      const question = challenge()
      const query = new URLSearchParams({
        ...{ 'hub.mode': intent.mode, 'hub.topic': intent.topic, 'hub.challenge': question },
        ...(intent.mode === 'subscribe' && { 'hub.lease_seconds': String(intent.leaseSeconds) }),
      })
      // WebSub §5.1.1: the callback's own query comes first, unchanged.
      const url = `${row.target}${row.target.includes('?') ? '&' : '?'}${query}`
      const limits = { signal, timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_MAX_BYTES, redirects: 0 }
      try {
        const { status, body } = await outbound.request(url, limits)
        if (status < 200 || status >= 300) return refused(row, `answered ${status}`)
        if (!Buffer.from(question).equals(body)) return refused(row, 'did not repeat the challenge')
        return confirmed(row, intent, askedAt)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof OutboundError)) throw error
        return error.permanent ? refused(row, error.message) : unanswered(row, error.message)
      }
    },
  }
}
