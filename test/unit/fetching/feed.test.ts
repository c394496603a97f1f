import { describe, expect, test } from 'vitest'
import { atom, entry, feedDesk, item, rss } from '../../support/feed-desk.ts'

describe('requests', () => {
  test('are conditional: an unchanged document costs a 304', async () => {
    const desk = await feedDesk(
      {
        '/en': ({ headers }) =>
          headers['if-none-match'] === '"1"' && headers['if-modified-since'] === 'Sun, 01 Mar 2026 08:00:00 GMT'
            ? { status: 304 }
            : { headers: { ETag: '"1"', 'Last-Modified': 'Sun, 01 Mar 2026 08:00:00 GMT' }, body: rss(item('a')) },
      },
      '/en',
    )
    expect(await desk.fetch()).toBeUndefined()
    expect(Object.keys(await desk.records())).toEqual(['en/id-a'])
    desk.site.set('/en', ({ headers }) => ({ status: headers['if-none-match'] ? 304 : 500 }))
    expect(await desk.fetch()).toBeUndefined()
    expect(await desk.fetch()).toBeUndefined()
    expect(await desk.state()).toMatchObject({ failures: 0, changed: 0 })
  })

  test.each([
    ['max-age', { 'Cache-Control': 'public, max-age=600' }, 600_000],
    ['max-age and Age', { 'Cache-Control': 'max-age=600', Age: '200' }, 400_000],
    ['a year', { 'Cache-Control': 'max-age=31536000' }, 3_600_000],
  ])('wait as Cache-Control says: %s', async (_name, headers, waitMs) => {
    const desk = await feedDesk({ '/en': { headers, body: rss(item('a')) } }, '/en')
    await desk.fetch()
    expect((await desk.state())?.notBefore).toBe(desk.clock.now + waitMs)
  })

  test.each([
    ['seconds', '7200', 7_200_000],
    ['a date', 'Tue, 10 Mar 2026 16:00:00 GMT', 3 * 3_600_000],
  ])('wait as Retry-After says: %s', async (_name, retryAfter, waitMs) => {
    const desk = await feedDesk({ '/en': { status: 503, headers: { 'Retry-After': retryAfter } } }, '/en')
    expect(await desk.fetch()).toBe('ORIGIN/en: the server answered 503')
    expect((await desk.state())?.notBefore).toBe(desk.clock.now + waitMs)
  })

  test('410: the feed is gone, its articles stay, and it is asked once a day', async () => {
    const desk = await feedDesk({ '/en': rss(item('a')) }, '/en')
    await desk.fetch()
    desk.site.set('/en', { status: 410 })
    expect(await desk.fetch()).toBe('ORIGIN/en: the server answered 410: the feed is gone for good')
    expect((await desk.state())?.notBefore).toBe(desk.clock.now + 24 * 3_600_000)
    expect((await desk.records())['en/id-a']).not.toBeNull()
  })

  test('one feed that fails holds up no other, and a gone one is not asked again with them', async () => {
    const desk = await feedDesk({ '/en': rss(item('a')), '/uk': { status: 410 } }, { uk: '/uk', en: '/en' })
    const problem = 'ORIGIN/uk: the server answered 410: the feed is gone for good'
    expect(await desk.fetch()).toBe(problem)
    expect([Object.keys(await desk.records()), desk.asked()]).toEqual([['en/id-a'], ['/uk', '/en']])
    expect(await desk.fetch()).toBe(problem)
    expect(desk.asked()).toEqual(['/en'])
    desk.site.set('/uk', rss(item('b')))
    expect(await desk.fetch(24)).toBeUndefined()
    expect(Object.keys(await desk.records())).toEqual(['en/id-a', 'uk/id-b'])
  })
})

describe('languages', () => {
  test('that of site.yaml, else that of the feed, as the site spells it', async () => {
    const desk = await feedDesk({ '/a': rss(item('a'), '<language>en-US</language>') }, '/a')
    await desk.fetch()
    expect(Object.keys(await desk.records())).toEqual(['en/id-a'])
    const other = await feedDesk({ '/a': rss(item('a')) }, { uk: '/a' })
    await other.fetch()
    expect(Object.keys(await other.records())).toEqual(['uk/id-a'])
  })

  test('a feed without a language is a problem', async () => {
    const desk = await feedDesk({ '/a': rss(item('a'), '') }, '/a')
    expect(await desk.fetch()).toBe('ORIGIN/a: the feed does not say its language. Name it in site.yaml')
  })

  test('an entry in a language that another feed of the source has is taken from there', async () => {
    const english = entry('a').replace('<entry>', '<entry xml:lang="en">')
    const desk = await feedDesk(
      { '/uk': atom(english + entry('b'), ''), '/en': atom(entry('a')) },
      { uk: '/uk', en: '/en' },
    )
    await desk.fetch()
    expect(Object.keys(await desk.records())).toEqual(['en/urn:a', 'uk/urn:b'])
  })
})

