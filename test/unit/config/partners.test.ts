import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { readSite } from '../../../src/config/site-file.ts'
import { AppError } from '../../../src/domain/errors.ts'
import type { Partner } from '../../../src/domain/site.ts'
import { folderWith, lang, siteOf } from '../../support/desk.ts'
import { SITE } from '../../support/newsroom.ts'

const TOKEN = '0123456789abcdef'

type Written = Record<string, unknown> | null

function partner(written: Written, name = 'agency', over: Record<string, unknown> = {}): Partner {
  return siteOf({ partners: { [name]: written }, ...over }).partners.get(name) as Partner
}

/** The error message for a `site.yaml` with partners, without its file and line. */
function refusal(partners: unknown, files: Record<string, string> = {}): string {
  const folder = folderWith({ 'site.yaml': stringify({ ...SITE, partners }), ...files })
  try {
    readSite(folder, { origin: 'http://127.0.0.1:3000' })
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    const { message } = error as AppError
    expect(message).not.toContain('\n')
    return message.slice(`${path.join(folder, 'site.yaml')}: `.length).replace(/^line \d+: /, '')
  }
  throw new Error('the file was accepted')
}

const PLAIN: Partner = {
  profile: null,
  items: 50,
  content: 'full',
  maxAge: null,
  summaryType: 'html',
  maxBytes: null,
  minImageWidth: null,
  namespaces: null,
  languages: ['uk', 'ru', 'en'].map(lang),
  tags: [],
  parameters: {},
  token: null,
}

test('a site has no partners by default', () => {
  expect(siteOf().partners).toEqual(new Map())
})

test.each([null, {}])('a partner without settings (%j) gets the public feed', (written) => {
  expect(partner(written)).toEqual(PLAIN)
})

test.each<readonly [string, Record<string, unknown>, Partial<Partner>]>([
  ['a number of items', { items: 7 }, { items: 7 }],
  ['summaries', { content: 'summary' }, { content: 'summary' }],
  ['titles only', { content: 'none' }, { content: 'none' }],
  ['a maximum age', { maxAgeDays: 30 }, { maxAge: 30 * 24 * 60 * 60 * 1000 }],
  ['no maximum age', { maxAgeDays: null }, {}],
  ['summaries as text', { summaryType: 'text' }, { summaryType: 'text' }],
  ['a maximum document size', { maxBytes: 10_000 }, { maxBytes: 10_000 }],
  ['a minimum picture width', { image: { minWidth: 640 } }, { minImageWidth: 640 }],
  ['empty picture settings', { image: {} }, {}],
  ['namespaces', { namespaces: ['dc', 'media'] }, { namespaces: ['dc', 'media'] }],
  ['no namespace at all', { namespaces: [] }, { namespaces: [] }],
  ['languages in any spelling', { languages: ['EN', 'uk'] }, { languages: ['en', 'uk'].map(lang) }],
  ['tags by their ids', { tags: ['USA', 'Новини дня'] }, { tags: ['usa', 'новини-дня'] }],
  ['moved tags by their new names', { tags: ['us', 'River'] }, { tags: ['usa', 'river'] }],
  [
    'parameters on links',
    { utm: { source: 'agency', medium: 'feed', id: '7' } },
    { parameters: { utm_source: 'agency', utm_medium: 'feed', utm_id: '7' } },
  ],
  ['a token', { token: TOKEN }, { token: TOKEN }],
])('a partner may have %s', (_name, written, expected) => {
  expect(partner(written, 'agency', { moved: { tags: { US: 'USA' } } })).toEqual({ ...PLAIN, ...expected })
})

