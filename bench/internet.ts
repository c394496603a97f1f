import { type Figure, figureOf } from './figures.ts'
import { intervalOf } from './polling/readers.ts'
import { between, type Random, seeded } from './random.ts'

// A day of a newsroom of internet scale, simulated: nothing runs. Readers poll as in `polling`, and feeds change as
// articles are published. Costs are those that the other sections measured (docs/decisions/0060).

const SUBSCRIBERS = 1_000_000
const [LANGUAGES, FEEDS_PER_LANGUAGE] = [50, 2000]
const FEEDS = LANGUAGES * FEEDS_PER_LANGUAGE
/** Articles of a day, variants of each, and corrections among all changes. */
const [ARTICLES, VARIANTS, CORRECTIONS] = [600, 5, 0.2]
/** Feeds of a variant, beside that of its language: tags, section, author. */
const OTHER_FEEDS = 5
const REFRESHES = 288
const [HOUR, DAY] = [3_600_000, 86_400_000]
/** Readers that poll by the clock do so within this time. */
const RUSH_SECONDS = 5

/** Shares of readers. */
const FORMATS = [0.7, 0.2, 0.1]
const ENCODINGS = [0.7, 0.2, 0.1]
const [DELTA_SHARE, HUB_SUBSCRIPTIONS] = [0.3, 200_000]
/** Places of a CDN, and seconds for which each may answer without asking: `max-age` is the interval of refreshes. */
const [PLACES, FRESH_SECONDS] = [50, 300]

/** Processor time in microseconds, and bytes on the wire with heads, of one unit: see bench/RESULTS.md. Deliveries are not compressed. */
const UNIT = {
  whole: { microseconds: 27, bytes: 7400 },
  delta: { microseconds: 40, bytes: 5900 },
  notModified: { microseconds: 20, bytes: 780 },
  /** A changed document and its encodings, and the statements that read it. */
  composing: { microseconds: 3000, statements: 4 },
  /** One changed variant in a refresh. */
  change: { microseconds: 6600, statements: 60 },
  delivery: { microseconds: 1200, bytes: 25_500 },
} as const

/** Sums of one day. */
type Day = {
  readonly polls: number
  readonly changed: number
  /** Polls within the busiest seconds. */
  readonly rush: number
  /** Changes of feeds: each counts once per refresh. */
  readonly feedChanges: number
  /** Documents that someone asks for after a change. */
  readonly documents: number
  readonly deliveries: number
  /** Requests that places of a CDN send, and those of them that get a body. */
  readonly fromPlaces: number
  readonly bodiesToPlaces: number
}

function simulateDay(random: Random = seeded(11)): Day {
  const changes = changesPerFeed(random)
  const pollsPerFeed = new Float64Array(FEEDS)
  let [polls, changed, rush] = [0, 0, 0]
  for (let subscriber = 0; subscriber < SUBSCRIBERS; subscriber++) {
    const { interval, byTheClock } = intervalOf(random)
    const perDay = DAY / interval
    for (let feeds = between(random, 1, 4); feeds > 0; feeds--) {
      const feed = feedOf(random)
      const rate = changes[feed] as number
      polls += perDay
      // Changes are independent: at least one of them since the last poll.
      changed += perDay * (1 - Math.exp((-rate * interval) / DAY))
      if (byTheClock) rush += Math.min(1, HOUR / interval)
      pollsPerFeed[feed] = (pollsPerFeed[feed] as number) + perDay
    }
  }
  let [feedChanges, documents, fromPlaces, bodiesToPlaces, deliveries] = [0, 0, 0, 0, 0]
  for (let feed = 0; feed < FEEDS; feed++) {
    const [rate, asked] = [changes[feed] as number, pollsPerFeed[feed] as number]
    feedChanges += rate
    for (const format of FORMATS) {
      documents += atLeastOnce(rate, asked * format)
      for (const encoding of ENCODINGS) {
        const atPlace = (asked * format * encoding) / PLACES
        fromPlaces += PLACES * atLeastOnce(DAY / 1000 / FRESH_SECONDS, atPlace)
        bodiesToPlaces += PLACES * atLeastOnce(rate, atPlace)
      }
    }
    deliveries += (rate * HUB_SUBSCRIPTIONS * asked) / polls
  }
  return { polls, changed, rush, feedChanges, documents, deliveries, fromPlaces, bodiesToPlaces }
}

