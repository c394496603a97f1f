import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import { webUrl } from '../domain/url.ts'
import { topicPath } from '../push/topics.ts'
import { openStore } from '../store/open.ts'
import type { OutboxRow } from '../store/outbox.ts'
import type { Store } from '../store/port.ts'
import { dateOf } from './explain.ts'

const PART = 500

async function* subscriptionsOf(store: Pick<Store, 'subscriptions'>): AsyncGenerator<OutboxRow> {
  for (let after: OutboxRow | undefined, part: OutboxRow[]; ; after = part.at(-1)) {
    part = await store.subscriptions(PART, after)
    yield* part
    if (part.length < PART) return
  }
}

/** Prints the subscriptions of the hub, without their secrets. */
export async function listSubscriptions(isJson: boolean, onlyFailing: boolean): Promise<number> {
  const { store: address, site } = readConfig()
  const store = await openStore(address)
  const listedRows: object[] = []
  let count = 0
  let failing = 0
  try {
    for await (const row of subscriptionsOf(store)) {
      count++
      if (row.failing !== null) failing++
      if (onlyFailing && row.failing === null) continue
      if (isJson) listedRows.push(factsOf(row, site.feedUrl))
      else process.stdout.write(lineOf(row, site.feedUrl))
    }
  } finally {
    await store.close()
  }
  const text = isJson ? JSON.stringify(listedRows, null, 2) : `subscriptions: ${count}, failing: ${failing}`
  process.stdout.write(`${text}\n`)
  return 0
}

function factsOf({ target, topic, created, ends, failing, attempts, problem, due }: OutboxRow, feedUrl: string) {
  const next = due === null ? null : dateOf(due)
  return {
    ...{ callback: target, topic: feedUrl + topic, since: dateOf(created), until: dateOf(ends) },
    failing: failing === null ? null : { since: dateOf(failing), attempts, error: problem, next },
  }
}

function lineOf(row: OutboxRow, feedUrl: string): string {
  const { callback, topic, until, failing } = factsOf(row, feedUrl)
  const state = failing ? `failing since ${failing.since}: ${failing.error}; next ${failing.next ?? 'change'}` : 'ok'
  return `${callback}  ${topic}  until ${until}  ${state}\n`
}

/**
 * Ends the subscriptions of a callback, or of all callbacks at a host, to one topic or all. The subscriber is not told.
 * @throws AppError if there are none
 */
export async function forgetSubscriptions(target: string, topic?: string): Promise<number> {
  const { store: address, site } = readConfig()
  const path = topic?.startsWith('/') ? topic : topic && topicPath(site, topic)
  if (topic !== undefined && !path) throw new AppError('not_found', `${topic} is not below ${site.feedUrl}`)
  const store = await openStore(address)
  try {
    const callbacks = new Set(webUrl(target) ? [target] : [])
    if (callbacks.size === 0) {
      for await (const { host, target: callback } of subscriptionsOf(store)) {
        if (host === target.toLowerCase()) callbacks.add(callback)
      }
    }
    let count = 0
    for (const callback of callbacks) count += await store.outbox((rows) => rows.dropTarget(callback, path))
    if (count === 0) throw new AppError('not_found', `${target} has no subscription${topic ? ` to ${topic}` : ''}`)
    process.stdout.write(`Ended ${count} ${count === 1 ? 'subscription' : 'subscriptions'} of ${target}.\n`)
    return 0
  } finally {
    await store.close()
  }
}
