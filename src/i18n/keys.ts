import type admin from '../../locales/en/admin.json'
import type embed from '../../locales/en/embed.json'
import type feeds from '../../locales/en/feeds.json'
import type pages from '../../locales/en/pages.json'

/** `title.tag`, `errors.404.detail`: the paths to a text; a plural's categories are one key. */
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? Singular<K> : `${K}.${Paths<T[K]>}`
}[keyof T & string]

type Singular<K extends string> = K extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
  ? Stem
  : K

/** Every text that the program may ask for, as English has it: a key that is not there does not compile. */
export type Key =
  | `feeds:${Paths<typeof feeds>}`
  | `pages:${Paths<typeof pages>}`
  | `embed:${Paths<typeof embed>}`
  | `admin:${Paths<typeof admin>}`
