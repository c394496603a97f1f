import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_LOOK, EXTRAS, type Look, MAX_HEADLINES, THEMES } from '../../../src/domain/look.ts'
import { fragmentOf } from '../../../src/embed/fragment.ts'
import { frameHeight, framePage } from '../../../src/embed/frame.ts'
import type { Headline, Headlines } from '../../../src/embed/headlines.ts'
import { checked, hostileText } from '../../support/arbitraries.ts'
import { lang } from '../../support/desk.ts'

const HEADLINE: Headline = {
  ...{ id: 'tag:herald.example,2020:a/en', title: 'A & <b>B</b>', url: 'https://herald.example/?a=1&b="2"' },
  ...{ published: '2026-03-01T07:00:00.000Z', updated: '2026-03-01T07:00:00.000Z', date: 'March 1, 2026' },
  ...{ language: lang('en'), direction: 'ltr', summary: 'It holds.' },
  image: { url: 'https://feeds.example/media/a.jpg', alt: 'A bridge', credit: 'Photo: Jo', width: 6, height: 4 },
}
const HEADLINES: Headlines = {
  ...{ version: 1, title: 'Herald', language: lang('en'), direction: 'ltr', page: 'https://feeds.example/en/' },
  ...{ more: 'More from Herald', empty: 'Nothing yet.', refresh: 300, items: [HEADLINE] },
}
const FULL: Look = { count: 5, show: EXTRAS, theme: 'auto' }
const many = (count: number) => ({ ...HEADLINES, items: Array.from({ length: count }, () => HEADLINE) })
const occurrences = (text: string, part: string) => text.split(part).length - 1

describe('a fragment', () => {
  test('has the label of an article that is paid for, and no other', () => {
    const items = [
      { ...HEADLINE, labels: { kind: 'Ad', paid: 'Ad' } },
      { ...HEADLINE, labels: { kind: 'News' } },
    ]
    const { text } = fragmentOf({ ...HEADLINES, items }, FULL)
    expect(text).toContain('<p class="polyfeed-date"><strong class="polyfeed-paid">Ad</strong> <time')
    expect(occurrences(text, 'polyfeed-paid')).toBe(1)
    expect(text).not.toContain('News')
  })

  test('has its language, a heading, a link to all articles, and at most `count` articles', () => {
    const { text } = fragmentOf(many(20), { count: 3, show: [] })
    expect(text).toMatch(/^<section class="polyfeed" lang="en" dir="ltr">/)
    expect(text).toContain('<a href="https://feeds.example/en/" rel="noopener">Herald</a></h2>')
    expect(text).toContain('<a href="https://feeds.example/en/" rel="noopener">More from Herald</a>')
    expect(occurrences(text, '<li ')).toBe(3)
    expect(occurrences(fragmentOf(many(2), FULL).text, '<li ')).toBe(2)
  })

  test('has pictures with credits, and summaries, only on request', () => {
    const markers = ['class="polyfeed-image"', 'Photo: Jo', 'It holds.']
    const has = (show: Look['show']) =>
      markers.map((marker) => fragmentOf(HEADLINES, { count: 5, show }).text.includes(marker))
    expect(has([])).toEqual([false, false, false])
    expect(has(['images'])).toEqual([true, true, false])
    expect(has(['summaries'])).toEqual([false, false, true])
    expect(has(EXTRAS)).toEqual([true, true, true])
  })

  test('has a small size of a picture, its height if known, and no element for a missing picture or summary', () => {
    expect(fragmentOf(HEADLINES, FULL).text).toContain(' width="160" height="107" loading="lazy"')
    const image = { url: 'https://feeds.example/a.svg', alt: '', credit: null, width: null, height: null }
    const withoutSize = fragmentOf({ ...HEADLINES, items: [{ ...HEADLINE, image }] }, FULL).text
    expect(withoutSize).toContain('alt="" width="160" loading="lazy"')
    expect(withoutSize).not.toMatch(/<small|height=/)
    const bare = fragmentOf({ ...HEADLINES, items: [{ ...HEADLINE, image: null, summary: null }] }, FULL).text
    expect(bare).not.toMatch(/<img|<small|summary|null|false|undefined/)
  })

  test('marks an article in another language with language and direction', () => {
    const item: Headline = { ...HEADLINE, language: lang('ar'), direction: 'rtl' }
    const { text } = fragmentOf({ ...HEADLINES, items: [item] }, FULL)
    expect(text).toContain('<h3 class="polyfeed-title" lang="ar" dir="rtl">')
    expect(text).toContain('<p class="polyfeed-summary" lang="ar" dir="rtl">')
    expect(fragmentOf(HEADLINES, FULL).text).not.toMatch(/<h3[^>]+lang/)
  })

  test('has the link to support the newsroom only on request, and only if there is one', () => {
    const feed = { ...HEADLINES, support: { url: 'https://herald.example/support', text: 'Support Herald' } }
    const link = '<a href="https://herald.example/support" rel="payment noopener">Support Herald</a>'
    expect(fragmentOf(feed, FULL).text).toContain(link)
    expect(fragmentOf(feed, { count: 5, show: ['images'] }).text).not.toContain('payment')
    expect(fragmentOf(HEADLINES, FULL).text).not.toContain('payment')
  })

  test('has a message if there are no articles', () => {
    const { text } = fragmentOf({ ...HEADLINES, items: [] }, FULL)
    expect(text).toContain('<p class="polyfeed-empty">Nothing yet.</p>')
    expect(text).not.toContain('<ul')
  })

  test('has no style, script or event handler, whatever the input', () => {
    const render = (title: string, other: string, address: string): string => {
      const url = `https://herald.example/${address}`
      const image = { url, alt: other, credit: `Photo: ${title}`, width: null, height: null }
      const item = { ...HEADLINE, ...{ title, url, summary: other, image, date: other } }
      return fragmentOf({ ...HEADLINES, title, page: url, more: other, items: [item] }, FULL).text
    }
    const signs = (text: string): string => text.replace(/[^<>"]/g, '')
    const harmless = signs(render('', '', ''))
    expect(render('', '', '')).not.toMatch(/<style|<script| style=| on\w+=/)
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (...texts) => {
        // The input has not opened or closed an element or an attribute.
        expect(signs(render(...texts))).toBe(harmless)
      }),
      checked(300),
    )
  })
})

