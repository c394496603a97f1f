import { canonicalLanguage } from '../domain/language.ts'
import type { Texts } from '../domain/site.ts'
import { webUrl } from '../domain/url.ts'
import { type Key, KeyError } from './key-error.ts'

// Texts and addresses in site.yaml. Each function throws a KeyError that names the key.

export function canonicalTexts(texts: Texts, key: Key): Texts {
  if (typeof texts === 'string') return texts
  return Object.fromEntries(
    Object.entries(texts).map(([tag, value]) => {
      const language = canonicalLanguage(tag)
      if (!language) throw new KeyError([...key, tag], 'is not a language tag (BCP 47, like uk, pt-BR or zh-Hant)')
      return [language, value]
    }),
  )
}

export function absoluteTexts(texts: Texts, base: string, key: Key): Texts {
  const absolute = (text: string, at: Key): string =>
    webAddress(text, base, at).replaceAll('%7B', '{').replaceAll('%7D', '}')
  if (typeof texts === 'string') return absolute(texts, key)
  return Object.fromEntries(Object.entries(texts).map(([tag, value]) => [tag, absolute(value, [...key, tag])]))
}

export function webAddress(text: string, base: string, key: Key): string {
  const url = webUrl(text, base)
  if (url) return url.href
  throw new KeyError(key, 'is not an address on the web')
}
