import { expect, test } from 'vitest'
import { article, NOW, variant } from '../../support/newsroom.ts'
import { changedBy, printed } from '../../support/press.ts'

const HOUR = 3_600_000
const published = '2026-03-01T09:00:00Z'
const inHours = (hours: number) => new Date(NOW + hours * HOUR).toISOString()

async function shown(over: Record<string, unknown>) {
  const files = { 'a.json': article({ published, variants: { uk: variant('Міст', 'uk') }, ...over }) }
  const made = await printed({ files })
  const updated = () => made.newsroom.current()?.edition.feeds.get('uk')?.updated
  return { ...made, updated }
}

test('a change dated in the future is told when its time has come, and not before', async () => {
  const { newsroom, clock, updated } = await shown({ updated: inHours(2) })
  expect(updated()).toBe(Date.parse(published))
  clock.now += HOUR
  expect(await changedBy(newsroom)).toEqual([])
  clock.now += HOUR
  expect(await changedBy(newsroom)).toContain('uk')
  expect(updated()).toBe(NOW + 2 * HOUR)
})

test('so is a correction, though another change comes later still', async () => {
  const correction = { note: 'Ні', at: inHours(1) }
  const { newsroom, clock, updated } = await shown({ updated: inHours(3), correction })
  clock.now += HOUR
  expect(await changedBy(newsroom)).toContain('uk')
  expect(updated()).toBe(NOW + HOUR)
  clock.now += 2 * HOUR
  await newsroom.refresh()
  expect(updated()).toBe(NOW + 3 * HOUR)
})
