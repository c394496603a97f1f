import type { z } from 'zod'
import type { Podcast } from '../domain/channel.ts'
import type { Language } from '../domain/language.ts'
import { isMapping } from '../domain/path.ts'
import { textIn } from '../domain/text.ts'
import { type Key, KeyError } from './key-error.ts'
import { Localized, podcastKeys } from './site-keys/podcast.ts'
import { canonicalTexts, webAddress } from './texts.ts'

type Written = z.output<z.ZodObject<typeof podcastKeys>>
type InLanguage<T> = T extends Localized ? string : T extends object ? { [K in keyof T]: InLanguage<T[K]> } : T

/** The bases of addresses: those that begin with `/media/` are this server's, as in articles. */
export type Bases = { readonly baseUrl: string; readonly feedUrl: string }

/** @throws KeyError */
export function podcastsOf(
  written: Written,
  languages: readonly Language[],
  { baseUrl, feedUrl }: Bases,
  key: Key,
): ReadonlyMap<Language, Podcast> {
  const { guid, ...rest } = written
  if (typeof guid === 'string' && languages.length > 1) {
    throw new KeyError([...key, 'guid'], 'is one for several feeds: write one per language')
  }
  const guids = guid && canonicalTexts(guid, [...key, 'guid'])
  return new Map(
    languages.map((language) => {
      const resolved = (value: unknown, at: Key): unknown => {
        if (value instanceof Localized) {
          const text = textIn(canonicalTexts(value.texts, at), language, languages)
          return value.isAddress ? webAddress(text.startsWith('/media/') ? feedUrl + text : text, baseUrl, at) : text
        }
        if (Array.isArray(value)) return value.map((one, index) => resolved(one, [...at, index]))
        if (!isMapping(value)) return value
        return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one, [...at, name])]))
      }
      const own = Object.fromEntries(Object.entries(rest).filter(([name]) => name in podcastKeys))
      const podcast = resolved(own, key) as InLanguage<Omit<Written, 'guid'>>
      return [language, { ...podcast, guid: typeof guids === 'string' ? guids : guids?.[language] }]
    }),
  )
}

/** @throws KeyError */
export function refusePodcastKeys(written: object, key: Key): void {
  const own = Object.keys(podcastKeys).find((name) => name in written)
  if (own !== undefined) throw new KeyError([...key, own], 'is for podcasts only: add profile: podcast')
}
