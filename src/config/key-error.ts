import type { Language } from '../domain/language.ts'

/** A value that matches the schema but breaks another rule. `key` is its path in the file. */
export class KeyError extends Error {
  readonly key: Key
  constructor(key: Key, message: string) {
    super(message)
    this.key = key
  }
}

export type Key = readonly PropertyKey[]

/** Reads files beside site.yaml, which a key names. A secret has 16 characters or more. @throws KeyError */
export type SiteFiles = { readonly [what in 'secret' | 'text']: (file: string, key: Key) => string }

/** @throws KeyError if one of the languages is not the site's */
export function expectListed(chosen: readonly Language[], languages: readonly Language[], key: Key): void {
  const unlisted = chosen.find((language) => !languages.includes(language))
  if (unlisted) throw new KeyError(key, `names ${unlisted}, which is not one of the languages of this site`)
}
