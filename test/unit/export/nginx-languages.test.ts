import { describe, expect, test } from 'vitest'
import type { Language } from '../../../src/domain/language.ts'
import { acceptLanguage } from '../../../src/export/nginx-languages.ts'
import { preferredLanguage } from '../../../src/http/accept-language.ts'

/** Evaluates a map like nginx: literal keys first, then expressions in order. */
function asNginx(languages: readonly [Language, ...Language[]], field: string): string {
  const { field: fieldPattern, tags } = acceptLanguage(languages, 'tag')
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
] as unknown as readonly [Language, ...Language[]][]

const TAGS =
  `uk uk-UA en en-US EN-gb en-001 ar ar-EG zh zh-TW zh-HK zh-CN zh-Hant zh-Hans zh-Hant-HK zh-Hans-SG sr sr-RS
  sr-ME sr-Latn sr-Cyrl sr-Latn-RS pt pt-BR pt-PT pt-AO pa pa-PK pa-IN pa-Arab pa-Guru-IN de ja *`.split(/\s+/)

describe.each(SITES.map((site) => [site.join(' '), site] as const))('a site in %s', (_name, site) => {
  test.each(TAGS)('chooses the same language for %s in nginx as in the server', (tag) => {
    for (const field of [tag, `de,${tag};q=0.9, ${site[1]};q=0.8`, `${tag};q=0, ${site[1]}`]) {
      expect(asNginx(site, field), field).toBe(preferredLanguage(field, site))
    }
  })
})
