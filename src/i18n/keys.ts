import type admin from '../../locales/en/admin.json'
import type embed from '../../locales/en/embed.json'
import type feeds from '../../locales/en/feeds.json'
import type pages from '../../locales/en/pages.json'

/** Paths to texts, like `title.tag` or `errors.404.detail`. The plural forms of a text share one path. */
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? Singular<K> : `${K}.${Paths<T[K]>}`
}[keyof T & string]

type Singular<K extends string> = K extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
  ? Stem
  : K

/** The keys of the English texts: a missing key does not compile. */
export type Key =
  | `feeds:${Paths<typeof feeds>}`
  | `pages:${Paths<typeof pages>}`
  | `embed:${Paths<typeof embed>}`
  | `admin:${Paths<typeof admin>}`
