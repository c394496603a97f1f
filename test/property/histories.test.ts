import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FORMATS } from '../../src/domain/feed-key.ts'
import { checked } from '../support/arbitraries.ts'
import { addresses, FEEDS, formatOf, itemsIn, pathIn, someFeeds, someMonths } from '../support/documents-read.ts'
import { ARTICLES, history, setting, TONGUES } from '../support/histories.ts'
import { entryId } from '../support/newsdesk-model.ts'
import { type Moment, replay, type Served } from '../support/replay.ts'

const look = fc.tuple(someFeeds(4), someMonths)

/** A property of the documents with these paths. The function returns what is wrong after a refresh or restart. */
type Property = (paths: readonly string[]) => (moment: Moment) => Promise<readonly unknown[]>

const validators: Property = (paths) => {
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
      // The search has no Last-Modified, which the replay reads as 0.
      if (forward === 0 && !same && served.lastModified > 0)
        wrong.push(`${path}: Last-Modified did not change with the bytes`)
    }
    return wrong
  }
}

const PROPERTIES: Readonly<Record<string, Property>> = {
  'ETag changes exactly when the bytes do, and Last-Modified then moves forward': validators,

  'a restart changes no document and no entity tag': (paths) => {
    const before = new Map<string, string | undefined>()
    return async ({ after, read }) => {
      const wrong: string[] = []
      for (const path of paths) {
        const served = await read(path)
        const now = served && `${served.version} ${served.text}`
        if (after === 'restart' && before.has(path) && now !== before.get(path)) wrong.push(path)
        before.set(path, now)
      }
      return wrong
    }
  },

  'a variant has the same id in every document at all times':
    (paths) =>
    async ({ read }) => {
      const wrong: unknown[] = []
      for (const path of paths) {
        const format = formatOf(path)
        const served = format && (await read(path))
        for (const { id, title } of served ? itemsIn(format, served.text) : []) {
          const [article = '', language = ''] = title.split(' ')
          if (id !== entryId(article, language)) wrong.push({ path, id, title })
        }
      }
      return wrong
    },

  'an unpublished article does not appear in any document, list or page':
    (paths) =>
    async ({ model: { memory }, read }) => {
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
      return leaking
    },

  'a feed has the same entries in every format':
    (paths) =>
    async ({ read }) => {
      const wrong: unknown[] = []
      for (const path of paths.filter((path) => path.endsWith('/feed.json'))) {
        const entries = await Promise.all(
          FORMATS.map(async (format) => {
            const served = await read(pathIn(path.replace('feed.json', ''), format))
            return served ? itemsIn(format, served.text) : []
          }),
        )
        if (entries.some((each) => !isDeepStrictEqual(each, entries[0]))) wrong.push([path, entries])
      }
      return wrong
    },
}

// The properties share the histories, because most of the time is spent on composing the documents.
test.each([
  [Object.keys(PROPERTIES), 'one refresh per second', 1000],
  [Object.keys(PROPERTIES).slice(0, 1), 'several refreshes per second', 0],
] as const)('%j, with %s', async (names, _, refreshing) => {
  expect(FEEDS.length).toBeGreaterThan(50)
  await fc.assert(
    fc.asyncProperty(history, setting, look, async (operations, site, [feeds, months]) => {
      const paths = addresses(feeds, months)
      const watches = names.map((name) => [name, (PROPERTIES[name] as Property)(paths)] as const)
      await replay(operations, { ...site, refreshing }, async (moment) => {
        for (const [name, watch] of watches) expect([name, ...(await watch(moment))]).toEqual([name])
      })
    }),
    checked(12),
  )
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
