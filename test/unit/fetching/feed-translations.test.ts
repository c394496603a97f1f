import { describe, expect, test } from 'vitest'
import { feedDesk, item, rss, translation } from '../../support/feed-desk.ts'

const BOTH = { en: '/en', uk: '/uk' }

describe('links between translations', () => {
  const toUk = item('bridge', translation('uk', 'mist'))

  test.each([
    ['one links to the other', toUk, item('mist')],
    ['the other links to the one', item('bridge'), item('mist', translation('en', 'bridge'))],
    ['each links to all', item('bridge', translation('en', 'bridge') + translation('uk', 'mist')), item('mist')],
    ['links of Polyfeed', toUk.replace('rel="alternate"', 'rel="related"'), item('mist')],
    ['another scheme and slash', toUk.replace('https://old.example/mist/', 'http://old.example/mist'), item('mist')],
  ])('%s', async (_name, en, uk) => {
    for (const feeds of [BOTH, { uk: '/uk', en: '/en' }]) {
      const desk = await feedDesk({ '/en': rss(en), '/uk': rss(uk) }, feeds)
      await desk.fetch()
      expect(Object.values(await desk.articles())).toEqual([['en', 'uk']])
    }
  })

  test('a translation that comes later does not change the id, even if the other feed is not read again', async () => {
    const desk = await feedDesk({ '/en': rss(''), '/uk': rss(item('mist')) }, BOTH)
    await desk.fetch()
    const [id] = Object.keys(await desk.articles())
    desk.site.set('/en', rss(toUk))
    desk.site.set('/uk', { status: 304 })
    await desk.fetch()
    expect(await desk.articles()).toEqual({ [id as string]: ['en', 'uk'] })
  })

  test('what was published as two articles stays two', async () => {
    const desk = await feedDesk({ '/en': rss(item('bridge')), '/uk': rss(item('mist')) }, BOTH)
    await desk.fetch()
    const before = await desk.articles()
    expect(Object.keys(before)).toHaveLength(2)
    desk.site.set('/en', rss(toUk))
    await desk.fetch()
    expect(await desk.articles()).toEqual(before)
  })

  test('entries that all link to the home pages of other languages are not joined', async () => {
    const home = translation('en', 'en') + translation('uk', 'uk')
    const desk = await feedDesk(
      { '/en': rss(item('a', home) + item('b', home)), '/uk': rss(item('c', home) + item('d', home)) },
      BOTH,
    )
    await desk.fetch()
    expect(Object.values(await desk.articles())).toEqual([['en'], ['en'], ['uk'], ['uk']])
  })

  test('two entries of one language that link to one translation are two articles', async () => {
    const desk = await feedDesk(
      { '/en': rss(toUk + toUk.replaceAll('bridge', 'boat')), '/uk': rss(item('mist')) },
      BOTH,
    )
    await desk.fetch()
    expect(Object.values(await desk.articles()).sort()).toEqual([['en'], ['en', 'uk']])
  })

  test('ids do not depend on what is remembered', async () => {
    const many = (language: string) =>
      Array.from({ length: 700 }, (_, n) => item(`${language}${n}`, translation('uk', `uk${n}`))).join('')
    const desk = await feedDesk({ '/en': rss(many('en')), '/uk': rss(many('uk')) }, BOTH)
    await desk.fetch()
    const before = await desk.articles()
    expect(new Set(Object.values(before).flatMap((languages) => languages.join()))).toEqual(new Set(['en,uk']))
    desk.site.set('/en', { status: 304 })
    desk.site.set('/uk', rss(many('uk').replaceAll('<title>', '<title>New ')))
    await desk.fetch()
    expect(await desk.articles()).toEqual(before)
    expect(JSON.stringify((await desk.state())?.state).length).toBeLessThan(150_000)
  })
})

test('a part of the guid', async () => {
  const wordpress = (id: number, language: string) =>
    item('x').replace('id-x', `https://old.example/?p=${id}&amp;lang=${language}`)
  const desk = await feedDesk(
    { '/en': rss(wordpress(7, 'en') + item('b')), '/uk': rss(wordpress(7, 'uk') + wordpress(8, 'uk')) },
    BOTH,
    { match: { by: 'guid', pattern: '[?&]p=(\\d+)' } },
  )
  await desk.fetch()
  expect(await desk.articles()).toEqual({ 'old-7': ['en', 'uk'], 'old-8': ['uk'], 'old-id-b': ['en'] })
  expect((await desk.records())['uk/old.example/?p=7&lang=uk']).toMatchObject({
    variants: { uk: { guid: 'https://old.example/?p=7&lang=uk' } },
  })
})

test('a category, which does not become a tag', async () => {
  const tags = (id: string) => `<category>River</category><category>id:${id}</category>`
  const desk = await feedDesk(
    { '/en': rss(item('bridge', tags('x 1'))), '/uk': rss(item('mist', tags('x 1')) + item('b', tags('2'))) },
    BOTH,
    { match: { by: 'category', prefix: 'id:' } },
  )
  await desk.fetch()
  expect(Object.values(await desk.articles()).sort()).toEqual([['en', 'uk'], ['uk']])
  expect((await desk.records())['en/id-bridge']).toMatchObject({ tags: ['River'] })
})

test('a list of guids or addresses', async () => {
  const groups = [
    ['id-bridge', 'http://old.example/mist'],
    ['id-other', 'id-third'],
  ]
  const desk = await feedDesk({ '/en': rss(item('bridge')), '/uk': rss(item('mist') + item('third')) }, BOTH, {
    match: { by: 'file', groups },
  })
  await desk.fetch()
  expect(await desk.articles()).toEqual({ 'old-id-bridge': ['en', 'uk'], 'old-id-other': ['uk'] })
})

test('one guid in two languages is one article, and the variant that came later has an id of this site', async () => {
  const desk = await feedDesk({ '/en': rss(item('a')), '/uk': rss(item('a')) }, { uk: '/uk', en: '/en' })
  for (let times = 0; times < 2; times++) {
    await desk.fetch()
    const records = await desk.records()
    expect(await desk.articles()).toEqual({ 'old-id-a': ['en', 'uk'] })
    expect(records['uk/id-a']?.variants.uk?.guid).toBe('id-a')
    expect(records['en/id-a']?.variants.en?.guid).toBeUndefined()
  }
})
