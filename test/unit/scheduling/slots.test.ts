import { describe, expect, test } from 'vitest'
import { nextOffsetChange } from '../../../src/domain/calendar.ts'
import { slotsOf } from '../../../src/scheduling/schedule.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Zones with every kind of offset change: 1 h, 30 min, 2 h, at midnight, for Ramadan, none. */
const ZONES = [
  ...['Europe/Kyiv', 'Europe/London', 'Europe/Dublin', 'Atlantic/Azores', 'America/New_York', 'America/St_Johns'],
  ...['America/Havana', 'America/Santiago', 'America/Sao_Paulo', 'America/Scoresbysund', 'Africa/Cairo'],
  ...['Africa/Casablanca', 'Asia/Beirut', 'Asia/Gaza', 'Asia/Tehran', 'Asia/Kolkata', 'Australia/Lord_Howe'],
  ...['Pacific/Chatham', 'Pacific/Apia', 'Antarctica/Troll'],
]

const WITHOUT_HOURS = ['* * * * *', '*/5 * * * *', '*/7 * * * *', '0 * * * *', '15,45 * * * *']
const WITH_HOURS = ['30 2 * * *', '0 2 * * *', '0 0 * * *', '*/20 0-4 * * *', '30 1,2,3 * * sun']

/** Both offset changes of 2026, or the middle of the year if there is none. */
function changesOf(zone: string): number[] {
  const first = nextOffsetChange(Date.UTC(2026, 0, 1), zone)
  if (first === undefined) return [Date.UTC(2026, 6, 1)]
  const second = nextOffsetChange(first, zone)
  return second === undefined ? [first] : [first, second]
}

type Wall = { readonly instant: number; readonly day: string; readonly weekday: string; readonly minutes: number }

/** Local time, minute by minute, from Intl. */
function wallAround(change: number, zone: string): Wall[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  })
  const minutes: Wall[] = []
  for (let instant = change - 30 * HOUR; instant <= change + 30 * HOUR; instant += MINUTE) {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
    const day = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
    const minuteOfDay = Number(parts.get('hour')) * 60 + Number(parts.get('minute'))
    minutes.push({ instant, day, weekday: parts.get('weekday') ?? '', minutes: minuteOfDay })
  }
  return minutes
}

/** Minutes of a day that an expression names, from its first two fields. */
function minutesOf(expression: string): number[] {
  const listed = (field: string, count: number): number[] =>
    field.split(',').flatMap((part) => {
      const [range = '', step = '1'] = part.split('/')
      const [low = 0, high = low] = range === '*' ? [0, count - 1] : range.split('-').map(Number)
      return Array.from({ length: count }, (_, n) => n).filter(
        (n) => n >= low && n <= high && (n - low) % Number(step) === 0,
      )
    })
  const [minute = '', hour = ''] = expression.split(' ')
  return listed(hour, 24).flatMap((h) => listed(minute, 60).map((m) => h * 60 + m))
}

/** The rule: a named time runs once a day, when it first comes; a skipped time runs right after the gap. */
function expectedRuns(expression: string, wall: readonly Wall[]): number[] {
  const sundays = expression.endsWith('sun')
  const runs = new Set<number>()
  // The first of the times that the clock shows twice.
  const byTime = new Map(wall.toReversed().map((time) => [`${time.day} ${time.minutes}`, time]))
  for (const day of new Set(wall.map((time) => time.day))) {
    const date = new Date(`${day}T00:00:00Z`)
    if (sundays && date.getUTCDay() !== 0) continue
    for (const minutes of minutesOf(expression)) {
      const found = byTime.get(`${day} ${minutes}`)
      if (found) {
        runs.add(found.instant)
        continue
      }
      const later = wall.find((time) => time.day > day || (time.day === day && time.minutes > minutes))
      const start = wall[0] as Wall
      if (later && (day > start.day || minutes > start.minutes)) runs.add(later.instant)
    }
  }
  return [...runs].sort((a, b) => a - b)
}

function runsBetween(expression: string, zone: string, from: number, until: number): number[] {
  const slots = slotsOf(expression, zone)
  const runs: number[] = []
  for (let next = slots.after(from - 1); next !== undefined && next <= until; next = slots.after(next)) runs.push(next)
  return runs
}

