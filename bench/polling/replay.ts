import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { writeSite } from '../desk.ts'
import { articleWriter } from '../desk-hand.ts'
import { HOUR } from '../newsroom.ts'
import { seeded } from '../random.ts'
import { createPollingReaders, POLLING_MODES, type PollingMode, type PollingReaders, type Traffic } from './manners.ts'
import { archive, newsroomEvents } from './news.ts'
import { type Reader, readersOf } from './readers.ts'
import { wireTo } from './wire.ts'

/** A Tuesday. */
const START = Date.UTC(2026, 0, 6)
const REFRESH_INTERVAL = 300_000
const [DAY, DAYS] = [24 * HOUR, 2]
const ITEMS = 30
const BODY_BYTES = 1500

/** Traffic of the last day, per manner. */
export type Day = Readonly<Record<PollingMode, Traffic>>

/**
 * Replays two days of a newsroom and its readers with a simulated clock. The first day fills the readers' caches and is
 * not counted. The same seed gives the same bytes.
 */
export async function replayDay(folder: string): Promise<Day> {
  const random = seeded(5)
  writeSite(folder, ITEMS)
  const write = articleWriter(folder, BODY_BYTES)
  for (const written of archive(random, START)) write(written)
  const events = newsroomEvents(random, START, DAYS)
  const readers = readersOf(random)
  let now = START
  const config = readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: 'sqlite::memory:' })
  const app = await createApp(config, { now: () => now })
  try {
    await using wire = await wireTo(app.handler)
    const crowds = POLLING_MODES.map((manner) => [manner, createPollingReaders(manner, wire)] as const)
    let next = 0
    for (; now < START + DAYS * DAY; now += REFRESH_INTERVAL) {
      for (; (events[next]?.at ?? Number.POSITIVE_INFINITY) <= now; next++) {
        write((events[next] as (typeof events)[number]).written)
      }
      const { feeds } = await app.newsroom.refresh()
      for (const [, crowd] of crowds) {
        if (feeds > 0) crowd.refreshed()
        if (now === START + (DAYS - 1) * DAY) crowd.begin()
        await pollsBetween(readers, now - START, now - START + REFRESH_INTERVAL, crowd)
      }
    }
    return Object.fromEntries(crowds.map(([manner, crowd]) => [manner, crowd.traffic()])) as Day
  } finally {
    await app.close()
  }
}

async function pollsBetween(
  readers: readonly Reader[],
  from: number,
  until: number,
  crowd: PollingReaders,
): Promise<void> {
  for (const [index, { interval, phase, acceptEncoding, paths }] of readers.entries()) {
    const first = phase + Math.max(0, Math.ceil((from - phase) / interval)) * interval
    for (let at = first; at < until; at += interval) {
      for (const path of paths) await crowd.poll(index, path, acceptEncoding)
    }
  }
}
