import { describe, expect, test } from 'vitest'
import type { Union } from '../../../src/store/union.ts'
import { article } from '../../support/newsroom.ts'
import { type Press, publishedPress, shownIn } from '../../support/press.ts'
import { UK } from '../../support/store-rows.ts'

const WHOLE: Union = [{ language: UK, any: [{ language: UK, kind: 'all' }], all: [], none: [] }]

const files = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.json`, article()]))

async function emptyFiles(count: number, emptied: number, content = ''): Promise<Press> {
  const fixture = await publishedPress({ files: files(count) })
  for (const file of Object.keys(files(emptied))) fixture.source.write(file, content)
  return fixture
}

const withdrawn = async (fixture: Press) => (await fixture.store.withdrawn(WHOLE, 100)).map(({ article }) => article)

describe('an emptied file is a deleted file', () => {
  test.each([
    ['no byte', ''],
    ['a line end', '\n'],
    ['spaces, tabs and line ends', ' \t\r\n \n'],
    ['a byte order mark', '\uFEFF\n'],
    ['a no-break space', '\u00a0'],
  ])('with %s', async (_, content) => {
    const fixture = await emptyFiles(3, 1, content)
    expect(await fixture.newsroom.refresh()).toMatchObject({ missing: [], files: { known: 3 } })
    expect(await withdrawn(fixture)).toEqual(['0'])
    expect(await shownIn(fixture, 'uk')).not.toContain('0 uk')
    expect(fixture.newsroom.quarantine()).toMatchObject([{ file: '0.json', place: '', reason: 'file_empty' }])
  })

  test('the only file of a source needs no confirmation, because its folder exists', async () => {
    const fixture = await emptyFiles(1, 1)
    expect(await fixture.newsroom.refresh()).toMatchObject({ missing: [] })
    expect(await withdrawn(fixture)).toEqual(['0'])
  })

  test('many emptied files are a missing source, because a full disk empties files', async () => {
    const fixture = await emptyFiles(20, 20)
    expect((await fixture.newsroom.refresh()).missing).toMatchObject([{ reason: 'shrunk', held: 20, known: 20 }])
    expect(await withdrawn(fixture)).toEqual([])
    expect(await shownIn(fixture, 'uk')).toHaveLength(20)
  })

  test('is not read again until it changes, and does not count as lost after an upgrade', async () => {
    const fixture = await emptyFiles(20, 5)
    await fixture.newsroom.refresh()
    fixture.source.reads.length = 0
    await fixture.newsroom.refresh()
    expect(fixture.source.reads).toEqual([])
    const report = await fixture.restart({ program: 'upgraded' }).refresh()
    expect(report).toMatchObject({ missing: [], files: { known: 20 } })
  })

  test('a new store over the same files shows the same', async () => {
    const fixture = await emptyFiles(3, 1)
    await fixture.newsroom.refresh()
    const fresh = await publishedPress({ files: { ...files(3), '0.json': '' } })
    expect(await shownIn(fixture, 'uk')).toEqual(await shownIn(fresh, 'uk'))
    expect(fixture.newsroom.quarantine()).toEqual(fresh.newsroom.quarantine())
  })

  test('its article returns when the file has content again', async () => {
    const fixture = await emptyFiles(3, 1)
    await fixture.newsroom.refresh()
    fixture.source.write('0.json', article())
    await fixture.newsroom.refresh()
    expect(await withdrawn(fixture)).toEqual([])
    expect(fixture.newsroom.quarantine()).toEqual([])
  })

  test('a broken file keeps its last good version', async () => {
    for (const broken of ['{', '\0\0\0', '{}']) {
      const fixture = await emptyFiles(3, 1, broken)
      await fixture.newsroom.refresh()
      expect(await withdrawn(fixture)).toEqual([])
      expect(await shownIn(fixture, 'uk')).toContain('0 uk')
    }
  })
})
