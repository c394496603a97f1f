import { describe, expect, test } from 'vitest'
import embed from '../../locales/en/embed.json' with { type: 'json' }
import feeds from '../../locales/en/feeds.json' with { type: 'json' }
import pages from '../../locales/en/pages.json' with { type: 'json' }
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const TITLE = 'پل باز شد'

/** A newsroom in Persian, Georgian and Finnish, which the program has no texts in. */
const open = () =>
  serveNewsroom({
    site: {
      title: { en: 'Herald', fa: 'پیام', ka: 'მაცნე', fi: 'Sanomat' },
      languages: ['en', 'fa', 'ka', 'fi'],
      fallback: { ka: ['en'] },
    },
    files: {
      'articles/a.json': article({
        variants: { fa: variant(TITLE, 'fa'), fi: variant('Silta', 'fi'), en: variant('Bridge', 'en') },
        tags: ['river', 'trams'],
        image: { url: '/a.png', credit: 'Ada' },
        correction: { note: { fa: 'سه', en: 'Three lanes' }, at: '2026-03-02T00:00:00Z' },
      }),
      'articles/b.json': article({
        tags: ['sport'],
        variants: { fa: variant('ورزش', 'fa'), fi: variant('Urheilu', 'fi') },
      }),
    },
  })

const VOID = /^(?:meta|link|br|hr|img|input|path|rect|wbr)$/

type Text = { readonly text: string; readonly language: string; readonly direction: string }

/** The texts of a page, also those in attributes, with the language and the direction that an element around them sets. */
function textsOf(html: string): Text[] {
  const stack = [{ language: '', direction: '' }]
  const texts: Text[] = []
  const body = html.replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
  for (const [, slash, name = '', attributes = '', text = ''] of body.matchAll(
    /<(\/?)([a-z0-9!-]+)([^>]*)>([^<]*)/gi,
  )) {
    const parent = stack.at(-1) as (typeof stack)[number]
    const language = / lang="([^"]*)"/.exec(attributes)?.[1] ?? parent.language
    const direction = / dir="([^"]*)"/.exec(attributes)?.[1] ?? parent.direction
    if (slash) stack.pop()
    else if (!VOID.test(name) && name !== '!doctype' && !attributes.endsWith('/')) stack.push({ language, direction })
    for (const [, value = ''] of attributes.matchAll(/ (?:title|alt|aria-label|placeholder|data-copied)="([^"]+)"/g))
      texts.push({ text: value, language, direction })
    if (text.trim() !== '') texts.push({ text: text.trim(), ...(stack.at(-1) as (typeof stack)[number]) })
  }
  return texts
}

/** The parts between the values of the English texts, if they have a word. */
const partsOf = (texts: object): string[] =>
  Object.values(texts).flatMap((value) =>
    typeof value === 'string'
      ? value.split(/\{\{.*?\}\}/).flatMap((part) => (/\p{L}{4}/u.test(part) ? [part.trim()] : []))
      : partsOf(value),
  )
// "JSON Feed" is a name in all languages.
const ENGLISH = partsOf({ pages, embed, feeds }).filter((part) => part !== 'Feed')
const ENGLISH_WORDS = new RegExp(
  `(?<!\\p{L})(?:${ENGLISH.map((part) => RegExp.escape(part)).join('|')})(?!\\p{L})`,
  'u',
)
const isEnglish = ({ text }: Text): boolean => ENGLISH_WORDS.test(text)

