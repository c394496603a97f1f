import { describe, expect, test } from 'vitest'
import { scopeId, scopeOf } from '../../src/domain/feed-key.ts'
import type { Store } from '../../src/store/port.ts'
import { content, EN, row, UK } from '../support/store-rows.ts'

const GUID = 'https://old.example/?p=1'

export function guidsContract(open: () => Promise<Store>): void {
  const put = (store: Store, ...args: Parameters<typeof content>) =>
    store.transact((writer) => writer.putFiles([content(...args)]))
  const drop = (store: Store, file: string) => store.transact((writer) => writer.dropFile(file))
  const used = async (store: Store, ...articles: string[]) => {
    const variants = await store.transact(async (writer) => Promise.all(articles.map((id) => writer.variantsOf(id))))
    return variants.flat().map(({ article, language }) => `${article} ${language}`)
  }
  const show = (store: Store, article: string, guid: string | undefined, former: string | null, at: number) =>
    store.transact(async (writer) =>
      (await writer.showGuid({ article, language: UK, ...(guid !== undefined && { guid }) }, former, at))
        .map(scopeId)
        .sort(),
    )
  const withdrawn = (store: Store) => {
    const scope = scopeOf('uk')
    return store.withdrawn([{ language: UK, any: [scope], all: [], none: [] }], 9)
  }
  const withdraw = (store: Store, article: string, at: number) =>
    store.transact((writer) => writer.withdraw({ article, language: UK, at }, [scopeOf('uk')], [UK]))

  describe('a guid that two articles have', () => {
    test('is that of the first file by path; the second article is not used, and both files are named', async () => {
      const store = await open()
      expect(await put(store, 'b.json', [row('b', UK, { guid: GUID }), row('b', EN)])).toEqual(['b'])
      expect(await used(store, 'b')).toEqual(['b en', 'b uk'])
      expect([...(await put(store, 'a.json', [row('a', UK, { guid: GUID })]))].sort()).toEqual(['a', 'b'])
      expect(await used(store, 'a', 'b')).toEqual(['a uk', 'b en'])
      expect(await store.quarantined()).toEqual([
        {
          file: 'b.json',
          place: '',
          reason: 'duplicate',
          message: `The article "b" in uk has the guid "${GUID}", which another article or language in a.json has, and that one is used. Give each its own guid, or remove this one.`,
        },
      ])
      const [shown] = await store.shownVariants([{ article: 'b', language: EN }])
      expect(shown?.siblings.map(({ language }) => language)).toEqual([EN])
    })

    test('is that of the other article once the first is dropped or has another guid', async () => {
      const store = await open()
      for (const id of ['a', 'b', 'c']) await put(store, `${id}.json`, [row(id, UK, { guid: GUID })])
      expect([...(await drop(store, 'a.json'))].sort()).toEqual(['a', 'b', 'c'])
      expect(await used(store, 'a', 'b', 'c')).toEqual(['b uk'])
      expect((await store.quarantined()).map(({ file }) => file)).toEqual(['c.json'])
      expect([...(await put(store, 'b.json', [row('b', UK)]))].sort()).toEqual(['b', 'c'])
      expect(await used(store, 'a', 'b', 'c')).toEqual(['b uk', 'c uk'])
      expect(await store.quarantined()).toEqual([])
    })

    test('is that of one language if an article has it twice', async () => {
      const store = await open()
      await put(store, 'a.json', [row('a', UK, { guid: GUID }), row('a', EN, { guid: GUID })])
      expect(await used(store, 'a')).toEqual(['a en'])
      expect((await store.quarantined()).map(({ file, reason }) => [file, reason])).toEqual([['a.json', 'duplicate']])
    })
  })

  describe('a withdrawal', () => {
    test('has the guid that feeds showed, even if the file has another now', async () => {
      const store = await open()
      await show(store, 'a', GUID, null, 1000)
      await put(store, 'a.json', [row('a', UK, { guid: 'another', status: 'withdrawn' })])
      await withdraw(store, 'a', 2000)
      expect(await withdrawn(store)).toEqual([{ article: 'a', language: UK, at: 2000, guid: GUID }])
    })

    test('is not listed if another published article has the guid: the article was renamed', async () => {
      const store = await open()
      await show(store, 'a', GUID, null, 1000)
      await put(store, 'b.json', [row('b', UK, { guid: GUID })])
      await withdraw(store, 'a', 2000)
      expect(await withdrawn(store)).toEqual([])
    })

    test('is no longer listed once another article is shown with the guid, which is dated later', async () => {
      const store = await open()
      await show(store, 'a', GUID, null, 1000)
      await withdraw(store, 'a', 5000)
      await put(store, 'b.json', [row('b', UK, { guid: GUID })])
      expect(await show(store, 'b', GUID, null, 5000)).toEqual(['uk'])
      expect(await withdrawn(store)).toEqual([])
      const [variant] = await store.variantsOf('b')
      expect([variant?.shownGuid, variant?.returned]).toEqual([GUID, 6000])
    })
  })

  describe('a changed guid', () => {
    const changes = async (store: Store, after = 0) =>
      (await store.changedGuids(after)).map(({ file, reason, message }) => [file, reason, message])
    const told = (former: string, current: string, remedy: string) => [
      'a.json',
      'guid_changed',
      `Feeds showed "a" in uk under ${former} and now under ${current}, so feed readers show it again. To undo this, ${remedy}.`,
    ]

    test('of a variant that feeds showed is reported, until it is undone or long ago', async () => {
      const store = await open()
      await put(store, 'a.json', [row('a', UK)])
      await show(store, 'a', GUID, null, 1000)
      expect(await changes(store)).toEqual([])
      await show(store, 'a', 'x', GUID, 2000)
      expect(await changes(store)).toEqual([told(`"${GUID}"`, '"x"', 'write the former guid')])
      expect(await changes(store, 2000)).toEqual([])
      await show(store, 'a', undefined, 'x', 3000)
      expect(await changes(store)).toEqual([told('"x"', 'the id of this site', 'write the former guid')])
      await show(store, 'a', 'x', '', 4000)
      expect(await changes(store)).toEqual([])
    })

    test('is reported if the variant had none', async () => {
      const store = await open()
      await put(store, 'a.json', [row('a', UK)])
      await show(store, 'a', 'x', '', 2000)
      expect(await changes(store)).toEqual([told('the id of this site', '"x"', 'remove the guid')])
    })
  })
}
