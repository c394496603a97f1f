import { expect, test } from 'vitest'
import { article, NOW, variant } from '../../support/newsroom.ts'
import { changedBy, publishedPress } from '../../support/press.ts'

const HOUR = 3_600_000
const published = '2026-03-01T09:00:00Z'
const inHours = (hours: number) => new Date(NOW + hours * HOUR).toISOString()

async function publishWith(over: Record<string, unknown>) {
  const files = { 'a.json': article({ published, variants: { uk: variant('Міст', 'uk') }, ...over }) }
  const fixture = await publishedPress({ files })
  const updated = () => fixture.newsroom.current()?.edition.feeds.get('uk')?.updated
  return { ...fixture, updated }
}

test('an update dated in the future takes effect at that time', async () => {
  const { newsroom, clock, updated } = await publishWith({ updated: inHours(2) })
  expect(updated()).toBe(Date.parse(published))
  clock.now += HOUR
  expect(await changedBy(newsroom)).toEqual([])
  clock.now += HOUR
  expect(await changedBy(newsroom)).toContain('uk')
  expect(updated()).toBe(NOW + 2 * HOUR)
})

test('a correction dated in the future takes effect at its time, before a later update', async () => {
  const correction = { note: 'Ні', at: inHours(1) }
  const { newsroom, clock, updated } = await publishWith({ updated: inHours(3), correction })
  clock.now += HOUR
  expect(await changedBy(newsroom)).toContain('uk')
  expect(updated()).toBe(NOW + HOUR)
  clock.now += 2 * HOUR
  await newsroom.refresh()
  expect(updated()).toBe(NOW + 3 * HOUR)
})