describe('history', () => {
  const older = (href: string) => `<language>en</language><atom:link rel="prev-archive" href="${href}"/>`

  test('only with `history`, once', async () => {
    const documents = { '/en': rss(item('a'), older('/2')), '/2': rss(item('b'), older('/3')), '/3': rss(item('c')) }
    const without = await feedDesk(documents, '/en')
    await without.fetch()
    expect(without.asked()).toEqual(['/en'])
    const desk = await feedDesk(documents, '/en', { history: true })
    await desk.fetch()
    expect(desk.asked()).toEqual(['/en', '/2', '/3', '/en?paged=4'])
    expect(Object.keys(await desk.records())).toEqual(['en/id-a', 'en/id-b', 'en/id-c'])
    await desk.fetch()
    expect(desk.asked()).toEqual(['/en'])
  })

  test('?paged= of WordPress until a page is missing', async () => {
    const desk = await feedDesk({ '/feed/?x=1': rss(item('a')), '/feed/?x=1&paged=2': rss(item('b')) }, '/feed/?x=1', {
      history: true,
    })
    await desk.fetch()
    expect(desk.asked()).toEqual(['/feed/?x=1', '/feed/?x=1&paged=2', '/feed/?x=1&paged=3'])
    expect(Object.keys(await desk.records())).toEqual(['en/id-a', 'en/id-b'])
  })

  test('a server that is busy does not end it, and a page that is no feed does', async () => {
    const documents = { '/en': rss(item('a')), '/en?paged=2': rss(item('b')), '/en?paged=3': { status: 503 } }
    const desk = await feedDesk(documents, '/en', { history: true })
    expect(await desk.fetch()).toBe('ORIGIN/en?paged=3: the server answered 503')
    desk.site.set('/en?paged=3', rss(item('c')))
    desk.site.set('/en?paged=4', '<html></html>')
    expect(await desk.fetch()).toBeUndefined()
    expect(desk.asked()).toEqual(['/en', '/en?paged=3', '/en?paged=4'])
    expect(Object.keys(await desk.records())).toEqual(['en/id-a', 'en/id-b', 'en/id-c'])
    await desk.fetch()
    expect(desk.asked()).toEqual(['/en'])
  })

  test('a long one is read in several fetches, each of them half of the deadline', async () => {
    const pages = Array.from({ length: 6 }, (_, n) => rss(item(`p${n}`), n < 5 ? older(`/${n + 1}`) : undefined))
    const desk = await feedDesk({}, '/0', { history: true, deadline: 100 })
    pages.forEach((body, n) => {
      desk.site.set(`/${n}`, ({ headers }) => {
        if (headers['if-none-match']) return { status: 304 }
        desk.clock.now += 30_000
        return { headers: { ETag: '"1"' }, body }
      })
    })
    await desk.fetch()
    expect(desk.asked()).toEqual(['/0', '/1'])
    await desk.fetch()
    expect(desk.asked()).toEqual(['/0', '/2', '/3'])
    await desk.fetch()
    await desk.fetch()
    expect(Object.keys(await desk.records())).toHaveLength(6)
    await desk.fetch()
    expect(desk.asked()).toEqual(['/0'])
  })

  test('goes on at the document that failed', async () => {
    const desk = await feedDesk({ '/en': rss(item('a'), older('/2')), '/2': { status: 500 } }, '/en', { history: true })
    expect(await desk.fetch()).toBe('ORIGIN/2: the server answered 500')
    desk.site.set('/2', rss(item('b')))
    expect(await desk.fetch()).toBeUndefined()
    expect(Object.keys(await desk.records())).toEqual(['en/id-a', 'en/id-b'])
  })
})

