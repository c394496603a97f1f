import { createHash, createHmac } from 'node:crypto'
import type { Document } from '../documents/document.ts'
import { hubAddress, type Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { getOrCreate } from '../memo.ts'
import type { Outbound } from '../outbound/client.ts'
import type { OutboxRow, Settled } from '../store/outbox.ts'
import { backoffMs, RETRIED_FOR_MS } from './backoff.ts'
import type { Delivery } from './requests.ts'
import type { Lane, Sent } from './sender.ts'
import { type Topics, topicUrl } from './topics.ts'

/** The whole exchange. Subscribers answer before they process (WebSub §7). */
const TIMEOUT_MS = 10_000

export type DeliveryResult = 'delivered' | 'unchanged' | 'failed' | 'gone'

export type DeliveryParts = {
  readonly outbound: Pick<Outbound, 'request'>
  readonly topics: Topics
  /** The edition, if it is not older than a revision. */
  readonly editionSince: (revision: number) => Promise<Published | undefined>
  readonly now: () => number
  readonly random: () => number
  readonly observe: (result: DeliveryResult, row: OutboxRow, problem: string | null) => void
}

/** Content distribution (WebSub §7): the topic as it is now, unless the subscriber has it. */
export function deliveryLane(parts: DeliveryParts): Lane {
  const { outbound, topics, editionSince, now, random, observe } = parts
  const digests = new WeakMap<Document, Promise<string>>()
  const scopesWritten = new WeakMap<Site, Set<string>>()

  const settle = (
    row: OutboxRow,
    result: 'delivered' | 'unchanged',
    delivered: Pick<Settled, 'version' | 'digest'>,
  ) => {
    observe(result, row, null)
    return settling(row, { ...delivered, ...NO_FAILURE, isFinal: true, retryAt: now() })
  }
  const failed = (row: OutboxRow, problem: string): Sent => {
    observe('failed', row, problem)
    const { version, digest, attempts, failing, marked } = row
    const failure = { attempts: attempts + 1, failing: failing ?? now(), problem }
    const isFinal = now() - marked >= RETRIED_FOR_MS
    const retryAt = now() + backoffMs(attempts + 1, random)
    return { ...settling(row, { version, digest, ...failure, isFinal, retryAt }), isOk: false }
  }

  const deliver = async (row: OutboxRow, published: Published, signal: AbortSignal): Promise<Sent> => {
    const document = await topics.document(published, row.topic)
    // A feed that is gone may come back, and the lease goes on. A renewal is refused.
    if (!document) return settle(row, 'unchanged', row)
    const { version } = document
    if (version === row.version) return settle(row, 'unchanged', row)
    const whole = await document.body('identity')
    const digest = await getOrCreate(digests, document, async () => digestOf(whole))
    // A rebuild changes versions, also of documents whose bytes stay the same.
    if (digest === row.digest) return settle(row, 'unchanged', { version, digest })
    const { secret, algorithm, content } = JSON.parse(row.body) as Delivery
    const delta = content === 'changes' && row.version !== null ? await document.deltaSince?.(row.version) : undefined
    const body = (await delta?.body('identity')) ?? whole
    const { site } = published.context
    const headers = {
      'Content-Type': document.mediaType,
      Link: `<${hubAddress(site.feedUrl)}>; rel="hub", <${topicUrl(site, row.topic)}>; rel="self"`,
      ...(secret !== null && {
        'X-Hub-Signature': `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`,
      }),
    }
    const options = { method: 'POST', headers, body, signal, timeoutMs: TIMEOUT_MS, redirects: 0, ignoresBody: true }
    try {
      const { status } = await outbound.request(row.target, options)
      if (status >= 200 && status < 300) return settle(row, 'delivered', { version, digest })
      if (status !== 410) return failed(row, `answered ${status}`)
      observe('gone', row, null)
      return { isOk: true, settle: (outbox) => outbox.dropRow(row) }
    } catch (error) {
      signal.throwIfAborted()
      return failed(row, (error as Error).message)
    }
  }

  /** Settings may have changed the scopes of a topic since it was subscribed to. */
  const withScopes = (sent: Sent, row: OutboxRow, published: Published): Sent => {
    const writtenTopics = getOrCreate(scopesWritten, published.context.site, () => new Set())
    const scopes = writtenTopics.has(row.topic) ? [] : (topics.scopes(published, row.topic) ?? [])
    if (scopes.length === 0) return sent
    writtenTopics.add(row.topic)
    return {
      isOk: sent.isOk,
      settle: async (outbox) => {
        await outbox.putScopes(row.topic, scopes, now())
        await sent.settle(outbox)
      },
    }
  }

  return {
    ...{ kind: 'subscription', concurrency: 100, perHost: 4, rowsPerRequest: 1 },
    send: async ([row], signal) => {
      const published = row && (await editionSince(row.revision))
      if (!published) throw new Error('the edition that changed the topic is not served yet')
      return withScopes(await deliver(row, published, signal), row, published)
    },
  }
}

const NO_FAILURE = { attempts: 0, failing: null, problem: null }

function settling(row: OutboxRow, settled: Settled): Sent {
  return { isOk: true, settle: (outbox) => outbox.settleRow(row, settled) }
}

function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 24)
}