describe('a page in a frame', () => {
  test('is an HTML document in the language of the feed; its links open in a new tab', () => {
    const text = framePage({ ...HEADLINES, language: lang('ar'), direction: 'rtl', title: '<"ar">' }, DEFAULT_LOOK)
    expect(text).toMatch(/^<!doctype html>\n<html lang="ar" dir="rtl">/)
    expect(text).toContain('<title>&lt;&quot;ar&quot;&gt;</title>')
    expect(text).toContain('<base target="_blank">')
    expect(text).toContain('<link rel="canonical" href="https://feeds.example/en/">')
    expect(text).toContain('<meta name="robots" content="noindex">')
  })

  test.each(THEMES)('has the requested theme: %s', (theme) => {
    const text = framePage(HEADLINES, { ...DEFAULT_LOOK, theme })
    const isForced = theme === 'light' || theme === 'dark'
    expect(/<html[^>]*>/.exec(text)?.[0].includes('data-theme')).toBe(isForced)
    if (isForced) expect(text).toContain(`data-theme="${theme}">`)
  })

  test('is higher with more content', () => {
    const shows = [[], ['images'], ['summaries'], ['images', 'summaries']] as const
    for (const show of shows) {
      for (let count = 1; count < MAX_HEADLINES; count++) {
        expect(frameHeight({ count: count + 1, show })).toBeGreaterThan(frameHeight({ count, show }))
      }
    }
    for (let count = 1; count <= MAX_HEADLINES; count++) {
      const [plain = 0, images = 0, summaries = 0, both = 0] = shows.map((show) => frameHeight({ count, show }))
      expect(images).toBeGreaterThanOrEqual(plain)
      expect(summaries).toBeGreaterThan(plain)
      expect(both).toBeGreaterThanOrEqual(Math.max(images, summaries))
    }
  })
})