describe('a preset profile', () => {
  const PROFILES = ['msn', 'flipboard', 'smartnews', 'apple-news', 'google-news'] as const

  test.each(PROFILES)('%s is the default of a partner with that name', (name) => {
    const preset = partner(null, name)
    expect(preset).not.toEqual(PLAIN)
    expect(partner({ profile: name }, 'another')).toEqual(preset)
    expect(preset).toMatchObject({ languages: PLAIN.languages, token: null, tags: [], parameters: {} })
  })

  test.each<readonly [(typeof PROFILES)[number], Partial<Partner>]>([
    ['msn', { content: 'full', summaryType: 'text', maxAge: 365 * 24 * 60 * 60 * 1000 }],
    ['flipboard', { content: 'full', minImageWidth: 400 }],
    ['smartnews', { content: 'full', maxBytes: 1_000_000 }],
    ['apple-news', { content: 'full' }],
    ['google-news', { content: 'summary', items: 100, maxAge: 30 * 24 * 60 * 60 * 1000 }],
  ])('%s meets the published requirements of that partner', (name, expected) => {
    expect(partner(null, name)).toMatchObject(expected)
    // MSN recommends fewer than 30 items.
    expect(partner(null, name).items).toBeGreaterThanOrEqual(name === 'msn' ? 29 : 30)
    expect(partner(null, name).namespaces).toEqual(expect.arrayContaining(['dc', 'media']))
  })

  test('is overridden by the site’s own settings', () => {
    const own = { items: 10, image: { minWidth: 1200 }, namespaces: ['dc'], content: 'summary' }
    expect(partner(own, 'flipboard')).toMatchObject({
      ...{ items: 10, minImageWidth: 1200, namespaces: ['dc'], content: 'summary' },
    })
  })

  test('has no maximum age if the site says so', () => {
    expect(partner({ maxAgeDays: null }, 'msn').maxAge).toBeNull()
    expect(partner({ maxAgeDays: 7 }, 'msn').maxAge).toBe(7 * 24 * 60 * 60 * 1000)
  })

  test('can be replaced by another profile', () => {
    expect(partner({ profile: 'smartnews' }, 'msn')).toEqual(partner(null, 'smartnews'))
  })
})

describe('a token in a file', () => {
  const read = (file: string, text: string) => {
    const site = stringify({ ...SITE, partners: { agency: { tokenFile: file } } })
    return readSite(folderWith({ 'site.yaml': site, [file]: text }), {
      origin: 'http://127.0.0.1:3000',
    }).site.partners.get('agency')?.token
  }

  test.each([
    ['token', TOKEN],
    ['secrets/agency.txt', `${TOKEN}\n`],
    ['token', `  ${TOKEN}\r\n\n`],
  ])('%s is read from the folder of site.yaml and trimmed', (file, text) => {
    expect(read(file, text)).toBe(TOKEN)
  })

  test('is found by an absolute path', () => {
    const folder = folderWith({ token: TOKEN })
    expect(partner({ tokenFile: path.join(folder, 'token') }).token).toBe(TOKEN)
  })

  test.each([
    ['is not there', {}, /^partners\.agency\.tokenFile names token, which cannot be read: ENOENT/],
    ['is empty', { token: '\n' }, 'partners.agency.tokenFile names token, which has fewer than 16 characters'],
    [
      'is short',
      { token: 'secret-short' },
      'partners.agency.tokenFile names token, which has fewer than 16 characters',
    ],
  ])('that %s is named, without revealing the token', (_name, files, expected) => {
    const message = refusal({ agency: { tokenFile: 'token' } }, files)
    expect(message).toMatch(expected)
    expect(message).not.toContain('secret-short')
  })
})

