import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import { checked } from '../support/arbitraries.ts'
import { historyIn, itemsIn, pathIn, someFeeds } from '../support/documents-read.ts'
import { history, setting } from '../support/histories.ts'
import type { ModelFeed } from '../support/newsdesk-model.ts'
import { type Moment, replay } from '../support/replay.ts'

type Page = {
  readonly path: string
  readonly items: ReturnType<typeof itemsIn>
  readonly links: ReturnType<typeof historyIn>
}

async function pageAt(read: Moment['read'], path: string, format: Format): Promise<Page> {
  const served = await read(path)
  if (!served) throw new Error(`${path} does not exist`)
  return { path, items: itemsIn(format, served.text), links: historyIn(format, served.text) }
}

/** Follows links in one direction to the end. */
async function walk(read: Moment['read'], from: Page, format: Format, direction: 'prev' | 'next'): Promise<Page[]> {
  const pages: Page[] = []
  for (let page = from, next = page.links[direction]; next !== undefined; next = page.links[direction]) {
    expect(pages.map(({ path }) => path)).not.toContain(next)
    page = await pageAt(read, next, format)
    pages.push(page)
  }
  return pages
}

/** Walks the archives of feeds in every format after every refresh of many histories. */
async function walkHistories(
  numRuns: number,
  watch: (feed: ModelFeed, format: Format, newest: Page, archives: readonly Page[], moment: Moment) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(history, setting, someFeeds(4), async (operations, site, feeds) => {
      await replay(operations, site, async (moment) => {
        const { after, model, read } = moment
        if (after === 'restart') return
        for (const feed of feeds.filter(model.exists)) {
          for (const format of FORMATS) {
            if (model.entries(feed).length === 0) continue
            const newest = await pageAt(read, pathIn(feed.folder, format), format)
            await watch(feed, format, newest, await walk(read, newest, format, 'prev'), moment)
          }
        }
      })
    }),
    checked(numRuns),
  )
}

test('prev-archive links, or next_url, lead to every entry of a feed exactly once', async () => {
  await walkHistories(8, async (feed, format, newest, archives, { model }) => {
    const archived = archives.flatMap(({ items }) => items.map(({ id }) => id)).sort()
    const all = model.entries(feed).map(({ id }) => id)
    if (feed.block !== undefined) {
      expect([newest.path, archives, newest.items.map(({ id }) => id)]).toEqual([newest.path, [], all])
      return
    }
    expect([newest.path, ...archived]).toEqual([newest.path, ...all.sort()])
    expect(format === 'json' || archives.every(({ links }) => links.current === newest.path)).toBe(true)
  })
})

test('next-archive links lead from the oldest archive document through all others to the newest', async () => {
  await walkHistories(6, async (feed, format, newest, archives, { read }) => {
    const oldest = archives.at(-1)
    if (feed.block !== undefined || !oldest) return
    const forward = (await walk(read, oldest, format, 'next')).map(({ path }) => path)
    const visited = [oldest.path, ...forward].filter((path) => archives.some((archive) => archive.path === path))
    expect([newest.path, ...visited]).toEqual([newest.path, ...archives.map(({ path }) => path).reverse()])
  })
})

test('an archive document has the articles of its month in the time zone of the site', async () => {
  await fc.assert(
    fc.asyncProperty(history, setting, someFeeds(4), async (operations, site, feeds) => {
      const months = new Intl.DateTimeFormat('sv', { timeZone: site.timeZone, year: 'numeric', month: '2-digit' })
      await replay(operations, site, async ({ after, model, read }) => {
        if (after === 'restart') return
        for (const feed of feeds.filter(({ block }) => block === undefined).filter(model.exists)) {
          if (model.entries(feed).length === 0) continue
          const newest = await pageAt(read, pathIn(feed.folder, 'json'), 'json')
          for (const { path, items } of await walk(read, newest, 'json', 'prev')) {
            const month = path.split('/').at(-2)
            const expected = model.entries(feed).filter(({ published }) => months.format(published) === month)
            expect([path, ...items.map(({ id }) => id)]).toEqual([path, ...expected.map(({ id }) => id)])
          }
        }
      })
    }),
    checked(8),
  )
})
