import { afterEach, describe, expect, test } from 'vitest'
import type { HttpRequest, HttpSource } from '../../../src/domain/sources.ts'
import { FetchError } from '../../../src/fetching/connector.ts'
import { type Fetched, fetchOnce } from '../../support/fetched.ts'
import { type RecordedAnswer, type Replay, replay } from '../../support/recorded.ts'

const SECRET = 'a-secret-of-the-cms'
const LIST: HttpRequest = { path: 'api/news', query: {}, overlap: 60, items: 'news', key: 'id', changed: 'changed' }

let system: Replay | undefined
afterEach(() => system?.close())

function sourceOf(request: Partial<HttpRequest> = {}, settings: Partial<HttpSource['fetch']> = {}): HttpSource {
  const fetch = {
    url: 'https://cms.example/site/',
    headers: {},
    query: {},
    languages: ['en', 'fr'],
    requests: [{ ...LIST, ...request }],
  }
  return { type: 'http', name: 'cms', fetch: { ...fetch, schedule: null, deadline: 600, fullEvery: 24, ...settings } }
}

async function fetched(
  answers: readonly RecordedAnswer[],
  source = sourceOf(),
  options: Parameters<typeof fetchOnce>[1] | object = {},
): Promise<Fetched> {
  system = await replay(answers)
  return fetchOnce(source, { ...system, ...options })
}

const answer = (body: unknown, more: Partial<RecordedAnswer> = {}): RecordedAnswer => ({
  ...{ request: '/site/api/news', body },
  ...more,
})

async function failure(answers: readonly RecordedAnswer[], source?: HttpSource): Promise<FetchError> {
  const error = await fetched(answers, source).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(FetchError)
  return error as FetchError
}

describe('records', () => {
  test('are the items as the system gave them, under their keys', async () => {
    const items = [
      { id: 7, title: 'A' },
      { id: 'b', nested: { list: [1] } },
    ]
    const { records, isComplete } = await fetched([answer({ news: items })])
    expect(records).toEqual(items.map((item) => ({ key: String(item.id), body: JSON.stringify(item) })))
    expect(isComplete).toBe(true)
  })

  test('that were deleted have no body', async () => {
    const news = [{ id: 1, status: 'trash' }, { id: 2, status: 'live' }, { id: 3 }]
    const { records } = await fetched([answer({ news })], sourceOf({ deleted: 'status = "trash"' }))
    expect(records.map(({ body }) => body === null)).toEqual([true, false, false])
  })

  test('may need further answers', async () => {
    // As $each makes it of several lists.
    const also = '[[], [["api/topics?ids=" & $join(news.topics.$string(), ",")]]]'
    const items = '[news.{"id": id, "topics": $also[0].name}]'
    const news = answer({ news: [{ id: 1, topics: [4, 5] }] })
    const topics = answer(
      [
        { id: 4, name: 'A' },
        { id: 5, name: 'B' },
      ],
      { request: '/site/api/topics?ids=4,5' },
    )
    const { records } = await fetched([news, topics], sourceOf({ also, items }))
    expect(records).toEqual([{ key: '1', body: '{"id":1,"topics":["A","B"]}' }])
    expect((await failure([news], sourceOf({ also }))).message).toContain('/api/topics answered 404')
  })

  test('an empty list is an answer: the guard for lost articles decides', async () => {
    const { records, isComplete } = await fetched([answer({ news: [] })])
    expect([records, isComplete]).toEqual([[], true])
  })
})