describe('texts that the program lacks in a language are marked with the language that replaces it', () => {
  test.each([
    '/fa/',
    '/fi/',
    '/ka/',
    '/fa/tags/river/',
    '/fa/tags/river+trams/',
    '/fa/tags/river+!sport/',
    '/fa,en/tags/river/',
    '/fa/archive/2026-03/',
    '/fa/search?q=river',
    '/fa/search?q=nothing',
    '/fa/search?q=art',
    '/fa/embed/',
    '/embed/fa/fragment.html',
    '/embed/fa/frame.html?show=images',
    '/fa/tags/nothing/',
  ])('on %s', async (path) => {
    const { ask } = await open()
    const { text, headers } = await ask(path, { accept: 'text/html' })
    const texts = textsOf(text)
    const english = texts.filter((text) => isEnglish(text) && !text.text.includes('://'))
    expect(english.length).toBeGreaterThan(0)
    expect(english.filter(({ language, direction }) => language !== 'en' || direction !== 'ltr')).toEqual([])
    const own = texts.filter(({ text }) => text === TITLE && !path.includes('/ka/'))
    expect(own.every(({ language }) => language === 'fa')).toBe(true)
    expect(texts.filter(({ text }) => /[\uFFFE\uFFFF]/.test(text))).toEqual([])
    if (path.endsWith('nothing/')) expect(headers['content-language']).toBe('en')
  })

  test('a name that feeds cannot mark has a sign instead of a text', async () => {
    const { ask } = await open()
    expect((await ask('/fi/tags/river+!sport/rss.xml')).text).toContain('<title>Sanomat: river − sport</title>')
    expect((await ask('/en/tags/river+!sport/rss.xml')).text).toContain('<title>Herald: river without sport</title>')
  })

  test('values in a replaced text have the language of the page', async () => {
    const { ask } = await open()
    const { text } = await ask('/fa/')
    expect(text).toContain('<h1><span lang="en" dir="ltr"><bdi lang="fa" dir="rtl">پیام</bdi> feeds</span></h1>')
    expect(text).toContain('<title lang="en" dir="ltr">پیام feeds</title>')
    expect(text).toContain('<html lang="fa" dir="rtl">')
  })

  test('in feeds', async () => {
    const { ask } = await open()
    const atom = (await ask('/ka/atom.xml')).text
    expect(atom).toContain('<subtitle xml:lang="en">')
    expect(atom).toMatch(
      /<p lang="ka" dir="ltr"><em><span lang="en" dir="ltr">This article has not been [^<]*<bdi lang="ka" dir="ltr">/,
    )
    const persian = (await ask('/fa/rss.xml')).text
    expect(persian).toContain('<strong><span lang="en" dir="ltr">Correction</span>:</strong> سه')
    expect((await ask('/en/atom.xml')).text).not.toMatch(/<span lang|<subtitle xml/)
  })
})

test('a page shows one calendar, in the digits of the language', async () => {
  for (const [tag, year, others] of [
    ['fa', '۲۰۲۶', /۱۴۰۴|2026(?!-)/],
    ['th', '2026', /2569/],
    ['ar-SA', '٢٠٢٦', /١٤٤٧|2026(?!-)/],
    ['ckb', '٢٠٢٦', /2026(?!-)/],
  ] as const) {
    const { ask } = await serveNewsroom({
      site: { languages: [tag] },
      files: { 'articles/a.json': article({ variants: { [tag]: variant('A', tag) } }) },
    })
    for (const path of [`/${tag}/`, `/${tag}/tags/river/`, `/${tag}/archive/2026-03/`]) {
      const texts = textsOf((await ask(path)).text)
        .map(({ text }) => text)
        .filter((text) => !text.includes('://'))
      expect(texts.join(' '), path).toContain(year)
      expect(
        texts.filter((text) => others.test(text)),
        path,
      ).toEqual([])
    }
  }
})

test.each([
  ['en', 'March 1, 2026', ' at 2:05 PM', 'March 2026'],
  ['en-US', 'March 1, 2026', ' at 2:05 PM', 'March 2026'],
  ['en-GB', '1 March 2026', ' at 14:05', 'March 2026'],
  ['es-419', '1 de marzo de 2026', ' a las 2:05 p.m.', 'marzo de 2026'],
  ['es-MX', '1 de marzo de 2026', ' a las 2:05 p.m.', 'marzo de 2026'],
  ['pt-PT', '1 de março de 2026', ' às 14:05', 'março de 2026'],
  ['zh-Hant-TW', '2026年3月1日', ' 下午2:05', '2026年3月'],
  ['fr', '1 mars 2026', ' à 14:05', 'mars 2026'],
  // The runtime lacks Crimean Tatar.
  ['crh', '2026-03-01', ', 14:05', '2026-03'],
])('%s writes dates as its region does', async (tag, day, time, month) => {
  const published = '2026-03-01T12:05:00Z'
  const { ask } = await serveNewsroom({
    site: { languages: [tag] },
    files: { 'articles/a.json': article({ published, variants: { [tag]: variant('A', tag) } }) },
  })
  const textAt = async (path: string) => (await ask(path)).text.replaceAll(/[\u00a0\u202f]/g, ' ')
  expect(await textAt(`/${tag}/`)).toContain(`<time datetime="2026-03-01T12:05:00.000Z">${day}${time}</time>`)
  expect(await textAt(`/${tag}/archive/2026-03/`)).toContain(` · ${month}</h1>`)
  expect(JSON.parse(await textAt(`/embed/${tag}/headlines.json`)).items[0].date).toBe(day)
})
