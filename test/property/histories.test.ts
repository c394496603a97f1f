import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FORMATS } from '../../src/domain/feed-key.ts'
import { checked } from '../support/arbitraries.ts'
import { addresses, FEEDS, formatOf, itemsIn, pathIn, someFeeds, someMonths } from '../support/documents-read.ts'
import { ARTICLES, history, setting, TONGUES } from '../support/histories.ts'
import { entryId } from '../support/newsdesk-model.ts'
import { type Observer, replay, type Served } from '../support/replay.ts'

const look = fc.tuple(someFeeds(4), someMonths)

/** Watches documents through arbitrary histories. */
async function throughout(numRuns: number, refreshing: number, watch: (paths: string[]) => Observer): Promise<void> {
  await fc.assert(
    fc.asyncProperty(history, setting, look, async (operations, site, [feeds, months]) => {
      await replay(operations, { ...site, refreshing }, watch(addresses(feeds, months)))
    }),
    checked(numRuns),
  )
}

test.each([
  ['one refresh per second', 1000],
  ['several refreshes per second', 0],
])('ETag changes exactly when the bytes do, and Last-Modified then moves forward: %s', async (_, pace) => {
  await throughout(12, pace, (paths) => {
    const before = new Map<string, Served>()
    return async ({ read }) => {
      const wrong: string[] = []
      for (const path of paths) {
        const served = await read(path)
        const known = before.get(path)
        if (served) before.set(path, served)
        if (!served || !known) continue
        const same = served.text === known.text
        const forward = served.lastModified - known.lastModified
        if ((served.version === known.version) !== same) wrong.push(`${path}: only one of ETag and bytes changed`)
        if (forward < 0) wrong.push(`${path}: Last-Modified moved back`)
        if (forward === 0 && !same) wrong.push(`${path}: Last-Modified did not change with the bytes`)
      }
      expect(wrong).toEqual([])
    }
  })
})

test('a restart changes no document and no entity tag', async () => {
  await throughout(10, 1000, (paths) => {
    let before: unknown
    return async ({ after, read }) => {
      const now: unknown[] = []
      for (const path of paths) {
        const served = await read(path)
        now.push([path, served?.version, served?.text])
      }
      if (after === 'restart' && before) expect(now).toEqual(before)
      before = now
    }
  })
})

test('a variant has the same id in every document at all times', async () => {
  await throughout(8, 1000, (paths) => async ({ read }) => {
    const wrong: unknown[] = []
    for (const path of paths) {
      const format = formatOf(path)
      const served = format && (await read(path))
      for (const { id, title } of served ? itemsIn(format, served.text) : []) {
        const [article = '', language = ''] = title.split(' ')
        if (id !== entryId(article, language)) wrong.push({ path, id, title })
      }
    }
    expect(wrong).toEqual([])
  })
})

test('an unpublished article does not appear in any document, list or page', async () => {
  await throughout(10, 1000, (paths) => async ({ model: { memory }, read }) => {
    const unseen = ARTICLES.filter((article) => !memory.everShown.has(article))
    const unseenVariants = ARTICLES.flatMap((article) =>
      TONGUES.filter((tongue) => !memory.everShown.has(entryId(article, tongue))).map(
        (tongue) => `${article}[ /]${tongue}|/${tongue}/${article}/`,
      ),
    )
    const marks = new RegExp([...unseen, ...unseenVariants, 'never'].join('|'))
    const leaking: unknown[] = []
    const tags = unseen.flatMap((article) => [`/uk/tags/only-${article}/`, `/uk/tags/only-${article}/rss.xml`])
    for (const path of [...paths, ...tags]) {
      const served = await read(path)
      const mark = marks.exec(served?.text ?? '')
      if (mark || (served && tags.includes(path))) leaking.push([path, mark?.[0]])
    }
    expect(leaking).toEqual([])
  })
})

test('a feed shows the last added or changed entries by date; headlines are ordered by rank', async () => {
  await fc.assert(
    fc.asyncProperty(history, setting, someFeeds(24), async (operations, site, some) => {
      await replay(operations, site, async ({ after, model, read }) => {
        if (after === 'restart') return
        const [shown, expected]: [unknown[], unknown[]] = [[], []]
        for (const feed of some.filter(model.exists)) {
          const served = await read(pathIn(feed.folder, 'json'))
          const items = itemsIn('json', served?.text ?? '{"items":[]}')
          shown.push([feed.folder, ...items.map(({ id, updated }) => [id, updated])])
          expected.push([feed.folder, ...model.window(feed).map(({ id, updated }) => [id, updated])])
        }
        expect(shown).toEqual(expected)
      })
    }),
    checked(20),
  )
})

test('a feed has the same entries in every format', async () => {
  expect(FEEDS.length).toBeGreaterThan(50)
  await throughout(8, 1000, (paths) => async ({ read }) => {
    for (const path of paths.filter((path) => path.endsWith('/feed.json'))) {
      const folder = path.replace('feed.json', '')
      const seen: unknown[] = []
      for (const format of FORMATS) {
        const served = await read(pathIn(folder, format))
        seen.push([path, ...(served ? itemsIn(format, served.text) : [])])
      }
      expect(seen).toEqual([seen[0], seen[0], seen[0]])
    }
  })
})
