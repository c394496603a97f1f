import type { Language } from '../domain/language.ts'
import type { ApiToken } from '../domain/site.ts'
import { expectListed, KeyError, type SiteFiles } from './key-error.ts'
import type { WrittenSite } from './site-schema.ts'

/** @throws KeyError */
export function tokensOf(
  written: WrittenSite['tokens'],
  siteLanguages: readonly Language[],
  sectionOf: (label: string) => string,
  readSecret: SiteFiles['secret'],
): ApiToken[] {
  return written.map(({ name, file, scopes, languages = null, sections }, index) => {
    const key = ['tokens', index]
    if (written.findIndex((other) => other.name === name) !== index) {
      throw new KeyError([...key, 'name'], `is the name of another token, too: "${name}"`)
    }
    expectListed(languages ?? [], siteLanguages, [...key, 'languages'])
    const secret = readSecret(file, [...key, 'file'])
    return { name, secret, scopes, languages, sections: sections?.map(sectionOf) ?? null }
  })
}
