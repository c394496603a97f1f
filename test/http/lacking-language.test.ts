import { describe, expect, test } from 'vitest'
import embed from '../../locales/en/embed.json' with { type: 'json' }
import pages from '../../locales/en/pages.json' with { type: 'json' }
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const TITLE = 'پل باز شد'

/** A newsroom in Persian and Georgian, which the program has no texts in. */
const open = () =>
  serveNewsroom({
    site: {
      title: { en: 'Herald', fa: 'پیام', ka: 'მაცნე' },
      languages: ['en', 'fa', 'ka'],
      fallback: { ka: ['en'] },
    },
    files: {
      'articles/a.json': article({
        variants: { fa: variant(TITLE, 'fa'), en: variant('Bridge', 'en') },
        image: { url: '/a.png', credit: 'Ada' },
        correction: { note: { fa: 'سه', en: 'Three lanes' }, at: '2026-03-02T00:00:00Z' },
      }),
    },
  })

const VOID = /^(?:meta|link|br|hr|img|input|path|rect|wbr)$/

/** The text nodes of a page with the language and the direction of the nearest element that has one. */
function textsOf(html: string): { text: string; language: string; direction: string }[] {
  const stack = [{ name: '', language: '', direction: '' }]
  const texts: { text: string; language: string; direction: string }[] = []
  const body = html.replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
  for (const [, slash, name = '', attributes = '', text = ''] of body.matchAll(
    /<(\/?)([a-z0-9!-]+)([^>]*)>([^<]*)/gi,
  )) {
    const parent = stack.at(-1) as (typeof stack)[number]
    if (slash) stack.pop()
    else if (!VOID.test(name) && name !== '!doctype' && !attributes.endsWith('/')) {
      const language = / lang="([^"]*)"/.exec(attributes)?.[1] ?? parent.language
      const direction = / dir="([^"]*)"/.exec(attributes)?.[1] ?? parent.direction
      stack.push({ name, language, direction })
    }
    const { language, direction } = stack.at(-1) as (typeof stack)[number]
    if (text.trim() !== '') texts.push({ text: text.trim(), language, direction })
  }
  return texts
}

const stringsIn = (texts: object): string[] =>
  Object.values(texts).flatMap((value) => (typeof value === 'string' ? [value] : stringsIn(value)))
const ENGLISH = new Set([...stringsIn(pages), ...stringsIn(embed)])

describe('texts that the program lacks in a language are marked with the language that replaces it', () => {
  test.each([
    '/fa/',
    '/ka/',
    '/fa/tags/river/',
    '/fa/archive/2026-03/',
    '/fa/search?q=river',
    '/fa/search?q=nothing',
    '/fa/embed/',
    '/embed/fa/fragment.html',
    '/embed/fa/frame.html?show=images',
    '/fa/tags/nothing/',
  ])('on %s', async (path) => {
    const { ask } = await open()
    const { text, headers } = await ask(path, { accept: 'text/html' })
    const texts = textsOf(text)
    const english = texts.filter(({ text }) => ENGLISH.has(text))
    if (!path.startsWith('/embed')) expect(english.length).toBeGreaterThan(0)
    expect(english.filter(({ language, direction }) => language !== 'en' || direction !== 'ltr')).toEqual([])
    expect(
      texts.filter(({ text }) => text === TITLE && !path.includes('/ka/')).every(({ language }) => language === 'fa'),
    ).toBe(true)
    expect(texts.filter(({ text }) => /[\uFFFE\uFFFF]/.test(text))).toEqual([])
    if (path.endsWith('nothing/')) expect(headers['content-language']).toBe('en')
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
