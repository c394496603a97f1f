import type { Format } from '../../src/domain/feed-key.ts'
import { pathOf } from '../../src/domain/feed-path.ts'
import type { Language } from '../../src/domain/language.ts'
import { HOUR } from '../newsroom.ts'
import { between, type Random } from '../random.ts'
import { frequentTag } from './news.ts'

/** A program that polls feeds at an interval, day and night. Milliseconds. */
export type Reader = {
  readonly interval: number
  /** Time of the first poll after the start. */
  readonly phase: number
  readonly acceptEncoding: string
  readonly paths: readonly string[]
}

export const READERS = 2000
const MINUTE = 60_000
const DAY = 24 * HOUR
const MEDIAN_INTERVAL = HOUR
/** Standard deviation of the logarithm: two thirds poll at intervals from 20 minutes to three hours. */
const SPREAD = 1.1
const TIMER_MINUTES = [5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440]
/** Share of readers that poll within seconds of the full hour, and at whole intervals after it. */
const BY_THE_CLOCK_SHARE = 0.45

/** The interval at which a reader polls, in milliseconds. */
export function intervalOf(random: Random): { readonly interval: number; readonly byTheClock: boolean } {
  const byTheClock = random() < BY_THE_CLOCK_SHARE
  const drawnInterval = Math.exp(Math.log(MEDIAN_INTERVAL) + SPREAD * normal(random))
  const boundedInterval = Math.min(DAY, Math.max(5 * MINUTE, drawnInterval))
  return { interval: byTheClock ? nearestTimer(boundedInterval) : Math.round(boundedInterval), byTheClock }
}

export function readersOf(random: Random): Reader[] {
  return Array.from({ length: READERS }, () => {
    const { interval, byTheClock } = intervalOf(random)
    // An interval of several hours starts at any full hour of it.
    const hours = HOUR * between(random, 0, Math.max(0, Math.floor(interval / HOUR) - 1))
    const phase = byTheClock ? hours + between(random, 0, 5000) : Math.floor(random() * interval)
    const format = weighted<Format>(random, { rss: 70, atom: 20, json: 10 })
    return {
      ...{ interval, phase, acceptEncoding: weighted(random, { gzip: 70, br: 20, identity: 10 }) },
      paths: Array.from({ length: between(random, 1, 4) }, () => pathOf(scopeOf(random), format)),
    }
  })
}

function scopeOf(random: Random) {
  const language = weighted(random, { uk: 50, ru: 30, en: 20 }) as Language
  if (random() < 0.5) return { language, kind: 'all' } as const
  return { language, kind: 'tag', term: frequentTag(random) } as const
}

function nearestTimer(interval: number): number {
  const minutes = TIMER_MINUTES.reduce((best, one) =>
    Math.abs(Math.log(one * MINUTE) - Math.log(interval)) < Math.abs(Math.log(best * MINUTE) - Math.log(interval))
      ? one
      : best,
  )
  return minutes * MINUTE
}

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function weighted<T extends string>(random: Random, weights: Readonly<Record<T, number>>): T {
  const all = Object.entries<number>(weights) as [T, number][]
  let remaining = random() * all.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [one, weight] of all) {
    remaining -= weight
    if (remaining < 0) return one
  }
  return (all[0] as [T, number])[0]
}
