import path from 'node:path'
import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import type { Site } from './domain/site.ts'
import type { FetchedSource } from './domain/sources.ts'
import { type CollectedSource, type Collector, type CollectorParts, createCollector } from './fetching/collector.ts'
import { connectorOf } from './fetching/connectors.ts'
import { trustedAddresses } from './outbound/addresses.ts'
import { createOutbound } from './outbound/client.ts'
import { delayMsOf, intervalSecondsOf, slotsOf } from './scheduling/schedule.ts'

/** The sources of site.yaml that are fetched. */
export function fetchedSources({ sources }: Pick<Site, 'sources'>): FetchedSource[] {
  return sources.filter((source): source is FetchedSource => 'fetch' in source)
}

/** Fetches the sources of site.yaml, each at the slots of its schedule. */
export function startCollector(
  site: Site,
  { data, proxy }: Pick<Config, 'data' | 'proxy'>,
  log: Logger,
  parts: Omit<CollectorParts, 'log'>,
): Collector {
  const sources = fetchedSources(site).map((source, index) => {
    const allow = [...site.outbound.allow, ...addressesOf(source).flatMap(trustedAddresses)]
    return {
      source,
      connector: connectorOf(source, path.resolve(data)),
      outbound: createOutbound({ allow, feedUrl: site.feedUrl, proxy }),
      slotAfter: sourceSlots(site, source.fetch.schedule ?? site.schedule, index),
    }
  })
  return createCollector(sources, { ...parts, log })
}

/** Between the fetches of two sources with the same slot: a thousand answers at once would hold up readers. */
const SPREAD_MS = 20

/** The first slot of the source with this number after an instant, the same in all processes. */
export function sourceSlots(
  site: Pick<Site, 'scheduleTimeZone' | 'authority' | 'jitter'>,
  schedule: string,
  index: number,
): CollectedSource['slotAfter'] {
  const slots = slotsOf(schedule, site.scheduleTimeZone)
  const intervalSeconds = intervalSecondsOf(schedule)
  const delayMs = delayMsOf({ ...site, interval: intervalSeconds }) + ((index * SPREAD_MS) % (intervalSeconds * 1000))
  return (instant) => {
    const slot = slots.after(instant - delayMs)
    return slot === undefined ? undefined : slot + delayMs
  }
}

/** The addresses of a source in site.yaml. */
function addressesOf({ fetch }: FetchedSource): string[] {
  if ('feeds' in fetch) return fetch.feeds.map(({ url }) => url)
  return 'url' in fetch ? [fetch.url] : []
}