describe('deletions', () => {
  test('what a feed no longer shows stays', async () => {
    const desk = await feedDesk({ '/en': rss(item('a') + item('b')) }, '/en')
    await desk.fetch()
    desk.site.set('/en', rss(item('c')))
    await desk.fetch()
    expect(Object.entries(await desk.records()).filter(([, article]) => article)).toHaveLength(3)
  })

  test('Atom tells them (RFC 6721), and an entry may come back', async () => {
    const desk = await feedDesk({ '/en': atom(entry('a&amp;b') + entry('b')) }, '/en')
    await desk.fetch()
    const deleted =
      '<at:deleted-entry ref="urn:a&amp;b" when="2026-03-02T08:00:00Z"/><at:deleted-entry ref="urn:never"/>'
    desk.site.set('/en', atom(deleted + entry('b')))
    await desk.fetch()
    expect(Object.entries(await desk.records()).map(([key, article]) => [key, article === null])).toEqual([
      ['en/urn:a&b', true],
      ['en/urn:b', false],
    ])
    desk.site.set('/en', atom(deleted + entry('a&amp;b')))
    await desk.fetch()
    expect((await desk.records())['en/urn:a&b']).not.toBeNull()
  })

  test('many at once, also of entries that were never seen', async () => {
    const desk = await feedDesk({ '/en': atom(entry('a')) }, '/en')
    await desk.fetch()
    const many = Array.from(
      { length: 40_000 },
      (_, n) => `<at:deleted-entry ref="urn:${n}" when="2026-03-02T08:00:00Z"/>`,
    )
    desk.site.set('/en', atom(`${many.join('')}<at:deleted-entry ref="urn:a" when="2026-03-02T08:00:00Z"/>`))
    expect(await desk.fetch()).toBeUndefined()
    expect(await desk.records()).toEqual({ 'en/urn:a': null })
  })

  test('pages that are missing at two full fetches were deleted; feeds and other answers are trusted', async () => {
    const desk = await feedDesk({ '/en': rss([...'abcde'].map(own).join('')) }, '/en')
    for (const slug of 'abcde') desk.site.set(`/${slug}`, '')
    await desk.fetch()
    desk.site.set('/en', rss(own('a')))
    desk.site.set('/a', { status: 404 })
    desk.site.set('/b', { status: 410 })
    desk.site.set('/c', { status: 404 })
    desk.site.set('/d', { status: 500 })
    await desk.fetch()
    expect(desk.asked()).toEqual(['/en'])
    await desk.fetch(24)
    expect(desk.asked()).toEqual(['/en', 'HEAD /b', 'HEAD /c', 'HEAD /d', 'HEAD /e'])
    desk.site.set('/c', '')
    await desk.fetch(24)
    expect(await deletedIn(desk)).toEqual(['en/id-b'])
    await desk.fetch(24)
    expect(await deletedIn(desk)).toEqual(['en/id-b'])
  })

  test('a page that only HEAD does not find stays', async () => {
    const desk = await feedDesk({ '/en': rss(own('a') + own('b')), '/a': '' }, '/en')
    desk.site.set('/b', ({ method }) => ({ status: method === 'HEAD' ? 404 : 200 }))
    await desk.fetch()
    desk.site.set('/en', rss(own('a')))
    for (let count = 0; count < 4; count++) await desk.fetch(24)
    expect(await deletedIn(desk)).toEqual([])
  })

  test('a site that misses all its pages deletes nothing', async () => {
    const desk = await feedDesk({ '/en': rss([...'abcde'].map(own).join('')) }, '/en')
    await desk.fetch()
    desk.site.set('/en', rss(''))
    for (let day = 0; day < 3; day++) await desk.fetch(24)
    expect(await deletedIn(desk)).toEqual([])
  })

  test('50 pages are asked at a time, in turn', async () => {
    const slugs = Array.from({ length: 60 }, (_, n) => `p${n + 10}`)
    const desk = await feedDesk({ '/en': rss(slugs.map((slug) => own(slug)).join('')) }, '/en')
    for (const slug of slugs) desk.site.set(`/${slug}`, '')
    await desk.fetch()
    desk.site.set('/en', rss(own('new')))
    await desk.fetch(24)
    expect(desk.asked().slice(1)).toEqual(slugs.slice(0, 49).map((slug) => `HEAD /${slug}`))
    await desk.fetch(24)
    expect(desk.asked().slice(1)).toEqual(slugs.slice(49).map((slug) => `HEAD /${slug}`))
    await desk.fetch(24)
    expect(desk.asked().slice(1)).toEqual(slugs.slice(0, 49).map((slug) => `HEAD /${slug}`))
  })

  const own = (slug: string) => item(slug).replace(`https://old.example/${slug}/`, `ORIGIN/${slug}`)
  const deletedIn = async (desk: Awaited<ReturnType<typeof feedDesk>>) =>
    Object.entries(await desk.records()).flatMap(([key, article]) => (article === null ? key : []))
})
