import { expect, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'

const record = (key: string, body: string | null = `{"id":"${key}"}`) => ({ key, body })

/** The contract of records that running systems gave, and of the states of fetches. */
export function recordsContract(open: () => Promise<Store>): void {
  const put = (store: Store, records: readonly { key: string; body: string | null }[], run?: number) =>
    store.transact((writer) => writer.putRecords('cms', records, run))
  const keysOf = async (store: Store) =>
    (await store.recordStamps('cms', { after: '', limit: 1000 })).map(({ key }) => key)

  test('only new and changed records are written', async () => {
    const store = await open()
    expect((await put(store, [record('a'), record('b')])).sort()).toEqual(['a', 'b'])
    expect(await put(store, [record('a'), record('b', '{"id":"b","title":"new"}')])).toEqual(['b'])
    expect(await put(store, [record('a', null)])).toEqual(['a'])
    expect(await put(store, [record('a', null)])).toEqual([])
    expect(await store.recordBodies('cms', ['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', null],
        ['b', '{"id":"b","title":"new"}'],
      ]),
    )
    expect(await store.recordBodies('other', ['a'])).toEqual(new Map())
  })

  test('the last of two records with one key counts', async () => {
    const store = await open()
    expect(await put(store, [record('a'), record('a', '{"id":"a2"}')])).toEqual(['a'])
    expect((await store.recordBodies('cms', ['a'])).get('a')).toBe('{"id":"a2"}')
  })

  test('stamps differ if bodies differ, and are listed by key', async () => {
    const store = await open()
    const many = Array.from({ length: 120 }, (_, n) => record(`k${String(n).padStart(3, '0')}`))
    await put(store, many)
    const first = await store.recordStamps('cms', { after: '', limit: 100 })
    const second = await store.recordStamps('cms', { after: first.at(-1)?.key ?? '', limit: 100 })
    expect([...first, ...second].map(({ key }) => key)).toEqual(many.map(({ key }) => key))
    const [before] = await store.recordStamps('cms', ['k007'])
    await put(store, [record('k007', '{"id":"k008"}')])
    const [after] = await store.recordStamps('cms', ['k007'])
    expect([before?.size, after?.key]).toEqual([after?.size, 'k007'])
    expect(after?.modified).not.toBe(before?.modified)
    expect(await store.recordStamps('cms', [])).toEqual([])
  })

  test('writes are numbered, in all sources', async () => {
    const store = await open()
    expect(await store.recordSequence()).toBe(0)
    await put(store, [record('a'), record('b')])
    const first = await store.recordSequence()
    await put(store, [record('a')])
    expect(await store.recordSequence()).toBe(first)
    await store.transact((writer) => writer.putRecords('api', [record('x')]))
    await put(store, [record('a', null)])
    expect(await store.recordsSince(first, 10)).toEqual([
      { source: 'api', key: 'x' },
      { source: 'cms', key: 'a' },
    ])
    expect(await store.recordsSince(0, 1)).toHaveLength(1)
  })

  test('any key and any text can be written', async () => {
    const store = await open()
    const random = Array.from({ length: 200 }, (_, n) => (n * 7919).toString(36) + (n * n * 104_729).toString(36)).join(
      '',
    )
    await put(store, [record('a\0b', 'x\0y'), record(random.repeat(3)), record('😀\ud800', '"\ud800"'), record('é\n')])
    expect((await keysOf(store)).length).toBe(4)
    expect(await store.recordBodies('cms', ['ab'])).toEqual(new Map([['ab', 'xy']]))
    await put(store, [record(random.repeat(3), null)])
    expect((await keysOf(store)).length).toBe(4)
  })

  test('records with other keys are dropped, deleted ones stay', async () => {
    const store = await open()
    const drop = (source: string, keys: readonly string[]) =>
      store.transact((writer) => writer.dropOtherRecords(source, new Set(keys)))
    const many = Array.from({ length: 1200 }, (_, n) => record(`many${String(n).padStart(4, '0')}`))
    await put(store, [record('a'), record('b'), record('gone', null), ...many])
    expect(await drop('cms', ['b', 'new', ...many.map(({ key }) => key).slice(0, 1100)])).toEqual([
      'a',
      ...many.slice(1100).map(({ key }) => key),
    ])
    expect((await keysOf(store)).slice(0, 3)).toEqual(['b', 'gone', 'many0000'])
    expect(await drop('other', [])).toEqual([])
    expect(await drop('cms', ['b'])).toHaveLength(1100)
    expect(await keysOf(store)).toEqual(['b', 'gone'])
  })

  test('a number is never given twice, also after the newest records are dropped', async () => {
    const store = await open()
    await put(store, [record('a')])
    await put(store, [record('b')])
    const before = await store.recordSequence()
    await store.transact((writer) => writer.dropOtherRecords('cms', new Set(['a'])))
    expect(await store.recordSequence()).toBeGreaterThan(before)
    await store.transact((writer) => writer.putRecords('api', [record('x')]))
    expect((await store.recordsSince(before, 10)).at(-1)).toEqual({ source: 'api', key: 'x' })
  })

  test('records that were written with a smaller number are dropped', async () => {
    const store = await open()
    await put(store, [record('a'), record('b')], 1)
    await put(store, [record('b', '{}')], 2)
    const before = await store.recordSequence()
    await store.transact((writer) => writer.dropOlderRecords('cms', 2))
    expect(await keysOf(store)).toEqual(['b'])
    await store.transact((writer) => writer.dropOlderRecords('cms', 3))
    expect(await store.recordSequence()).toBeGreaterThan(before)
  })

  test('states of fetches are kept by source', async () => {
    const store = await open()
    expect(await store.fetchState('cms')).toBeUndefined()
    await store.transact((writer) => writer.putFetchState('cms', { since: 5 }))
    await store.transact((writer) => writer.putFetchState('cms', { since: 6, etag: '"x"' }))
    expect(await store.fetchState('cms')).toEqual({ since: 6, etag: '"x"' })
    expect(await store.fetchStates()).toEqual(new Map([['cms', { since: 6, etag: '"x"' }]]))
  })
}