describe('changes', () => {
  const since = { after: '{since}', seconds: '{sinceSeconds}' }
  const at = (changed: unknown) => ({ news: [{ id: 1, changed }] })

  test('are asked for since the newest one, minus the overlap', async () => {
    const later = answer({ news: [] }, { request: '/site/api/news?after=2026-11-01T11:59:00Z&seconds=1793534340' })
    const all = await fetched([answer(at('2026-11-01T12:00:00Z')), later], sourceOf({ since }))
    const changes = await fetchOnce(sourceOf({ since }), { ...(system as Replay), mode: 'changes', state: all.state })
    expect([changes.isComplete, changes.state]).toEqual([false, all.state])
  })

  test.each(['2026-11-01T12:00:00', '2026-11-01 12:00:00', '2026-11-01 12:00', '2026-11-01T14:00:00.000+02:00'])(
    '%s is a time in UTC, or in its own zone',
    async (changed) => {
      const { state } = await fetched([answer(at(changed))])
      expect(state).toMatchObject({ newest: [Date.parse('2026-11-01T12:00:00Z')] })
    },
  )

  test('times in the future do not count', async () => {
    const news = [
      { id: 1, changed: '2027-03-01T00:00:00Z' },
      { id: 2, changed: 1793534400000 },
    ]
    const { state } = await fetched([answer({ news })], sourceOf({ since }))
    expect(state).toMatchObject({ newest: [1793534400000] })
  })

  test('everything is read after other settings, without a state, and by requests without parameters for changes', async () => {
    const { state } = await fetched([answer(at('2026-11-01T12:00:00Z'))], sourceOf({ since }))
    const changes = { ...(system as Replay), mode: 'changes' } as const
    for (const [source, known] of [
      [sourceOf({ since, items: '[news]' }), state],
      [sourceOf({ since }), undefined],
      [sourceOf(), state],
    ] as const) {
      expect((await fetchOnce(source, { ...changes, state: known })).isComplete).toBe(true)
    }
  })

  test('a time that is no date fails the fetch', async () => {
    expect((await failure([answer(at('yesterday'))])).message).toContain('`changed` is no date: yesterday')
  })

  test('a request for changes only follows the one before it', async () => {
    const { changed: _, ...follower } = { ...LIST, since: { published: '{since}' }, only: 'changes' } as const
    const source = sourceOf({}, { requests: [{ ...LIST, since: { after: '{since}' } }, follower] })
    const { state } = await fetched([answer(at('2026-11-01T12:00:00Z'))], source)
    expect(system?.requests.length).toBe(1)
    await fetchOnce(source, { ...(system as Replay), mode: 'changes', state }).catch(() => undefined)
    await system?.close()
    await fetched(
      ['after', 'published'].map((name) =>
        answer({ news: [] }, { request: `/site/api/news?${name}=2026-11-01T11:59:00Z` }),
      ),
      source,
      { mode: 'changes', state },
    )
    expect(system?.requests.length).toBe(2)
  })
})

describe('pages', () => {
  const page = (number: number, ids: readonly number[], more: object = {}) =>
    answer(
      { news: ids.map((id) => ({ id })), ...more },
      { request: `/site/api/news${number > 1 ? `?page=${number}` : ''}` },
    )
  const next = 'more ? {"page": $page + 1}'

  test('are read one after the other, by parameters', async () => {
    const pages = [page(1, [1, 2], { more: true, total: 3 }), page(2, [3], { total: 3 })]
    const { records, shares } = await fetched(pages, sourceOf({ next, total: 'total' }))
    expect([records.map(({ key }) => key), shares]).toEqual([
      ['1', '2', '3'],
      [2 / 3, 1],
    ])
  })

  test.each([
    ['an address', '/site/api/news?page=2'],
    ['a whole address, with another scheme', 'http://cms.example/site/api/news?page=2'],
  ])('are read by %s', async (_, link) => {
    const { records } = await fetched([page(1, [1], { link }), page(2, [2])], sourceOf({ next: 'link' }))
    expect(records.length).toBe(2)
  })

  test('are read by the field Link', async () => {
    const link =
      '<https://cms.example/>; rel="https://api.w.org/", <https://cms.example/site/api/news?page=2>; rel="next"'
    const first = { ...page(1, [1]), headers: { link } }
    const { records } = await fetched([first, page(2, [2])], sourceOf({ next: '$links.next' }))
    expect(records.length).toBe(2)
  })

  test('on another host are refused', async () => {
    const link = 'https://elsewhere.example/site/api/news?page=2'
    const { message } = await failure([page(1, [1], { link })], sourceOf({ next: 'link' }))
    expect(message).toContain('another host: elsewhere.example')
    expect(system?.requests.length).toBe(1)
  })

  test('that repeat end the fetch', async () => {
    const same = [1, 2, 3, 4].map((number) => page(number, [1], { more: true, number }))
    expect((await failure(same, sourceOf({ next }))).message).toContain('repeats the page before it')
    const circle = [page(1, [1], { link: '/site/api/news?page=2' }), page(2, [2], { link: '/site/api/news' })]
    expect((await failure(circle, sourceOf({ next: 'link' }))).message).toContain('was read before')
  })

  test('are incomplete if records go meanwhile', async () => {
    const pages = [page(1, [1, 2], { more: true, total: 4 }), page(2, [4], { total: 3 })]
    const { isComplete, isUnsure } = await fetched(pages, sourceOf({ next, total: 'total' }))
    expect([isComplete, isUnsure]).toEqual([false, true])
  })

  test('with fewer records than the system has are an error', async () => {
    const { message } = await failure([page(1, [1], { total: 9 })], sourceOf({ total: 'total' }))
    expect(message).toContain('gave 1 of 9 records')
  })

  test('exist for each language', async () => {
    const source = sourceOf({
      each: 'language',
      path: '{language}/news',
      query: { l: '{language}' },
      key: '$language & "/" & id',
    })
    const inLanguage = (language: string) =>
      answer({ news: [{ id: 1 }] }, { request: `/site/${language}/news?l=${language}` })
    const { records } = await fetched([inLanguage('en'), inLanguage('fr')], source)
    expect(records.map(({ key }) => key)).toEqual(['en/1', 'fr/1'])
  })
})

