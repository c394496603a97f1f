import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Scope } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import type { Store, StoreReader } from '../../src/store/port.ts'
import type { Branch } from '../../src/store/union.ts'
import { checked } from '../support/arbitraries.ts'
import { addresses, FEEDS, itemsIn, pathIn, someFeeds, someMonths, tombstonesIn } from '../support/documents-read.ts'
import { ARTICLES, history, type Setting, setting, TONGUES } from '../support/histories.ts'
import type { ModelFeed } from '../support/newsdesk-model.ts'
import { type Moment, replay, replayOnNewStore } from '../support/replay.ts'

test('a withdrawn article has tombstones in exactly the feeds that showed it, until they expire, and no entry', async () => {
  await fc.assert(
    fc.asyncProperty(history, setting, someFeeds(24), async (operations, site, some) => {
      await replay(operations, site, async ({ after, model, read }) => {
        if (after === 'restart') return
        const [actual, expected]: [unknown[], unknown[]] = [[], []]
        for (const feed of some.filter(model.exists)) {
          const { folder } = feed
          const [rss = '', atom = '', json = '{"items":[]}'] = [
            (await read(pathIn(folder, 'rss')))?.text,
            (await read(pathIn(folder, 'atom')))?.text,
            (await read(pathIn(folder, 'json')))?.text,
          ]
          const withdrawn = itemsIn('json', json).filter(({ id }) => model.memory.withdrawn.has(id))
          actual.push([
            folder,
            tombstonesIn('atom', atom),
            tombstonesIn('json', json),
            withdrawn,
            rss.includes('deleted-entry'),
          ])
          expected.push([folder, model.tombstones(feed), model.tombstones(feed), [], false])
        }
        expect(actual).toEqual(expected)
      })
    }),
    checked(15),
  )
})

test('the same files and withdrawals give the same documents, whatever the history', async () => {
  await fc.assert(
    fc.asyncProperty(history, setting, look, async (operations, { timeZone, vanished }, seen) => {
      const site: Setting = { timeZone, vanished, remembersNothing: true }
      await atTheEnd(operations, site, async (moment) => {
        const memory = await memoryIn(moment.store)
        await replayOnNewStore(
          moment,
          site,
          (store) => remember(store, memory),
          (read) => expectSame(moment, read, seen),
        )
      })
    }),
    checked(8),
  )
})

test('without withdrawals, an old and a new newsroom publish the same documents', async () => {
  const forgetting = history.map((operations) => operations.filter(({ does }) => does !== 'withdraw'))
  await fc.assert(
    fc.asyncProperty(forgetting, setting, look, async (operations, { timeZone }, seen) => {
      const site: Setting = { timeZone, vanished: 'forget', remembersNothing: true }
      await atTheEnd(operations, site, (moment) =>
        replayOnNewStore(
          moment,
          site,
          async () => undefined,
          (read) => expectSame(moment, read, seen),
        ),
      )
    }),
    checked(5),
  )
})

async function atTheEnd(
  operations: Parameters<typeof replay>[0],
  site: Setting,
  look: (moment: Moment) => Promise<void>,
): Promise<void> {
  let last = operations.filter(({ does }) => does === 'refresh' || does === 'restart').length
  await replay(operations, site, async (moment) => {
    if (--last === 0) await look(moment)
  })
}

const look = fc.record({ feeds: someFeeds(8), months: someMonths })
type Look = { readonly feeds: readonly ModelFeed[]; readonly months: readonly string[] }

/** Compares the documents of non-empty feeds and the lists of feeds. */
async function expectSame({ model, read }: Moment, other: Moment['read'], { feeds, months }: Look): Promise<void> {
  const tagged = (tag: string) =>
    FEEDS.some((feed) => feed.folder.endsWith(`/tags/${tag}/`) && model.entries(feed).length > 0)
  const filled = feeds.filter((feed) => model.entries(feed).length > 0 && feed.tags.every(tagged))
  for (const path of addresses(filled, months)) {
    const [served, again] = [await read(path), await other(path)]
    expect([path, served?.text, served?.version]).toEqual([path, again?.text, again?.version])
  }
}

/** The part of withdrawals that only the store knows. */
type Remembered = {
  readonly withdrawn: { article: string; language: Language; at: number; scopes: Scope[]; beside: Language[] }
  readonly returned: number | null
}

async function memoryIn(store: Store): Promise<Remembered[]> {
  return store.transact(async (writer) => {
    const scopes = (await writer.feeds()).map(({ scope }) => scope)
    const tombstones = await Promise.all(
      scopes.map(async (scope) => ({
        scope,
        ids: (await writer.withdrawn([{ language: scope.language, any: [scope], all: [], none: [] }], 500)).map(
          ({ article, language }) => `${article}/${language}`,
        ),
      })),
    )
    const memory: Remembered[] = []
    for (const article of ARTICLES) {
      for (const { language, at } of await writer.withdrawalsOf([article])) {
        const showing = tombstones.filter(({ ids }) => ids.includes(`${article}/${language}`)).map(({ scope }) => scope)
        const beside = await besideOf(writer, article, language)
        memory.push({ withdrawn: { article, language, at, scopes: showing, beside }, returned: null })
      }
      for (const { language, returned } of await writer.variantsOf(article)) {
        if (returned === null) continue
        memory.push({ withdrawn: { article, language, at: returned - 1000, scopes: [], beside: [] }, returned })
      }
    }
    return memory
  })
}

/** The other languages that had the article too: feeds with both languages have no tombstone of this one. */
async function besideOf(reader: StoreReader, article: string, language: Language): Promise<Language[]> {
  const branch = (branchLanguage: Language): Branch => ({
    language: branchLanguage,
    any: [{ language: branchLanguage, kind: 'all' }],
    all: [],
    none: [],
  })
  const beside = [language]
  for (const other of TONGUES.map((tongue) => tongue as Language).filter((tongue) => tongue !== language)) {
    const withdrawn = await reader.withdrawn([branch(other), branch(language)], 500)
    if (!withdrawn.some((row) => row.article === article && row.language === language)) beside.push(other)
  }
  return beside
}

async function remember(store: Store, memory: readonly Remembered[]): Promise<void> {
  await store.transact(async (writer) => {
    for (const { withdrawn, returned } of memory) {
      const { article, language, at, scopes, beside } = withdrawn
      await writer.withdraw({ article, language, at }, scopes, beside)
      if (returned !== null) await writer.restore(article, language, returned)
    }
  })
}
