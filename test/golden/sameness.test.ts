import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { NOW } from '../support/newsroom.ts'
import { bodiesOf, feedPaths, sample, sharedSample } from '../support/sample.ts'

// The same articles give the same bytes, regardless of clock, machine and history.

const HOUR = 3_600_000
const PAGES = ['/feeds.opml', '/uk/feeds.opml', '/uk/', '/ar/', '/pt-BR/']

let app: App
let bodies: Map<string, string>
beforeAll(async () => {
  app = await sharedSample()
  bodies = await bodiesOf(app, [...feedPaths(app), ...PAGES])
})

async function openSample(clock: readonly number[] = []): Promise<App> {
  const app = await sample(clock)
  onTestFinished(() => app.close())
  return app
}

test('the sample has feeds in every language and of every kind', () => {
  for (const language of ['uk', 'ru', 'en', 'ar', 'ja', 'pt-BR']) expect(bodies.has(`/${language}/rss.xml`)).toBe(true)
  for (const kind of ['tags', 'sections', 'authors']) {
    expect([...bodies.keys()].some((path) => path.startsWith(`/uk/${kind}/`))).toBe(true)
  }
})

test('a new store gives the same bytes', async () => {
  const again = await openSample()
  expect(feedPaths(again)).toEqual(feedPaths(app))
  expect(await bodiesOf(again, [...bodies.keys()])).toEqual(bodies)
})

test('a machine in another time zone gives the same bytes', async () => {
  const home = process.env.TZ
  const offset = new Date(0).getTimezoneOffset()
  process.env.TZ = 'America/St_Johns'
  onTestFinished(() => {
    process.env.TZ = home
  })
  expect(new Date(0).getTimezoneOffset()).not.toBe(offset)
  expect(await bodiesOf(await openSample(), [...bodies.keys()])).toEqual(bodies)
})

test('a newsroom that grew gradually gives the same bytes', async () => {
  const grown = await openSample([60, 45, 30, 14, 7, 1].map((days) => NOW - days * 24 * HOUR))
  expect(feedPaths(grown)).toEqual(feedPaths(app))
  expect(await bodiesOf(grown, [...bodies.keys()])).toEqual(bodies)
})

test('no document mentions an article under embargo', async () => {
  const embargoed = /city-jubilee|\/jubilee\//
  for (const [path, body] of bodies) expect([path, path + body]).toEqual([path, expect.not.stringMatching(embargoed)])
  const later = await openSample([Date.UTC(2099, 5, 1)])
  expect(feedPaths(later).filter((path) => embargoed.test(path))).not.toEqual([])
})