describe('an answer of another kind is an error that names the address and the reason', () => {
  test.each([
    [
      'a login page',
      { body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } },
      'answered with text/html, which is not JSON',
    ],
    ['no body', { body: '' }, 'answered without a body'],
    ['JSON of another shape', { body: { message: 'hello' } }, '`items` finds no list'],
    ['one item in place of a list', { body: { news: { id: 1 } } }, '`items` finds no list'],
    ['an item without a key', { body: { news: [{ title: 'A' }] } }, 'has an item without a `key`'],
    [
      'a refusal',
      { status: 401, body: { code: 'x', message: 'Sorry, "you" may not.' } },
      'answered 401: Sorry, "you" may not.',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://cms.example/login' }, body: '' },
      'it is now https://cms.example/login',
    ],
  ])('%s', async (_, given, reason) => {
    const { message } = await failure([answer(undefined, given)])
    expect(message).toContain('https://cms.example/site/api/news ')
    expect(message).toContain(reason)
  })

  test.each([
    ['seconds', '120', 120_000],
    ['a date', 'Tue, 01 Dec 2026 00:05:00 GMT', 300_000],
    ['another text', 'soon', undefined],
  ])('Retry-After in %s is waited for', async (_, field, waitMs) => {
    const { waitMs: waited } = await failure([answer('', { status: 429, headers: { 'retry-after': field } })])
    expect(waited).toBe(waitMs)
  })

  test('an expression that fails or does not end', async () => {
    expect((await failure([answer({})], sourceOf({ items: '$error("nothing")' }))).message).toContain('nothing')
    const endless = sourceOf({ items: '($f := function($n) { $f($n + 1) }; $f(1))' })
    expect((await failure([answer({})], endless)).message).toContain('does not fit `items`')
  })
})

describe('secrets', () => {
  const login = { headers: { authorization: `Bearer ${SECRET}` }, query: { key: SECRET } }

  test('are sent, also for the next page', async () => {
    const pages = [
      answer({ news: [{ id: 1 }], next: { page: 2 } }, { request: `/site/api/news?key=${SECRET}` }),
      answer({ news: [{ id: 2 }] }, { request: `/site/api/news?page=2&key=${SECRET}` }),
    ]
    await fetched(pages, sourceOf({ next: 'next' }, login))
    expect(system?.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${SECRET}`,
      `Bearer ${SECRET}`,
    ])
  })

  test('are in no message', async () => {
    const body = { message: `unknown key ${SECRET}` }
    const request = `/site/api/news?key=${SECRET}`
    const { message } = await failure([answer(body, { status: 401, request })], sourceOf({}, login))
    expect(message).toBe('https://cms.example/site/api/news answered 401: unknown key ***')
    const repeated = await failure([answer(body, { status: 401 })], sourceOf({}, { ...login, query: {} }))
    expect(repeated.message).toBe('https://cms.example/site/api/news answered 401: unknown key ***')
  })

  test('are in no message about a redirect, which may encode them otherwise', async () => {
    const headers = { location: 'https://cms.example/new/?key=a%2Dsecret%2Dof%2Dthe%2Dcms' }
    const request = `/site/api/news?key=${SECRET}`
    const { message } = await failure([answer('', { status: 301, headers, request })], sourceOf({}, login))
    expect(message).toContain('it is now https://cms.example/new/.')
  })
})
