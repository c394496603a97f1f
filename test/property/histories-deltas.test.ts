import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checked } from '../support/arbitraries.ts'
import { formatOf, pathIn, someFeeds } from '../support/documents-read.ts'
import { history, setting } from '../support/histories.ts'
import { replay, type Served } from '../support/replay.ts'

/** The items of a document as they are written, by id. */
function written(path: string, document: string): Map<string, string> {
  if (formatOf(path) === 'json') {
    const items: readonly { id: string }[] = JSON.parse(document).items
    return new Map(items.map((item) => [item.id, JSON.stringify(item)]))
  }
  const items = document.match(/<(item|entry)[ >][\s\S]*?<\/\1>/g) ?? []
  return new Map(items.map((item) => [/<(?:guid|id)[^>]*>([^<]*)</.exec(item)?.[1] ?? '', item]))
}

test('who lays what is new over an earlier version has every item of the feed as it is now', async () => {
  let [told, partly] = [0, 0]
  await fc.assert(
    fc.asyncProperty(history, setting, someFeeds(8), async (operations, site, feeds) => {
      const paths = feeds.flatMap(({ folder }) =>
        (['rss', 'atom', 'json'] as const).map((format) => pathIn(folder, format)),
      )
      const known = new Map<string, Served[]>()
      await replay(operations, site, async ({ read }) => {
        const wrong: unknown[] = []
        for (const path of paths) {
          const served = await read(path)
          if (!served) continue
          const now = written(path, served.text)
          const earlier = known.get(path) ?? []
          for (const { version, text } of earlier) {
            if (version === served.version) continue
            const delta = await served.since(version)
            if (delta === undefined) continue
            told++
            const news = written(path, delta)
            if (news.size > 0) partly++
            const had = written(path, text)
            for (const [id, item] of now) {
              if ((news.get(id) ?? had.get(id)) !== item) wrong.push({ path, version, id, is: 'not as it is now' })
            }
            for (const [id, item] of news) {
              if (now.get(id) !== item) wrong.push({ path, version, id, is: 'in the difference alone' })
              if (had.get(id) === item) wrong.push({ path, version, id, is: 'nothing new' })
            }
          }
          if (!earlier.some(({ version }) => version === served.version)) known.set(path, [...earlier, served])
        }
        expect(wrong).toEqual([])
      })
    }),
    checked(25),
  )
  expect(told).toBeGreaterThan(100)
  expect(partly).toBeGreaterThan(50)
})
