import { describe, expect, test } from 'vitest'
import type { Language } from '../../../src/domain/language.ts'
import { acceptLanguage } from '../../../src/export/nginx-languages.ts'
import { preferredLanguage } from '../../../src/http/accept-language.ts'

type Languages = readonly [Language, ...Language[]]

const maps = new Map<Languages, ReturnType<typeof acceptLanguage>>()

function mapsOf(languages: Languages): ReturnType<typeof acceptLanguage> {
  const map = maps.get(languages) ?? acceptLanguage(languages, 'tag')
  maps.set(languages, map)
  return map
}

/** Evaluates a map like nginx: literal keys first, then expressions in order. */
function asNginx(languages: Languages, field: string): string {
  const { field: fieldPattern, tags } = mapsOf(languages)
  const expression = (text: string): RegExp => new RegExp(text.slice(2), 'i')
  const tag = expression(fieldPattern).exec(field)?.groups?.tag ?? ''
  const literal = tags.find(([key]) => !key.startsWith('~') && key.toLowerCase() === tag.toLowerCase())
  const match = literal ?? tags.find(([key]) => key.startsWith('~') && expression(key).test(tag))
  return match?.[1] ?? languages[0]
}

const SITES = [
  ['uk', 'en', 'ar'],
  ['en', 'zh-Hant'],
  ['zh-Hans', 'zh-Hant', 'en'],
  ['en', 'sr-Latn', 'sr'],
  ['pt-PT', 'pt-BR', 'pa', 'pa-Arab'],
  ['en', 'nb', 'ms'],
  ['de', 'no', 'fil', 'he'],
  ['zh-Hans', 'en', 'de'],
  ['en', 'es', 'es-419', 'fr'],
] as unknown as readonly Languages[]

const TAGS =
  `uk uk-UA en en-US EN-gb en-001 ar ar-EG zh zh-TW zh-HK zh-CN zh-Hant zh-Hans zh-Hant-HK zh-Hans-SG sr sr-RS
  sr-ME sr-Latn sr-Cyrl sr-Latn-RS pt pt-BR pt-PT pt-AO pa pa-PK pa-IN pa-Arab pa-Guru-IN de ja no nb nn nn-NO
  nb-NO sv ms he iw tl fil es-MX es-ES es-419 bs fr-CA und *`.split(/\s+/)

/** Languages that only the server matches to others, by CLDR's distances. */
const DISTANT = /^(?:pa)\b/

describe.each(SITES.map((site) => [site.join(' '), site] as const))('a site in %s', (_name, site) => {
  const tags = TAGS.filter((tag) => site.some((one) => one.startsWith('pa')) || !DISTANT.test(tag))
  test.each(tags)('chooses the same language for %s in nginx as in the server', (tag) => {
    for (const field of [tag, `de,${tag};q=0.9, ${site[1]};q=0.8`, `${tag};q=0, ${site[1]}`]) {
      expect(asNginx(site, field), field).toBe(preferredLanguage(field, site))
    }
  })
})
