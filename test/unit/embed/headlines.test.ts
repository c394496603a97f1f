import { describe, expect, test } from 'vitest'
import { headlinesOf } from '../../../src/embed/headlines.ts'
import { channelIn, type Desk, desk, entry } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk({ languages: ['en', 'uk', 'ar'], title: { en: 'Herald', uk: 'Вісник', ar: 'بشير' } })
const PAGE = 'https://feeds.example/en/'

function shown(raw: Record<string, unknown>, language = 'en', of = language, where: Desk = at) {
  return headlinesOf(where.site, where.catalog, channelIn(where, language), PAGE, [entry(where, raw, language, of)])
}

const first = (...asked: Parameters<typeof shown>) => shown(...asked).items[0]

describe('headlines', () => {
  test('say whose they are, what to call them and when to ask again', () => {
    const { items, ...facts } = headlinesOf(at.site, at.catalog, channelIn(at, 'en'), PAGE, [])
    expect(items).toEqual([])
    expect(facts).toEqual({
      ...{ version: 1, title: 'Herald', language: 'en', direction: 'ltr', page: PAGE },
      ...{ more: 'More from Herald', empty: 'No articles yet.', refresh: 300 },
    })
  })

  test('have every field of an article, and no other', () => {
    const image = {
      ...{ url: '/media/a.jpg', type: 'image/jpeg', width: 640, height: 480, length: 9 },
      ...{ alt: 'A bridge', credit: 'Jo Doe' },
    }
    const raw = article({
      ...{ image, published: '2026-03-01T22:30:00Z', updated: '2026-03-02T10:00:00Z' },
      variants: { en: variant('Bridge', 'en', { summary: 'It <b>holds</b> &amp; stands.' }) },
    })
    expect(first(raw)).toEqual({
      ...{ id: 'tag:herald.example,2020:bridge/en', title: 'Bridge', url: 'https://herald.example/en/news/Bridge/' },
      ...{ published: '2026-03-01T22:30:00.000Z', updated: '2026-03-02T10:00:00.000Z' },
      // In Kyiv it was the next day.
      date: 'March 2, 2026',
      ...{ language: 'en', direction: 'ltr', summary: 'It holds & stands.' },
      image: {
        ...{ url: 'https://feeds.example/media/a.jpg', alt: 'A bridge', credit: 'Photo: Jo Doe' },
        ...{ width: 640, height: 480 },
      },
    })
  })

  test('have no picture where there is none, and say nothing of what is not known of one', () => {
    const of = (image: object) => first(article({ image, variants: { en: variant('A', 'en') } }))?.image
    expect(first(article())?.image).toBeNull()
    expect(of({ url: '/media/a.jpg' })).toEqual({
      ...{ url: 'https://feeds.example/media/a.jpg', alt: '', credit: null, width: null, height: null },
    })
  })

  test('have no summary where there is nothing to sum up', () => {
    const bare = { title: 'A', url: '/en/a/', content: '' }
    expect(first(article({ variants: { en: bare } }))?.summary).toBeNull()
  })

  test('say it where an article stands in that is in another language: its date and credit are the reader’s', () => {
    const image = { url: '/media/a.jpg', credit: 'Jo Doe' }
    const raw = article({ image, variants: { en: variant('Bridge', 'en') } })
    const { direction, language, items } = shown(raw, 'ar', 'en')
    expect([language, direction]).toEqual(['ar', 'rtl'])
    expect(items[0]).toMatchObject({ id: 'tag:herald.example,2020:bridge/en', language: 'en', direction: 'ltr' })
    expect(items[0]?.date).toBe(
      new Intl.DateTimeFormat('ar', { dateStyle: 'long', timeZone: 'Europe/Kyiv' }).format(Date.UTC(2026, 2, 1, 7)),
    )
    expect(first(article({ variants: { ar: variant('جسر', 'ar') } }), 'en', 'ar')).toMatchObject({
      ...{ language: 'ar', direction: 'rtl', date: 'March 1, 2026' },
    })
  })
})
