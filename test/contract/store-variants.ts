import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/port.ts'
import { content, EN, placement, RU, row, UK } from '../support/store-rows.ts'

const AT = placement('uk').published
const HOUR = 3_600_000

export function variantsContract(open: () => Promise<Store>): void {
  test('shown returns the variant of each placement in order, with all languages of the article', async () => {
    const store = await open()
    const sibling = { title: 'Bridge', status: 'draft', published: AT + 5, expires: AT + 9 } as const
    await store.transact(async (writer) => {
      await writer.putFiles([content('a.json', [row('a', UK), row('a', EN, sibling)])])
      await writer.putFiles([content('b.json', [row('b', RU)])])
      await writer.place(new Map([['a', [placement('uk', { published: AT })]]]))
      await writer.place(new Map([['b', [placement('uk', { published: AT + 1000, language: RU })]]]))
    })
    const shown = await store.snapshot(async (reader) =>
      reader.shownVariants(await reader.window(placement('uk').scope, 10)),
    )
    expect(shown.map(({ variant }) => variant)).toEqual([row('b', RU), row('a', UK)])
    const [, a] = shown
    expect([...(a?.siblings ?? [])].sort((x, y) => (x.language < y.language ? -1 : 1))).toEqual([
      { language: EN, url: row('a', EN).url, ...sibling },
      { language: UK, title: 'a uk', url: row('a', UK).url, status: 'published', published: AT, expires: null },
    ])
    expect(await store.shownVariants([])).toEqual([])
  })

  test('a title is that of the first file', async () => {
    const store = await open()
    await store.transact(async (writer) => {
      await writer.putFiles([content('b.json', [row('a', UK, { title: 'Second' })])])
      await writer.putFiles([content('a.json', [row('a', UK, { title: 'First' })])])
    })
    expect(await store.titleOf({ article: 'a', language: UK })).toBe('First')
    expect(await store.titleOf({ article: 'b', language: UK })).toBe('')
  })

  test('articles are found by id, file and guid, with all their files', async () => {
    const store = await open()
    const guid = 'https://old.example/?p=1'
    await store.transact(async (writer) => {
      await writer.putFiles([content('b.json', [row('a', UK)]), content('c.json', [row('c', UK), row('d', EN)])])
      await writer.putFiles([content('a.json', [row('a', UK), row('a', EN, { guid })])])
    })
    expect(await Promise.all(['a', 'a.json', guid].map((name) => store.articlesNamed(name, 9)))).toEqual([
      ...[['a'], ['a'], ['a']],
    ])
    expect([await store.articlesNamed('c.json', 9), await store.articlesNamed('c.json', 1)]).toEqual([
      ['c', 'd'],
      ['c'],
    ])
    expect(await store.articlesNamed('A', 9)).toEqual([])
    expect(await store.filesOf('a')).toEqual([
      { language: EN, file: 'a.json' },
      { language: UK, file: 'a.json' },
      { language: UK, file: 'b.json' },
    ])
  })

  test('titles are read with the scopes of a language, those of the file that is used last', async () => {
    const store = await open()
    await store.transact(async (writer) => {
      await writer.putFiles([content('b.json', [row('a', UK, { title: 'Second' }), row('a', EN)])])
      await writer.putFiles([content('a.json', [row('a', UK, { title: 'First' }), row('b', UK)])])
      const scopes = ['uk', 'uk/tag/river', 'uk/author/jo', 'uk-x/tag/other', 'en/tag/river']
      await writer.place(new Map([['a', scopes.map((scope) => placement(scope))]]))
    })
    const read = await store.titlesAndScopes(
      ['a', 'b'].map((article) => ({ article, language: UK })),
      UK,
    )
    const titles = new Map(read.map(({ article, title, scopes }) => [article, [title, scopes?.split(' ').sort()]]))
    expect(Object.fromEntries(titles)).toEqual({
      a: ['First', ['uk/author/jo', 'uk/tag/river']],
      b: ['b uk', undefined],
    })
    expect(await store.titlesAndScopes([], UK)).toEqual([])
  })

  test('articles are listed once, regardless of languages', async () => {
    const store = await open()
    await store.transact((writer) => writer.putFiles([content('a.json', [row('b', UK), row('b', EN), row('a', UK)])]))
    expect((await store.transact((writer) => writer.articles())).toSorted()).toEqual(['a', 'b'])
  })

  test('all articles are listed, in order, however many there are', async () => {
    const store = await open()
    const ids = Array.from({ length: 4001 }, (_, index) => `a${10_000 + index}`)
    await store.transact((writer) => writer.putFiles([content('a.json', ids.map((id) => row(id, UK)).reverse())]))
    expect(await store.transact((writer) => writer.articles())).toEqual(ids)
  })

  describe('nextDue', () => {
    const nextDue = (store: Store, after: number) => store.transact((writer) => writer.nextDue(after))
    const at = (hours: number) => AT + hours * HOUR

    test.each([
      ['nothing is due', {}, undefined],
      ['an embargo ends', { published: at(1), updated: at(1) }, at(1)],
      ['an update is dated in the future', { updated: at(2) }, at(2)],
      [
        'a correction is dated in the future',
        { correction: { note: '', language: UK, at: at(3) }, updated: at(5) },
        at(3),
      ],
      ['an article expires', { expires: at(4) }, at(4)],
      ['several are due', { published: at(1), updated: at(2), expires: at(4) }, at(1)],
      ['the article is withdrawn', { status: 'withdrawn', published: at(1) }, undefined],
      ['the article is a draft', { status: 'draft', published: at(1) }, undefined],
    ] as const)('if %s', async (_name, over, expected) => {
      const store = await open()
      await store.transact((writer) => writer.putFiles([content('a.json', [row('a', UK, over)])]))
      expect(await nextDue(store, AT)).toBe(expected)
    })

    test('is the earliest instant after the given one, of any article', async () => {
      const store = await open()
      const variants = [row('a', UK, { published: at(2) }), row('b', UK, { published: at(1) })]
      await store.transact((writer) => writer.putFiles([content('a.json', variants)]))
      expect(await nextDue(store, at(1) - 1)).toBe(at(1))
      expect(await nextDue(store, at(1))).toBe(at(2))
      expect(await nextDue(store, at(2))).toBeUndefined()
    })
  })

  test('the articles that name a block of headlines are listed, the newest first', async () => {
    const store = await open()
    const headline = 'top'
    await store.transact(async (writer) => {
      await writer.putFiles([content('a.json', [row('a', UK, { headline, published: AT })])])
      await writer.putFiles([
        content('b.json', [row('b', UK, { headline, published: AT + 1000 }), row('b', EN, { headline })]),
      ])
      await writer.putFiles([content('c.json', [row('c', UK), row('d', UK, { headline, status: 'draft' })])])
    })
    expect(await store.namedHeadlines()).toEqual([
      { article: 'b', headline },
      { article: 'a', headline },
    ])
  })
}
