import { describe, expect, test } from 'vitest'
import { formerTermId } from '../../../src/domain/former-term.ts'
import { possibleTermIds, termId, termLanguage } from '../../../src/domain/term.ts'
import { lang } from '../../support/desk.ts'
import { SPELLINGS } from './spellings.ts'

const ROWS = SPELLINGS.flatMap(([language, id, ...spellings]) =>
  spellings.map((spelling) => [language, spelling, id] as const),
)

test.each(ROWS)('%s: the id of %j is %j', (language, text, id) => {
  expect(termId(text, lang(language))).toBe(id)
})

test('the table has more than 150 spellings in more than 25 languages', () => {
  expect(ROWS.length).toBeGreaterThan(150)
  expect(new Set(ROWS.map(([language]) => language)).size).toBeGreaterThan(25)
})

test.each([
  ['  Foo   Bar ', 'foo-bar'],
  ['.NET', 'net'],
  ['Node.js', 'node-js'],
  ['１２', '12'],
  ['№ 5', 'no-5'],
  ['cafe\u0301', 'café'],
  ['a/b', 'a-b'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..\\secret', 'secret'],
  ['50%', '50'],
  ['a b\u0000', 'a-b'],
  ['F# minor', 'f-sharp-minor'],
  ['#', 'sharp'],
  ['1️⃣', '1'],
  ['\u0301abc', 'abc'],
  // Without a language, `I` has the lower case of most languages.
  ['İstanbul', 'istanbul'],
  ['IŞIK', 'işik'],
])('the id of %j is %j', (text, id) => {
  expect(termId(text)).toBe(id)
})

const WITHOUT_ID = [
  '',
  ' ',
  '...',
  '../..',
  '!',
  '🎉',
  '—',
  '%',
  '❤️',
  '👩‍👩‍👧',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '#️⃣',
  'ℹ️',
  '㊗️',
  '🈁',
  '\u200D',
  '\u3164',
  '\u0301',
  '_',
]
test.each(WITHOUT_ID)('%j has no id because it has no letter or digit', (text) => {
  expect(termId(text)).toBe('')
})

describe('of any text', () => {
  const languages = [undefined, lang('tr'), lang('uk')]
  const texts = [...ROWS.map(([, text]) => text), 'ﬁn', '-a-', 'a -- b', 'ا ل', 'K', 'ŉ', 'ẚ', 'ΑΣ', 'ﷺ', '㍿', 'Ⅳ', '́́']

  test('the id is its own id in every language', () => {
    for (const text of texts) {
      for (const language of languages) {
        const id = termId(text, language)
        for (const other of languages) expect(termId(id, other), text).toBe(id)
      }
    }
  })

  test.each(['a', 'news', 'i', 'ii-1', 'x86-64', '2026', '1-a-b', 'straße-ss'])(
    'the short way to the id of %s gives what the long way gives',
    (text) => {
      // A soft hyphen is invisible, and is removed on the long way only.
      for (const language of languages) expect(termId(text, language)).toBe(termId(`${text}\u00AD`, language))
    },
  )

  test('no character breaks a word or reaches an id that should not', () => {
    for (let code = 0; code < 0x30000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue
      const character = String.fromCodePoint(code)
      const id = termId(`a${character}b`)
      if (/^(?:[\p{L}\p{M}\p{N}_]+-?)+$/u.test(id) && !/\p{Default_Ignorable_Code_Point}/u.test(id)) continue
      throw new Error(`U+${code.toString(16)} leads to the id ${JSON.stringify(id)}`)
    }
  })
})

test.each(['a+b', '!a', 'a,b', 'a?b', 'a#b', 'a;b', 'a:b', 'a@b', 'a=b', "a'b", 'a"b', '<a>', 'a|b', 'a\u200db'])(
  'the id of %j has no characters with a meaning in URLs or combinations',
  (text) => {
    expect(termId(text)).toMatch(/^[\p{L}\p{M}\p{N}_-]+$/u)
  },
)

test.each([
  [['tr'], 'tr'],
  [['tr', 'az'], 'tr'],
  [['tr', 'en'], undefined],
  [['en', 'tr'], undefined],
])('labels of an article in %j are lower-cased as in %j', (languages, expected) => {
  expect(termLanguage(languages.map(lang))).toBe(expected)
})

test.each([
  ['COVID‑19', 'covid19'],
  ['#StandWithUkraine', 'sharp-standwithukraine'],
  ['น้ำ', 'น้ํา'],
])('the former id of %j was %j', (text, id) => {
  expect(formerTermId(text)).toBe(id)
})

test('a request may mean a hashtag by its former id', () => {
  expect(possibleTermIds('sharp-x', lang('en'))).toEqual(['sharp-x', 'x'])
  expect(possibleTermIds('IRAK', lang('tr'))).toEqual(['ırak', 'irak'])
})
