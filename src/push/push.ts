import type { Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { trustedAddresses } from '../outbound/addresses.ts'
import { createOutbound, type Outbound, type OutboundProxy } from '../outbound/client.ts'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { OutboxRow } from '../store/outbox.ts'
import type { Outbox, Store } from '../store/port.ts'
import { type DeliveryResult, deliveryLane } from './deliveries.ts'
import { pingLane } from './pings.ts'
import { type Lane, type Sender, startSender } from './sender.ts'
import type { Topics } from './topics.ts'
import { verificationLane } from './verifications.ts'

export type PushResult = DeliveryResult | 'verified' | 'unverified' | 'pinged' | 'ping_failed'

export type PushParts = {
  readonly newsroom: Pick<Newsroom, 'current' | 'follow'>
  readonly store: Pick<Store, 'outbox' | 'nextToSend'>
  readonly topics: Topics
  readonly proxy: OutboundProxy
  readonly now: () => number
  readonly random: () => number
  readonly challenge: () => string
  /** Called for each row that was sent. */
  readonly observe: (
    result: PushResult,
    row: Pick<OutboxRow, 'host' | 'topic' | 'attempts'>,
    problem: string | null,
  ) => void
  readonly onError: (error: unknown) => void
}

export type Push = {
  /** Call after rows were written. */
  wake(): void
  /** Requests in progress get a few seconds; the rest is due again. */
  close(): Promise<void>
}

/** Each has one connection per host. */
const CLIENTS = 4

const CLEANING_MS = 60 * 60 * 1000

/** Sends what is due to subscribers and to other hubs, as the settings say. */
export function startPush(site: Site, parts: PushParts): Push {
  const { newsroom, store, proxy, now, onError } = parts
  const { feedUrl, hub } = site
  const toCallbacks = createCallbackClient(site, proxy)
  const toHubs = createOutbound({
    ...{ allow: [...site.outbound.allow, ...hub.external.flatMap(trustedAddresses)], feedUrl, proxy },
  })
  const editionSince = async (revision: number): Promise<Published | undefined> => {
    const isRecent = (published = newsroom.current()) => published && published.edition.revision >= revision
    if (!isRecent()) await newsroom.follow()
    return isRecent() ? newsroom.current() : undefined
  }
  const lanes: Lane[] = [
    ...(hub.own
      ? [
          verificationLane({ ...parts, outbound: toCallbacks, current: newsroom.current }),
          deliveryLane({ ...parts, outbound: toCallbacks, editionSince }),
        ]
      : []),
    ...(hub.external.length > 0 ? [pingLane({ ...parts, site, outbound: toHubs })] : []),
  ]
  const senders: Sender[] = lanes.map((lane) => startSender(lane, { store, now, onError }))
  const dropOld = async (outbox: Outbox): Promise<void> => {
    await outbox.dropEnded(now())
    await outbox.dropOldScopes(now())
  }
  const clean = () => void store.outbox(dropOld).catch(onError)
  const cleaning = setInterval(clean, CLEANING_MS).unref()
  return {
    wake: () => {
      for (const sender of senders) sender.wake()
    },
    close: async () => {
      clearInterval(cleaning)
      await Promise.all(senders.map((sender) => sender.close()))
      await Promise.all([toCallbacks.close(), toHubs.close()])
    },
  }
}

function createCallbackClient({ hub, feedUrl }: Site, proxy: OutboundProxy): Outbound {
  const clients = Array.from({ length: CLIENTS }, () =>
    createOutbound({ allow: hub.allowCallbacks, feedUrl, proxy, manyHosts: true }),
  )
  let requests = 0
  return {
    request: (...request) => (clients[requests++ % CLIENTS] as Outbound).request(...request),
    close: async () => void (await Promise.all(clients.map((client) => client.close()))),
  }
}
