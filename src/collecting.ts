import path from 'node:path'
import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import type { Site } from './domain/site.ts'
import type { FetchedSource } from './domain/sources.ts'
import { type Collector, type CollectorParts, createCollector } from './fetching/collector.ts'
import { connectorOf } from './fetching/connectors.ts'
import type { Outbound } from './outbound/client.ts'
import { delayMsOf, intervalSecondsOf, slotsOf } from './scheduling/schedule.ts'

/** The sources of site.yaml that are fetched. */
export function fetchedSources({ sources }: Pick<Site, 'sources'>): FetchedSource[] {
  return sources.filter((source): source is FetchedSource => 'fetch' in source)
}

/** Fetches the sources of site.yaml, each at the slots of its schedule. */
export function startCollector(
  site: Site,
  { data }: Pick<Config, 'data'>,
  outbound: Outbound,
  log: Logger,
  parts: Pick<CollectorParts, 'store' | 'now' | 'onFetched' | 'progress'>,
): Collector {
  const sources = fetchedSources(site).map((source) => {
    const schedule = source.fetch.schedule ?? site.schedule
    const slots = slotsOf(schedule, site.scheduleTimeZone)
    const delayMs = delayMsOf({ ...site, interval: intervalSecondsOf(schedule) })
    const slotAfter = (instant: number): number | undefined => {
      const slot = slots.after(instant - delayMs)
      return slot === undefined ? undefined : slot + delayMs
    }
    return { source, connector: connectorOf(source, path.resolve(data)), slotAfter }
  })
  return createCollector(sources, { ...parts, outbound, log, random: Math.random })
}
