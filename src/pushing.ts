import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import type { Site } from './domain/site.ts'
import type { Documents } from './editions/feed-bodies.ts'
import { type Push, type PushResult, startPush } from './push/push.ts'
import { createPushStatus } from './push/status.ts'
import { createTopics } from './push/topics.ts'
import type { Newsroom } from './refresh/newsroom.ts'
import type { Store } from './store/port.ts'

export type Pushing = ReturnType<typeof createPushing>

/** The hub of this process, which sends if the process refreshes. */
export function createPushing(
  { proxy }: Config,
  parts: {
    readonly newsroom: Newsroom
    readonly store: Store
    readonly documents: Documents
    readonly log: Logger
    readonly now: () => number
  },
) {
  const { log } = parts
  const topics = createTopics(parts)
  const counts: Record<PushResult, number> = {
    ...{ delivered: 0, unchanged: 0, failed: 0, gone: 0 },
    ...{ verified: 0, unverified: 0, pinged: 0, ping_failed: 0 },
  }
  let started: { readonly site: Site; readonly push: Push } | undefined

  const start = (site: Site): void => {
    const push = startPush(site, {
      ...{ ...parts, topics, proxy, random: Math.random },
      challenge: () => randomBytes(24).toString('base64url'),
      observe: (result, { host, topic, attempts }, problem) => {
        counts[result]++
        // Callbacks are secrets of their subscribers, so only the host is logged.
        log[result === 'gone' ? 'info' : 'debug']({ result, host, topic, attempts, problem }, 'pushed')
      },
      onError: (err) => log.warn({ err }, 'a push is tried again later'),
    })
    started = { site, push }
  }
  const settingsOf = ({ hub, outbound, feedUrl }: Site) => ({ hub, outbound, feedUrl })
  return {
    topics,
    /** Rows that were sent, by result. */
    counts: counts as Readonly<typeof counts>,
    /** Messages to subscribers and other hubs. */
    totals: () => ({ delivered: counts.delivered + counts.pinged, failed: counts.failed + counts.ping_failed }),
    status: createPushStatus(parts.store),
    start,
    /** Begins again with other settings, if it has started. */
    restart: (site: Site): void => {
      if (!started || isDeepStrictEqual(settingsOf(site), settingsOf(started.site))) return
      void started.push.close()
      start(site)
    },
    /** Call after rows were written. */
    wake: (): void => started?.push.wake(),
    close: async (): Promise<void> => started?.push.close(),
  }
}
