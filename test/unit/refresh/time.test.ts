import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../../support/newsroom.ts'
import { changedBy, feedFacts, publishedPress, shownIn } from '../../support/press.ts'

const HOUR = 3_600_000
const iso = (instant: number): string => new Date(instant).toISOString()

describe('embargo', () => {
  const files = {
    'a.json': article(),
    'secret.json': article({ published: iso(NOW + HOUR), tags: ['secret', 'river'], section: 'plans' }),
  }

  test('an article under embargo leaves no trace in the feeds', async () => {
    const fixture = await publishedPress({ files })
    const without = await publishedPress({ files: { 'a.json': files['a.json'] } })
    expect(feedFacts(fixture.newsroom, 'version')).toEqual(feedFacts(without.newsroom, 'version'))
    fixture.clock.now = NOW + HOUR - 1
    expect(await changedBy(fixture.newsroom)).toEqual([])
  })

  test('an article and its feeds appear at the first refresh after its embargo ends', async () => {
    const fixture = await publishedPress({ files })
    fixture.source.reads.length = 0
    fixture.clock.now = NOW + HOUR
    await fixture.newsroom.refresh()
    expect(await shownIn(fixture, 'uk')).toEqual(['secret uk', 'a uk'])
    expect(await shownIn(fixture, 'en/tag/secret')).toEqual(['secret en'])
    expect(fixture.source.reads).toEqual([])
  })

  test('an article appears even if the refresh comes late, after a restart', async () => {
    const fixture = await publishedPress({ files })
    fixture.clock.now = NOW + 1000 * HOUR
    const restarted = fixture.restart()
    await restarted.refresh()
    expect(restarted.current()?.edition.feeds.get('uk')?.items).toBe(2)
  })

  test('no language mentions a translation under embargo', async () => {
    const later = variant('Bridge', 'en', { published: iso(NOW + HOUR) })
    const ukAlone = { uk: variant('Міст', 'uk') }
    const fixture = await publishedPress({ files: { 'a.json': article({ variants: { ...ukAlone, en: later } }) } })
    const without = await publishedPress({ files: { 'a.json': article({ variants: ukAlone }) } })
    expect(feedFacts(fixture.newsroom, 'version')).toEqual(feedFacts(without.newsroom, 'version'))
    fixture.clock.now = NOW + HOUR
    const changed = await changedBy(fixture.newsroom)
    expect(changed).toContain('en')
    expect(changed).toContain('uk')
  })

  test('an article that is put under embargo again is removed', async () => {
    const fixture = await publishedPress({ files: { 'a.json': article() } })
    fixture.source.write('a.json', article({ published: iso(NOW + HOUR) }))
    await fixture.newsroom.refresh()
    expect(await shownIn(fixture, 'uk')).toEqual([])
  })
})

test('removes an article at the first refresh after it expires, without reading it again', async () => {
  const fixture = await publishedPress({
    files: { 'a.json': article({ expires: iso(NOW + HOUR) }), 'b.json': article({ tags: [] }) },
  })
  expect(await shownIn(fixture, 'uk/tag/river')).toEqual(['a uk'])
  fixture.clock.now = NOW + HOUR - 1
  expect(await changedBy(fixture.newsroom)).toEqual([])
  fixture.clock.now = NOW + HOUR
  fixture.source.reads.length = 0
  await fixture.newsroom.refresh()
  expect(await shownIn(fixture, 'uk/tag/river')).toEqual([])
  expect(await shownIn(fixture, 'uk')).toEqual(['b uk'])
  expect(fixture.source.reads).toEqual([])
})

test('a clock set back does not unpublish anything', async () => {
  const fixture = await publishedPress({ files: { 'a.json': article({ published: iso(NOW) }) } })
  const before = feedFacts(fixture.newsroom, 'lastModified')
  fixture.clock.now = NOW - 10 * HOUR
  expect(await changedBy(fixture.newsroom)).toEqual([])
  fixture.source.write('b.json', article())
  await fixture.newsroom.refresh()
  expect(await shownIn(fixture, 'uk')).toEqual(['b uk', 'a uk'])
  expect(feedFacts(fixture.newsroom, 'lastModified').uk).toBeGreaterThan(before.uk as number)
  expect(fixture.newsroom.current()?.edition.instant).toBe(NOW)
})

