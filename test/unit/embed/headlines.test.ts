import { describe, expect, test } from 'vitest'
import { headlinesOf } from '../../../src/embed/headlines.ts'
import { channelIn, desk, entry } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk({ languages: ['en', 'uk', 'ar'], title: { en: 'Herald', uk: 'Вісник', ar: 'بشير' } })
const PAGE = 'https://feeds.example/en/'

function headlinesWith(raw: Record<string, unknown>, language = 'en', shown = language) {
  return headlinesOf(at.site, at.catalog, channelIn(at, language), PAGE, [entry(at, raw, language, shown)])
}

const firstItem = (...args: Parameters<typeof headlinesWith>) => headlinesWith(...args).items[0]

describe('headlines', () => {
  test('have title, language, page address, texts and refresh interval', () => {
    const { items, ...facts } = headlinesOf(at.site, at.catalog, channelIn(at, 'en'), PAGE, [])
    expect(items).toEqual([])
    expect(facts).toEqual({
      ...{ version: 1, title: 'Herald', language: 'en', direction: 'ltr', page: PAGE },
      ...{ more: 'More from Herald', empty: 'No articles yet.', refresh: 300 },
    })
  })

  test('have exactly these fields of an article', () => {
    const image = {
      ...{ url: '/media/a.jpg', type: 'image/jpeg', width: 640, height: 480, length: 9 },
      ...{ alt: 'A bridge', credit: 'Jo Doe' },
    }
    const raw = article({
      ...{ image, published: '2026-03-01T22:30:00Z', updated: '2026-03-02T10:00:00Z' },
      variants: { en: variant('Bridge', 'en', { summary: 'It <b>holds</b> &amp; stands.' }) },
    })
    expect(firstItem(raw)).toEqual({
      ...{ id: 'tag:herald.example,2020:bridge/en', title: 'Bridge', url: 'https://herald.example/en/news/Bridge/' },
      ...{ published: '2026-03-01T22:30:00.000Z', updated: '2026-03-02T10:00:00.000Z' },
      // The date is the next day in Kyiv.
      date: 'March 2, 2026',
      ...{ language: 'en', direction: 'ltr', summary: 'It holds & stands.' },
      image: {
        ...{ url: 'https://feeds.example/media/a.jpg', alt: 'A bridge', credit: 'Photo: Jo Doe' },
        ...{ width: 640, height: 480 },
      },
    })
  })

  test('have the facts of an article that has some, and its first recording', () => {
    const raw = article({
      ...{
        kind: 'sponsored',
        series: { name: 'River', part: 2 },
        place: { name: 'Kyiv', latitude: 50.4, longitude: 30.5 },
      },
      attachments: [{ url: '/a.pdf' }, { url: '/a.mp3', duration: 95 }],
      variants: { en: variant('Bridge', 'en') },
    })
    expect(firstItem(raw)).toMatchObject({
      ...{ kind: 'sponsored', series: { name: 'River', part: 2 } },
      labels: { kind: 'Sponsored content', paid: 'Sponsored content', part: 'River: part 2' },
      place: { name: 'Kyiv', latitude: 50.4, longitude: 30.5 },
      audio: { url: 'https://herald.example/a.mp3', type: 'audio/mpeg', duration: 95 },
    })
  })

  test('have null for a missing picture and for unknown facts of a picture', () => {
    const imageOf = (image: object) => firstItem(article({ image, variants: { en: variant('A', 'en') } }))?.image
    expect(firstItem(article())?.image).toBeNull()
    expect(imageOf({ url: '/media/a.jpg' })).toEqual({
      ...{ url: 'https://feeds.example/media/a.jpg', alt: '', credit: null, width: null, height: null },
    })
  })

  test('have no summary if there is no content', () => {
    const bare = { title: 'A', url: '/en/a/', content: '' }
    expect(firstItem(article({ variants: { en: bare } }))?.summary).toBeNull()
  })

  test('state the language of a fallback; its date and credit are in the language of the feed', () => {
    const image = { url: '/media/a.jpg', credit: 'Jo Doe' }
    const raw = article({ image, variants: { en: variant('Bridge', 'en') } })
    const { direction, language, items } = headlinesWith(raw, 'ar', 'en')
    expect([language, direction]).toEqual(['ar', 'rtl'])
    expect(items[0]).toMatchObject({ id: 'tag:herald.example,2020:bridge/en', language: 'en', direction: 'ltr' })
    expect(items[0]?.date).toBe(
      new Intl.DateTimeFormat('ar', { dateStyle: 'long', timeZone: 'Europe/Kyiv' }).format(Date.UTC(2026, 2, 1, 7)),
    )
    expect(firstItem(article({ variants: { ar: variant('جسر', 'ar') } }), 'en', 'ar')).toMatchObject({
      ...{ language: 'ar', direction: 'rtl', date: 'March 1, 2026' },
    })
  })
})
