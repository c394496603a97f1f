import type { z } from 'zod'
import type { Language } from '../domain/language.ts'
import type { ApiToken } from '../domain/site.ts'
import type { Webhook } from '../domain/sources.ts'
import { KeyError } from './key-error.ts'
import type { webhookSchema } from './site-keys/access.ts'
import type { WrittenSite } from './site-schema.ts'

/** Reads a file beside `site.yaml`. @throws KeyError */
type ReadSecret = (file: string, key: readonly PropertyKey[]) => string

/** @throws KeyError */
export function tokensOf(
  written: WrittenSite['tokens'],
  siteLanguages: readonly Language[],
  sectionOf: (label: string) => string,
  readSecret: ReadSecret,
): ApiToken[] {
  return written.map(({ name, file, scopes, languages = null, sections }, index) => {
    const key = ['tokens', index]
    if (written.findIndex((other) => other.name === name) !== index) {
      throw new KeyError([...key, 'name'], `is the name of another token, too: "${name}"`)
    }
    const unlisted = languages?.find((language) => !siteLanguages.includes(language))
    if (unlisted) {
      throw new KeyError([...key, 'languages'], `names ${unlisted}, which is not one of the languages of this site`)
    }
    const secret = readSecret(file, [...key, 'file'])
    return { name, secret, scopes, languages, sections: sections?.map(sectionOf) ?? null }
  })
}

/** The `webhook` of a source, whose path in site.yaml is `key`. @throws KeyError */
export function webhookOf(
  written: z.output<typeof webhookSchema>,
  key: readonly PropertyKey[],
  readSecret: ReadSecret,
): Webhook | undefined {
  if (!written) return undefined
  return { scheme: written.scheme, secret: readSecret(written.secretFile, [...key, 'webhook', 'secretFile']) }
}