/** In how many of `periods` equal periods of a day something happens that happens `times` times. */
function atLeastOnce(periods: number, times: number): number {
  return periods === 0 ? 0 : periods * (1 - Math.exp(-times / periods))
}

/** Refreshes in which each feed changes. */
function changesPerFeed(random: Random): Float64Array {
  const changes = new Float64Array(FEEDS)
  const last = new Int32Array(FEEDS).fill(-1)
  const events = Math.round((ARTICLES * VARIANTS) / (1 - CORRECTIONS))
  for (let event = 0; event < events; event++) {
    const refresh = Math.floor((event * REFRESHES) / events)
    const language = ranked(random, LANGUAGES)
    const inLanguage = Array.from({ length: OTHER_FEEDS }, () => ranked(random, FEEDS_PER_LANGUAGE))
    for (const feed of new Set([0, ...inLanguage].map((one) => language * FEEDS_PER_LANGUAGE + one))) {
      if (last[feed] !== refresh) changes[feed] = (changes[feed] as number) + 1
      last[feed] = refresh
    }
  }
  return changes
}

function feedOf(random: Random): number {
  return ranked(random, LANGUAGES) * FEEDS_PER_LANGUAGE + ranked(random, FEEDS_PER_LANGUAGE)
}

/** A rank from 0, the first ones more often: Zipf's law. */
function ranked(random: Random, count: number): number {
  return Math.floor((count + 1) ** random()) - 1
}

/** The sums of the day, and what each set-up needs for it. */
export function figuresOfDay(): Figure[] {
  const day = simulateDay()
  const { whole, delta, notModified, composing, change, delivery } = UNIT
  const deltas = day.changed * DELTA_SHARE
  const wholes = day.changed - deltas
  const unchanged = day.polls - day.changed
  const answering = wholes * whole.microseconds + deltas * delta.microseconds + unchanged * notModified.microseconds
  const bytes = wholes * whole.bytes + deltas * delta.bytes + unchanged * notModified.bytes
  const variants = Math.round((ARTICLES * VARIANTS) / (1 - CORRECTIONS))
  const refreshing = variants * change.microseconds
  const toPlaces =
    day.bodiesToPlaces * whole.microseconds + (day.fromPlaces - day.bodiesToPlaces) * notModified.microseconds
  const seconds = (microseconds: number): number => microseconds / 1e6
  const files = day.feedChanges * FORMATS.length * ENCODINGS.length
  const rows: [string, number, string][] = [
    ['polls', day.polls / 1e6, 'million'],
    ['polls of a changed feed', day.changed / 1e6, 'million'],
    ['requests in the busiest second', day.rush / RUSH_SECONDS, '/s'],
    ['changed variants', variants, ''],
    ['changes of feeds', day.feedChanges, ''],
    ['documents composed', day.documents, ''],
    ['pushes', day.deliveries / 1e6, 'million'],
    ['bytes to readers', bytes / 1e9, 'GB'],
    ['bytes of pushes', (day.deliveries * delivery.bytes) / 1e9, 'GB'],
    ['one machine: processor time for answers', seconds(answering), 's'],
    ['one machine: for documents', seconds(day.documents * composing.microseconds), 's'],
    ['one machine: for refreshes', seconds(refreshing), 's'],
    ['one machine: for pushes', seconds(day.deliveries * delivery.microseconds), 's'],
    ['one machine: cores in the busiest second', ((day.rush / RUSH_SECONDS) * notModified.microseconds) / 1e6, ''],
    ['one machine: statements', day.documents * composing.statements + variants * change.statements, ''],
    ['four replicas: processor time of each', seconds(answering / 4 + day.documents * composing.microseconds), 's'],
    ['four replicas: statements', 4 * day.documents * composing.statements + variants * change.statements, ''],
    ['CDN: requests to the server', day.fromPlaces / 1e6, 'million'],
    ['CDN: bodies from the server', (day.bodiesToPlaces * whole.bytes) / 1e9, 'GB'],
    ['CDN: processor time for answers', seconds(toPlaces), 's'],
    ['bucket: objects written', files, ''],
    ['bucket: bytes written', (files * whole.bytes) / 1e9, 'GB'],
  ]
  return rows.map(([figure, value, unit]) => figureOf(figure, [value], unit))
}