test('restores embargoes once a clock that was years ahead is corrected', async () => {
  const fixture = await publishedPress({
    files: { 'a.json': article({ published: iso(NOW + 100 * 24 * HOUR) }) },
    now: NOW + 365 * 24 * HOUR,
  })
  expect(await shownIn(fixture, 'uk')).toEqual(['a uk'])
  fixture.clock.now = NOW
  await fixture.newsroom.refresh()
  expect(await shownIn(fixture, 'uk')).toEqual([])
})

describe('lastModified', () => {
  const other = (n: number) => article({ variants: { uk: variant(`Міст ${n}`, 'uk') } })

  test('is the whole second of the refresh that changed the feed', async () => {
    const { newsroom } = await publishedPress({ files: { 'a.json': article() }, now: NOW + 999 })
    expect(new Set(Object.values(feedFacts(newsroom, 'lastModified')))).toEqual(new Set([NOW]))
  })

  test('does not change while the version is the same', async () => {
    const fixture = await publishedPress({ files: { 'a.json': article() } })
    const before = feedFacts(fixture.newsroom, 'lastModified')
    fixture.clock.now += HOUR
    fixture.source.touch('a.json')
    await fixture.newsroom.refresh()
    expect(feedFacts(fixture.newsroom, 'lastModified')).toEqual(before)
  })

  test.each<readonly [string, number[]]>([
    ['an hour later', [HOUR, 2 * HOUR, 3 * HOUR]],
    ['within the same second', [0, 0, 0]],
    ['within milliseconds', [1, 2, 3]],
    ['while the clock is set back', [-HOUR, -2 * HOUR, -3 * HOUR]],
  ])('moves forward with every change of the version, including removals: %s', async (_name, offsetsMs) => {
    const fixture = await publishedPress({ files: { 'a.json': article(), 'b.json': article() } })
    const steps = [
      () => fixture.source.write('a.json', other(1)),
      () => fixture.source.remove('a.json'),
      () => fixture.source.write('a.json', other(2)),
    ]
    let last = feedFacts(fixture.newsroom, 'lastModified').uk as number
    for (const [index, step] of steps.entries()) {
      fixture.clock.now = NOW + (offsetsMs[index] as number)
      step()
      expect(await changedBy(fixture.newsroom)).toContain('uk')
      const next = feedFacts(fixture.newsroom, 'lastModified').uk as number
      expect(next).toBeGreaterThanOrEqual(last + 1000)
      expect(next % 1000).toBe(0)
      last = next
    }
  })

  test('is not moved by a change in another language', async () => {
    const fixture = await publishedPress({ files: { 'a.json': article() } })
    fixture.clock.now += HOUR
    const { uk } = article().variants as Record<string, unknown>
    fixture.source.write(
      'a.json',
      article({ variants: { uk, en: variant('Bridge', 'en', { content: '<p>New</p>' }) } }),
    )
    await fixture.newsroom.refresh()
    const after = feedFacts(fixture.newsroom, 'lastModified')
    expect(after.uk).toBe(NOW)
    expect(after.en).toBe(NOW + HOUR)
  })

  test('moves forward when another version of the program makes the feed', async () => {
    const fixture = await publishedPress({ files: { 'a.json': article() } })
    const before = feedFacts(fixture.newsroom, 'lastModified')
    fixture.clock.now -= HOUR
    const restarted = fixture.restart({ program: 'another' })
    await restarted.refresh()
    for (const [scope, at] of Object.entries(feedFacts(restarted, 'lastModified'))) {
      expect(at).toBeGreaterThan(before[scope] as number)
    }
  })
})
