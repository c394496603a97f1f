import { describe, expect, test } from 'vitest'
import type { MissingSource } from '../../../src/domain/sources.ts'
import { confirmLoss } from '../../../src/refresh/confirmations.ts'
import type { Union } from '../../../src/store/union.ts'
import { article } from '../../support/newsroom.ts'
import { feedFacts, type Press, publishedPress, shownIn } from '../../support/press.ts'
import { UK } from '../../support/store-rows.ts'

const WHOLE: Union = [{ language: UK, any: [{ language: UK, kind: 'all' }], all: [], none: [] }]

describe('many files lost at once', () => {
  const named = (count: number) => Array.from({ length: count }, (_, index) => [`${index}.json`, article()] as const)

  /** A newsroom of `count` files that loses `lost` of them. */
  async function loseFiles(count: number, lost: number): Promise<Press> {
    const fixture = await publishedPress({ files: Object.fromEntries(named(count)) })
    for (const [file] of named(lost)) fixture.source.remove(file)
    return fixture
  }

  test.each([
    ['all of ten', 10, 10, 'empty'],
    ['the only one', 1, 1, 'empty'],
    ['more than half', 21, 11, 'shrunk'],
    ['exactly half', 20, 10, 'shrunk'],
    ['a fifth', 50, 10, 'shrunk'],
  ] as const)('%s: nothing is withdrawn, and the edition stays', async (_, count, lost, reason) => {
    const fixture = await loseFiles(count, lost)
    const before = feedFacts(fixture.newsroom, 'version')
    const report = await fixture.newsroom.refresh()
    const since = fixture.newsroom.current()?.edition.instant
    expect(report).toMatchObject({ feeds: 0, files: { vanished: 0, known: count } })
    expect(report.missing).toEqual([{ source: 'memory', reason, held: lost, known: count, since }])
    expect(feedFacts(fixture.newsroom, 'version')).toEqual(before)
    // The files return.
    for (const [file, content] of named(lost)) fixture.source.write(file, content)
    expect(await fixture.newsroom.refresh()).toMatchObject({ feeds: 0, missing: [] })
  })

  test.each([
    ['nine of ten', 10, 9],
    ['less than a fifth', 60, 11],
  ])('%s are few enough to be withdrawn as usual', async (_, count, lost) => {
    const fixture = await loseFiles(count, lost)
    expect(await fixture.newsroom.refresh()).toMatchObject({ files: { vanished: lost }, missing: [] })
  })

  test.each(['the program', 'a setting', 'nothing else'])('are also kept if %s changed', async (what) => {
    const fixture = await loseFiles(20, 20)
    const over = { 'the program': { program: 'upgraded' }, 'a setting': { site: { baseUrl: 'https://new.example' } } }
    const next = fixture.restart(over[what as keyof typeof over])
    const report = await next.refresh()
    expect(report.missing).toMatchObject([{ reason: 'empty', held: 20 }])
    expect(await fixture.store.withdrawn(WHOLE, 100)).toEqual([])
    expect(await shownIn({ ...fixture, newsroom: next }, 'uk')).toHaveLength(20)
  })

  test('are not missing if as many new files appear', async () => {
    const fixture = await loseFiles(20, 20)
    for (const [file] of named(20)) fixture.source.write(`new/${file}`, article())
    expect(await fixture.newsroom.refresh()).toMatchObject({ files: { vanished: 20, changed: 20 }, missing: [] })
  })

  test('are withdrawn only after an operator confirms the loss', async () => {
    const fixture = await loseFiles(20, 10)
    const [missing] = (await fixture.newsroom.refresh()).missing
    await confirmLoss(fixture.store, missing as MissingSource, fixture.clock.now)
    expect(await fixture.newsroom.refresh()).toMatchObject({ files: { vanished: 10, known: 10 }, missing: [] })
    expect(await fixture.store.withdrawn(WHOLE, 100)).toHaveLength(10)
    // A confirmation covers one loss.
    fixture.clock.now += 60_000
    for (const [file] of named(20)) fixture.source.remove(file)
    expect((await fixture.newsroom.refresh()).missing).toMatchObject([{ reason: 'empty', held: 10 }])
    expect((await fixture.newsroom.refresh()).missing).toHaveLength(1)
  })
})
