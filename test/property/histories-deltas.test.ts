import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checked } from '../support/arbitraries.ts'
import { formatOf, pathIn, someFeeds } from '../support/documents-read.ts'
import { history, setting } from '../support/histories.ts'
import { replay, type Served } from '../support/replay.ts'

/** The serialized items of a document, by id. */
function itemsById(path: string, document: string): Map<string, string> {
  if (formatOf(path) === 'json') {
    const items: readonly { id: string }[] = JSON.parse(document).items
    return new Map(items.map((item) => [item.id, JSON.stringify(item)]))
  }
  const items = document.match(/<(item|entry)[ >][\s\S]*?<\/\1>/g) ?? []
  return new Map(items.map((item) => [/<(?:guid|id)[^>]*>([^<]*)</.exec(item)?.[1] ?? '', item]))
}

test('an earlier version plus the delta has every item of the current version', async () => {
  let [deltaCount, filledDeltaCount] = [0, 0]
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
          const current = itemsById(path, served.text)
          const earlier = known.get(path) ?? []
          for (const { version, text } of earlier) {
            if (version === served.version) continue
            const delta = await served.since(version)
            if (delta === undefined) continue
            deltaCount++
            const delivered = itemsById(path, delta)
            if (delivered.size > 0) filledDeltaCount++
            const previous = itemsById(path, text)
            for (const [id, item] of current) {
              if ((delivered.get(id) ?? previous.get(id)) !== item) wrong.push({ path, version, id, is: 'outdated' })
            }
            for (const [id, item] of delivered) {
              if (current.get(id) !== item) wrong.push({ path, version, id, is: 'only in the delta' })
              if (previous.get(id) === item) wrong.push({ path, version, id, is: 'unchanged' })
            }
          }
          if (!earlier.some(({ version }) => version === served.version)) known.set(path, [...earlier, served])
        }
        expect(wrong).toEqual([])
      })
    }),
    checked(25),
  )
  expect(deltaCount).toBeGreaterThan(100)
  expect(filledDeltaCount).toBeGreaterThan(50)
})
