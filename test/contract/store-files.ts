import { describe, expect, test } from 'vitest'
import type { Quarantined } from '../../src/domain/article.ts'
import type { Store, StoreWriter } from '../../src/store/port.ts'
import { content, EN, mark, placement, problem, RU, row, UK } from '../support/store-rows.ts'

const HOUR = 3_600_000
const AT = row('a', UK).published

/** Ids and texts that a store must preserve. */
const UNICODE = [
  ['Cyrillic', 'міст-через-річку'],
  ['emoji of several code points', '👩‍👩‍👧‍👦 🇺🇦'],
  ['quotes and SQL', `a'); DROP TABLE variants; --"`],
  ['wildcards and a backslash', '%_*?[a]\\'],
  ['a slash, a colon and white space', 'a/b:c d\te\nf'],
  ['a combining mark', 'и\u0306'],
  ['the same letter composed', 'й'],
  ['beyond the basic plane', '\u{10FFFF}\u{20000}'],
  ['the last code point', 'a\u{10FFFF}b'],
  ['right-to-left marks', '\u202Eabc\u200F'],
  ['200 characters', 'ї'.repeat(200)],
] as const

export function filesContract(open: () => Promise<Store>): void {
  const put = (store: Store, ...contents: Parameters<StoreWriter['putFiles']>[0][number][]) =>
    store.transact(async (writer) => {
      const touched = []
      touched.push(...(await writer.putFiles(contents)))
      return touched.sort()
    })
  const variantsOf = (store: Store, article: string) => store.transact((writer) => writer.variantsOf(article))
  const languagesOf = async (store: Store, article: string) =>
    (await variantsOf(store, article)).map(({ language }) => language).sort()

  test('a new store is empty', async () => {
    const store = await open()
    expect(await store.head()).toBeUndefined()
    expect((await store.fileMarks()).size).toBe(0)
    expect(await store.quarantined()).toEqual([])
    expect(await store.feeds()).toEqual([])
    expect(await store.transact((writer) => writer.articles())).toEqual([])
  })

  test('a file keeps its mark, variants and problems in order', async () => {
    const store = await open()
    const variants = [row('a', EN, { expires: AT + HOUR, title: ']]> & "quoted"' }), row('a', UK)]
    const quarantined = [problem('a.json', { place: 'line 9' }), problem('a.json', { place: 'line 2' })]
    await put(store, content('a.json', variants, { quarantined }))
    expect(await store.fileMarks()).toEqual(new Map([['a.json', mark()]]))
    expect(await variantsOf(store, 'a')).toEqual(variants)
    expect(await store.quarantined()).toEqual(quarantined)
  })

  test('problems are sorted by file and have no columns of the table', async () => {
    const store = await open()
    await put(store, content('b.json', [], { quarantined: [problem('b.json')] }))
    await put(store, content('a.json', [], { quarantined: [problem('a.json')] }))
    expect(await store.quarantined()).toEqual([problem('a.json'), problem('b.json')])
  })

  describe('putFiles', () => {
    test('replaces the contents of the file and returns the articles before and after', async () => {
      const store = await open()
      await put(store, content('a.json', [row('a', UK), row('a', EN)], { quarantined: [problem('a.json')] }))
      expect(await put(store, content('a.json', [row('b', UK)], { mark: mark({ hash: 'other' }) }))).toEqual(['a', 'b'])
      expect(await variantsOf(store, 'a')).toEqual([])
      expect(await variantsOf(store, 'b')).toEqual([row('b', UK)])
      expect(await store.quarantined()).toEqual([])
      expect((await store.fileMarks()).get('a.json')?.hash).toBe('other')
    })

    test('does not change other files', async () => {
      const store = await open()
      await put(store, content('a.json', [row('a', UK)]), content('b.json', [row('b', UK)]))
      expect(await put(store, content('b.json', []))).toEqual(['b'])
      expect(await languagesOf(store, 'a')).toEqual([UK])
    })

    test.each([
      ['all', [UK, EN, RU]],
      [[EN], [EN]],
      [
        [EN, RU],
        [EN, RU],
      ],
      [[], []],
    ] as const)('keeps the earlier variants of languages that could not be read: %s', async (unread, kept) => {
      const store = await open()
      await put(store, content('a.json', [row('a', UK), row('a', EN), row('a', RU)]))
      expect(await put(store, content('a.json', [], { unread, quarantined: [problem('a.json')] }))).toEqual(['a'])
      expect(await languagesOf(store, 'a')).toEqual([...kept].sort())
      expect(await store.quarantined()).toEqual([problem('a.json')])
    })

    test('merges variants that were read with those that are kept', async () => {
      const store = await open()
      await put(store, content('a.json', [row('a', UK, { title: 'old' }), row('a', EN, { title: 'old' })]))
      await put(store, content('a.json', [row('a', UK, { title: 'new' })], { unread: [EN] }))
      const titles = (await variantsOf(store, 'a')).map(({ language, title }) => [language, title])
      expect(Object.fromEntries(titles)).toEqual({ uk: 'new', en: 'old' })
    })
  })

  test('touchFiles changes only the mark', async () => {
    const store = await open()
    await put(store, content('a.json', [row('a', UK)], { quarantined: [problem('a.json')] }))
    await store.transact((writer) => writer.touchFiles([{ file: 'a.json', mark: mark({ modified: 5 }) }]))
    expect(await store.fileMarks()).toEqual(new Map([['a.json', mark({ modified: 5 })]]))
    expect(await languagesOf(store, 'a')).toEqual([UK])
    expect(await store.quarantined()).toEqual([problem('a.json')])
  })

  test('dropFile removes the file, its variants and its problems, and returns its articles', async () => {
    const store = await open()
    await put(store, content('a.json', [row('a', UK)], { quarantined: [problem('a.json')] }))
    await put(store, content('b.json', [row('a', EN)]))
    expect(await store.transact((writer) => writer.dropFile('a.json'))).toEqual(['a'])
    expect([...(await store.fileMarks()).keys()]).toEqual(['b.json'])
    expect(await store.quarantined()).toEqual([])
    expect(await languagesOf(store, 'a')).toEqual([EN])
    expect(await store.transact((writer) => writer.dropFile('nobody.json'))).toEqual([])
  })

  describe('two files with the same variant', () => {
    const openWithDuplicates = async () => {
      const store = await open()
      await put(store, content('b.json', [row('a', UK, { title: 'second' }), row('a', EN)]))
      await put(store, content('a.json', [row('a', UK, { title: 'first' })]))
      return store
    }

    test('use the first file by path, whichever was read first', async () => {
      const store = await openWithDuplicates()
      expect((await variantsOf(store, 'a')).map(({ title }) => title).sort()).toEqual(['a en', 'first'])
      await store.transact((writer) => writer.place(new Map([['a', [placement('uk'), placement('en')]]])))
      const [shown] = await store.snapshot(async (reader) =>
        reader.shownVariants(await reader.window(placement('uk').scope, 1)),
      )
      expect(shown?.variant.title).toBe('first')
      expect(shown?.siblings.map(({ title }) => title).sort()).toEqual(['a en', 'first'])
    })

    test('report the other once as a duplicate, with the file in use', async () => {
      const [named, ...others] = (await (await openWithDuplicates()).quarantined()) as [Quarantined, ...Quarantined[]]
      expect(others).toEqual([])
      expect(named).toMatchObject({ file: 'b.json', reason: 'duplicate' })
      expect(named.message).toContain('a.json')
      expect(named.message).toContain('uk')
    })

    test('use the other file once the first is removed', async () => {
      const store = await openWithDuplicates()
      await store.transact((writer) => writer.dropFile('a.json'))
      expect((await variantsOf(store, 'a')).map(({ title }) => title).sort()).toEqual(['a en', 'second'])
      expect(await store.quarantined()).toEqual([])
    })

    test('report each of three files except the first', async () => {
      const store = await openWithDuplicates()
      await put(store, content('c.json', [row('a', UK, { title: 'third' })]))
      const named = await store.quarantined()
      expect(named.map(({ file }) => file)).toEqual(['b.json', 'c.json'])
      for (const { message } of named) expect(message).toContain('already in a.json')
    })
  })

  test.each<readonly [string, Partial<Parameters<typeof row>[2] & object>, boolean]>([
    ['published at the end of the span', { published: AT + HOUR }, true],
    ['published within it', { published: AT + 1000 }, true],
    ['published at its beginning, which belongs to the previous span', { published: AT }, false],
    ['published after it', { published: AT + HOUR + 1000 }, false],
    ['expiring at its end', { published: 0, expires: AT + HOUR }, true],
    ['expiring at its beginning', { published: 0, expires: AT }, false],
    ['expiring after it', { published: 0, expires: AT + HOUR + 1000 }, false],
    ['neither', { published: 0 }, false],
  ])('due: an article %s', async (_name, over, expected) => {
    const store = await open()
    await put(store, content('a.json', [row('a', UK, over), row('a', EN, over)]))
    expect(await store.transact((writer) => writer.due(AT, AT + HOUR))).toEqual(expected ? ['a'] : [])
  })

  test.each(UNICODE)('ids, files and texts preserve any Unicode: %s', async (_name, text) => {
    const store = await open()
    const variant = row(text, UK, { title: text })
    await put(store, content(`${text}.json`, [variant], { quarantined: [problem(`${text}.json`, { message: text })] }))
    await store.transact((writer) => writer.place(new Map([[text, [placement('uk', { label: text })]]])))
    const window = await store.window(placement('uk').scope, 10)
    expect(window).toEqual([{ ...placement('uk', { label: text }), article: text, added: 0 }])
    const [shown] = await store.shownVariants(window)
    expect(shown?.variant).toEqual(variant)
    expect([...(await store.fileMarks()).keys()]).toEqual([`${text}.json`])
    expect((await store.quarantined())[0]?.message).toBe(text)
    expect(await store.transact((writer) => writer.articles())).toEqual([text])
    expect(await store.transact((writer) => writer.dropFile(`${text}.json`))).toEqual([text])
  })

  test('accepts a message with characters that texts cannot have', async () => {
    const store = await open()
    await put(store, content('a.json', [], { quarantined: [problem('a.json', { message: 'a\u0000b' })] }))
    expect(['a\u0000b', 'ab']).toContain((await store.quarantined())[0]?.message)
  })

  test('similar ids are different articles', async () => {
    const store = await open()
    const similarIds = ['й', 'и\u0306', 'A', 'a', 'a ', 'ａ']
    await put(
      store,
      content(
        'all.json',
        similarIds.map((id) => row(id, UK)),
      ),
    )
    for (const id of similarIds) expect(await variantsOf(store, id)).toEqual([row(id, UK)])
  })
}
