import { expect, test } from 'vitest'
import type { Language } from '../../../src/domain/language.ts'
import { preferredLanguage } from '../../../src/http/accept-language.ts'

const chosenBy = (preferred: typeof preferredLanguage) => (field: string | undefined, languages: string) =>
  preferred(field, languages.split(' ') as [Language, ...Language[]])
const chosen = chosenBy(preferredLanguage)

test.each([
  ['no', 'en nb', 'nb'],
  ['nn', 'en nb', 'nb'],
  ['nn-NO', 'en nb', 'nb'],
  ['nn, en;q=0.8', 'en nb', 'nb'],
  ['nb', 'en no', 'no'],
  ['nb-NO,en', 'en nn', 'nn'],
  ['zh-TW', 'en zh-Hans zh-Hant', 'zh-Hant'],
  ['zh-HK,zh;q=0.9', 'zh-Hans zh-Hant', 'zh-Hant'],
  ['zh-CN', 'zh-Hant zh-Hans', 'zh-Hans'],
  ['zh', 'en zh-Hans zh-Hant', 'zh-Hans'],
  ['zh_TW', 'en zh-Hant', 'zh-Hant'],
  ['cmn-Hant', 'en zh-Hans zh-Hant', 'zh-Hant'],
  ['yue, en', 'en zh-Hans zh-Hant', 'zh-Hant'],
  ['zh-TW', 'en zh-Hans', 'en'],
  ['sr-Latn', 'en sr', 'sr'],
  ['sr', 'en sr-Latn', 'sr-Latn'],
  ['sr-Latn-RS', 'sr sr-Latn', 'sr-Latn'],
  ['sr-ME', 'en sr sr-Latn', 'sr-Latn'],
  ['sh', 'en sr-Latn', 'sr-Latn'],
  ['pt', 'en pt-BR', 'pt-BR'],
  ['pt-PT, en', 'en pt-BR', 'pt-BR'],
  ['pt-AO', 'pt-BR pt-PT', 'pt-PT'],
  ['es-MX', 'es es-419', 'es-419'],
  ['en-AU', 'en-US en-GB', 'en-GB'],
  ['tl', 'en fil', 'fil'],
  ['iw', 'en he', 'he'],
  ['in-ID', 'en id', 'id'],
  ['mo', 'en ro', 'ro'],
  ['arz, en', 'en ar', 'ar'],
  ['prs', 'en fa', 'fa'],
  ['uz-Cyrl', 'en uz', 'en'],
  ['pa-PK', 'pa pa-Arab', 'pa-Arab'],
  ['en-US,en;q=0.5,uk;q=0.9', 'uk en', 'en'],
  ['en;q=0.5, uk;q=0.9', 'en uk', 'uk'],
  ['uk', 'en ru', 'en'],
  ['da, en', 'en nb', 'en'],
  ['nb;q=0, de', 'en nb de', 'de'],
  ['*', 'uk en', 'uk'],
  ['und', 'uk en', 'uk'],
  ['i-klingon, x-a, english, en', 'uk en', 'en'],
  ['en-u-nu-thai', 'uk en', 'en'],
  ['', 'uk en', 'uk'],
  [undefined, 'uk en', 'uk'],
])('%j on a site in %s: %s', (field, languages, expected) => {
  expect(chosen(field, languages)).toBe(expected)
})

/** A separate instance of the module, because the test fills its set of tags, which all tests of the process share. */
const OWN_MODULE = '../../../src/http/accept-language.ts?own'

test('common tags match after any number of other tags', async () => {
  const own: { preferredLanguage: typeof preferredLanguage } = await import(OWN_MODULE)
  const chosen = chosenBy(own.preferredLanguage)
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  for (const a of letters)
    for (const b of letters) for (let n = 0; n < 10; n++) chosen(`en-${a}${b}, ${a}${b}-${100 + n}`, 'uk ru')
  expect(chosen('no', 'en nb')).toBe('nb')
  expect(chosen('pt-PT', 'en pt-BR')).toBe('pt-BR')
})