const iso = (instants: readonly number[]): string[] => instants.map((instant) => new Date(instant).toISOString())

describe.each(ZONES)('in %s', (zone) => {
  // Omits the edges: the times before them are unknown.
  const around = changesOf(zone).map((change) => ({ change, wall: wallAround(change, zone) }))

  test.each(WITH_HOURS)('%s runs each named time once', (expression) => {
    for (const { change, wall } of around) {
      const [from, until] = [change - DAY, change + DAY]
      const expected = expectedRuns(expression, wall).filter((instant) => instant >= from && instant <= until)
      expect(iso(runsBetween(expression, zone, from, until))).toEqual(iso(expected))
    }
  })

  test.each(WITHOUT_HOURS)('%s keeps running through the change', (expression) => {
    const minutes = new Set(minutesOf(expression))
    const usual = [...minutes].map((minute, index, all) => (all[index + 1] ?? 1440) - minute)
    for (const { change, wall } of around) {
      // These expressions name every hour, and no clock changes by more than two hours.
      const [from, until] = [change - 4 * HOUR, change + 4 * HOUR]
      const runs = runsBetween(expression, zone, from, until)
      const gaps = runs.slice(1).map((run, index) => run - (runs[index] as number))
      expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.max(...usual) * MINUTE)
      const named = wall.filter((time) => time.instant >= from && time.instant <= until && minutes.has(time.minutes))
      expect(iso(runs)).toEqual(expect.arrayContaining(iso(named.map(({ instant }) => instant))))
      // One more run is allowed: at the end of a gap, or to keep the step if the clock repeats less than a step.
      expect(runs.length - named.length).toBeLessThanOrEqual(1)
    }
  })
})

describe('reported cases', () => {
  test.each([
    ['Europe/Kyiv', '*/5 * * * *', '2026-10-24T23:55Z', '2026-10-25T01:00Z', 5],
    ['America/New_York', '*/5 * * * *', '2026-11-01T05:55Z', '2026-11-01T07:00Z', 5],
    ['Australia/Lord_Howe', '*/5 * * * *', '2026-04-04T14:30Z', '2026-04-04T16:00Z', 5],
    ['Australia/Lord_Howe', '0 * * * *', '2026-04-04T12:00Z', '2026-04-04T18:00Z', 60],
  ])('in %s, %s has no pause', (zone, expression, from, until, minutes) => {
    const runs = runsBetween(expression, zone, Date.parse(from), Date.parse(until))
    for (const [index, run] of runs.slice(1).entries()) {
      expect(run - (runs[index] as number)).toBeLessThanOrEqual(minutes * MINUTE)
    }
  })

  test.each([
    ['America/New_York', '30 2 * * *', '2026-03-08T00:00Z', '2026-03-08T07:00:00.000Z'],
    ['Australia/Lord_Howe', '0 2 * * *', '2026-10-03T12:00Z', '2026-10-03T15:30:00.000Z'],
  ])('in %s, %s runs on the day that skips its time', (zone, expression, from, run) => {
    expect(iso([slotsOf(expression, zone).after(Date.parse(from)) as number])).toEqual([run])
  })
})

describe('day fields', () => {
  test.each([
    ['0 6 L * *', '2026-02-01T00:00Z', '2026-02-28T06:00:00.000Z'],
    ['0 6 15W * *', '2026-02-01T00:00Z', '2026-02-16T06:00:00.000Z'],
    ['0 6 * * 5#3', '2026-02-01T00:00Z', '2026-02-20T06:00:00.000Z'],
    ['0 0 29 feb *', '2026-03-01T00:00Z', '2028-02-29T00:00:00.000Z'],
    ['15 30 6 * * mon', '2026-02-01T00:00Z', '2026-02-02T06:30:15.000Z'],
    ['@daily', '2026-02-01T00:00Z', '2026-02-02T00:00:00.000Z'],
    ['*/5 * * * *', '2026-02-01T00:05Z', '2026-02-01T00:10:00.000Z'],
  ])('the next slot of %s after %s is %s', (expression, after, slot) => {
    expect(iso([slotsOf(expression, 'UTC').after(Date.parse(after)) as number])).toEqual([slot])
  })
})
