import { isCombined } from '../domain/combination.ts'
import type { ScopeKind } from '../domain/feed-key.ts'
import { parsePath } from '../domain/feed-path.ts'
import type { OutboxRow } from '../store/outbox.ts'
import type { Outbox, Store } from '../store/port.ts'

/** `all` is a language. */
export type TopicKind = ScopeKind | 'combination' | 'partner'

export type PushStatus = {
  readonly subscriptions: ReadonlyMap<TopicKind, number>
  /** Topics with subscriptions. */
  readonly topics: number
  readonly depths: Awaited<ReturnType<Outbox['outboxDepths']>>
  /** Subscribers and hubs that get nothing, the first of them the longest. */
  readonly failing: readonly OutboxRow[]
}

const FAILING_MAX = 50

/** Reads the state of the hub from the store. If the store does not answer, it is what it was. */
export function createPushStatus(store: Pick<Store, 'subscribedTopics' | 'outboxDepths' | 'failingRows'>) {
  let latest: PushStatus = { subscriptions: new Map(), topics: 0, depths: [], failing: [] }
  const read = async (): Promise<PushStatus> => {
    const topics = await store.subscribedTopics()
    const subscriptions = new Map<TopicKind, number>()
    for (const { topic, subscriptions: count } of topics) {
      const kind = topicKind(topic)
      subscriptions.set(kind, (subscriptions.get(kind) ?? 0) + count)
    }
    const failing = await store.failingRows(FAILING_MAX)
    return { subscriptions, topics: topics.length, depths: await store.outboxDepths(), failing }
  }
  return {
    latest: () => latest,
    read: async (): Promise<PushStatus> => {
      latest = await read().catch(() => latest)
      return latest
    },
  }
}

function topicKind(path: string): TopicKind {
  const { partner = null, languages = [], kind = 'all', term = null } = parsePath(path) ?? {}
  if (partner !== null) return 'partner'
  return languages.length > 1 || (kind === 'tag' && isCombined(term ?? '')) ? 'combination' : kind
}
