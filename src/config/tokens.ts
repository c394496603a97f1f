import type { Language } from '../domain/language.ts'
import type { ApiToken } from '../domain/site.ts'
import type { SourceSettings } from '../domain/sources.ts'
import { KeyError } from './key-error.ts'
import type { WrittenSite, WrittenSource } from './site-schema.ts'

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

/** Adds the webhook of a source in a running system. @throws KeyError */
export function withWebhook(
  source: SourceSettings,
  written: WrittenSource,
  index: number,
  readSecret: ReadSecret,
): SourceSettings {
  if (!('fetch' in source && 'webhook' in written && written.webhook)) return source
  const { scheme, secretFile } = written.webhook
  const secret = readSecret(secretFile, ['sources', index, 'webhook', 'secretFile'])
  return { ...source, fetch: { ...source.fetch, webhook: { scheme, secret } } } as SourceSettings
}