describe('is refused with its key:', () => {
  test.each<readonly [string, unknown, string | RegExp]>([
    ['a name that is no name for a path', { 'A b': {} }, /^partners\.A b .*is not a path name/],
    ['a name with a slash', { 'a/b': {} }, /is not a path name/],
    ['a list', ['msn'], /^partners is not a mapping/],
    ['an unknown key', { a: { item: 7 } }, /^partners\.a.*\bitem\b/],
    ['an unknown profile', { a: { profile: 'yahoo' } }, /^partners\.a\.profile is not one of msn, flipboard/],
    ['no items', { a: { items: 0 } }, 'partners.a.items is less than 1'],
    ['too many items', { a: { items: 1001 } }, 'partners.a.items is more than 1000'],
    ['no age', { a: { maxAgeDays: 0 } }, 'partners.a.maxAgeDays is less than 1'],
    [
      'an unknown type of summaries',
      { a: { summaryType: 'xhtml' } },
      'partners.a.summaryType is not one of html, text',
    ],
    ['a document too small', { a: { maxBytes: 9999 } }, 'partners.a.maxBytes is less than 10000'],
    ['a picture of no width', { a: { image: { minWidth: 0 } } }, 'partners.a.image.minWidth is less than 1'],
    ['an unknown namespace', { a: { namespaces: ['foaf'] } }, /^partners\.a\.namespaces\[0\] is not one of at, atom/],
    ['no language', { a: { languages: [] } }, 'partners.a.languages is empty'],
    [
      'a language that the site does not have',
      { a: { languages: ['uk', 'de'] } },
      'partners.a.languages names de, which is not one of the languages of this site',
    ],
    ['an unknown parameter', { a: { utm: { sauce: 'x' } } }, /^partners\.a\.utm.*\bsauce\b/],
    ['an empty parameter', { a: { utm: { source: '' } } }, 'partners.a.utm.source is empty'],
    [
      'a token that can be guessed',
      { a: { token: '0123456789abcde' } },
      'partners.a.token has fewer than 16 characters',
    ],
    [
      'two tokens',
      { a: { token: TOKEN, tokenFile: 'token' } },
      'partners.a.tokenFile is set together with token: remove one of them',
    ],
  ])('%s', (_name, partners, expected) => {
    const message = refusal(partners)
    if (typeof expected === 'string') expect(message).toBe(expected)
    else expect(message).toMatch(expected)
    expect(message).not.toContain(TOKEN)
  })
})

describe('a podcast', () => {
  test('has its facts in each of its languages', () => {
    const { podcasts } = partner({
      ...{ profile: 'podcast', languages: ['uk', 'en'], title: { UK: 'Щодня', en: 'Daily' }, explicit: false },
      ...{ artwork: { uk: '/media/uk.png', en: 'art/en.png' }, categories: ['News > Daily News'] },
    })
    expect(podcasts?.get(lang('uk'))).toEqual({
      ...{ title: 'Щодня', explicit: false, categories: [['News', 'Daily News']] },
      artwork: { url: 'https://feeds.example/media/uk.png' },
    })
    expect(podcasts?.get(lang('en'))).toMatchObject({
      ...{ title: 'Daily', artwork: { url: 'https://herald.example/art/en.png' } },
    })
    expect(podcasts?.size).toBe(2)
  })

  test.each<readonly [Record<string, unknown>, string]>([
    [{ categories: ['Weather'] }, "partners.daily.categories[0] is not in Apple's list: Arts, Business, "],
    [
      { categories: ['News > Weather'] },
      "partners.daily.categories[0] is not in Apple's list: News, News > Business News",
    ],
    [{ guid: 'abc' }, 'partners.daily.guid'],
    [
      { guid: '917393e3-1b1e-5cef-ace4-edaa54e1f810' },
      'partners.daily.guid is one for several feeds: write one per language',
    ],
    [{ title: { klingon_: 'x' } }, 'partners.daily.title.klingon_ is not a language tag'],
    [
      { trailer: { title: 'Soon', url: '/a.mp3', published: '2026-02-01' } },
      'partners.daily.trailer.published is not a date',
    ],
    [
      { updateFrequency: { rrule: 'weekly', text: 'Weekly' } },
      'partners.daily.updateFrequency.rrule is not like FREQ=WEEKLY',
    ],
    [{ link: 'mailto:a@b.example' }, 'partners.daily.link is not an address on the web'],
  ])('%j is refused', (settings, message) => {
    expect(refusal({ daily: { profile: 'podcast', ...settings } })).toContain(message)
  })

  test('has keys that no other partner has', () => {
    expect(refusal({ daily: { author: 'Jo Doe' } })).toBe(
      'partners.daily.author is for podcasts only: add profile: podcast',
    )
  })
})
