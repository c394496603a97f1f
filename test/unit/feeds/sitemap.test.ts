import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { type NewsUrl, newsSitemap } from '../../../src/feeds/sitemap.ts'
import { lang } from '../../support/desk.ts'

const NASTY = `<Міст> & "річка" 'тут' ]]>`

function news(over: Partial<NewsUrl['variant']> = {}, translations: NewsUrl['translations'] = []): NewsUrl {
  const published = Date.UTC(2026, 2, 9, 7)
  const url = 'https://herald.example/uk/1/'
  return { variant: { url, title: 'Міст', language: lang('uk'), published, updated: published, ...over }, translations }
}

/** The `url` elements of a parsed sitemap. */
function read(document: string) {
  expect(XMLValidator.validate(document)).toBe(true)
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => ['url', 'xhtml:link'].includes(name) })
  const { urlset } = parser.parse(document)
  return { urlset, urls: (urlset.url ?? []) as Record<string, never>[] }
}

test('writes the address, dates, title and publication of an article', () => {
  const updated = Date.UTC(2026, 2, 10, 12)
  const { urlset, urls } = read(newsSitemap('Вісник', lang('uk'), [news({ updated })]))
  expect(urlset['@_xmlns']).toBe('http://www.sitemaps.org/schemas/sitemap/0.9')
  expect(urlset['@_xmlns:news']).toBe('http://www.google.com/schemas/sitemap-news/0.9')
  expect(urls).toEqual([
    {
      loc: 'https://herald.example/uk/1/',
      lastmod: '2026-03-10T12:00:00.000Z',
      'news:news': {
        'news:publication': { 'news:name': 'Вісник', 'news:language': 'uk' },
        'news:publication_date': '2026-03-09T07:00:00.000Z',
        'news:title': 'Міст',
      },
    },
  ])
})

test('escapes every text', () => {
  const url = 'https://herald.example/?a=1&b=<2>'
  const translation = { language: lang('en'), title: 'Bridge', url: 'https://herald.example/en?a="1"&b=2' }
  const [entry] = read(newsSitemap(NASTY, lang('uk'), [news({ title: NASTY, url }, [translation])])).urls
  expect(entry).toMatchObject({
    loc: url,
    'news:news': { 'news:publication': { 'news:name': NASTY }, 'news:title': NASTY },
    'xhtml:link': [{ '@_href': url }, { '@_href': translation.url }],
  })
})

test('keeps the order of articles', () => {
  const urls = ['/c/', '/a/', '/b/'].map((path) => news({ url: `https://herald.example${path}` }))
  expect(read(newsSitemap('Вісник', lang('uk'), urls)).urls.map(({ loc }) => loc)).toEqual(
    urls.map(({ variant }) => variant.url),
  )
})

test('lists an article and its translations as alternates, and nothing without translations', () => {
  const translations = [
    { language: lang('pt-BR'), title: 'Ponte', url: 'https://herald.example/pt-BR/1/' },
    { language: lang('en'), title: 'Bridge', url: 'https://herald.example/en/1/' },
  ]
  const [translated, untranslated] = read(newsSitemap('Вісник', lang('uk'), [news({}, translations), news()])).urls
  const alternate = (hreflang: string) => ({
    ...{ '@_rel': 'alternate', '@_hreflang': hreflang },
    '@_href': `https://herald.example/${hreflang}/1/`,
  })
  expect(translated?.['xhtml:link']).toEqual([alternate('uk'), alternate('pt-BR'), alternate('en')])
  expect(untranslated).not.toHaveProperty('xhtml:link')
})

// Google requires ISO 639 codes, and zh-cn or zh-tw for Chinese.
test.each([
  ['uk', 'uk'],
  ['pt-BR', 'pt'],
  ['he', 'he'],
  ['sr-Latn', 'sr'],
  ['fil', 'fil'],
  ['zh', 'zh-cn'],
  ['zh-Hans', 'zh-cn'],
  ['zh-SG', 'zh-cn'],
  ['zh-TW', 'zh-tw'],
  ['zh-HK', 'zh-tw'],
  ['zh-Hant', 'zh-tw'],
])('writes the language %s as %s', (language, expected) => {
  expect(newsSitemap('Herald', lang(language), [news()])).toContain(`<news:language>${expected}</news:language>`)
})

test('an empty sitemap is valid', () => {
  expect(read(newsSitemap('Вісник', lang('uk'), [])).urls).toEqual([])
})
