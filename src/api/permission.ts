import { AppError } from '../domain/errors.ts'
import { canonicalLanguage } from '../domain/language.ts'
import { isMapping } from '../domain/path.ts'
import type { ApiToken, Site } from '../domain/site.ts'
import { termId, termLanguage } from '../domain/term.ts'
import type { Written } from './written.ts'

type Terms = Pick<Site, 'languages' | 'moved'>

/**
 * Values of a whole article are values of all its languages. `language`: only this variant is concerned. `versions` are
 * the article as it is and as it would be.
 * @throws AppError `forbidden` if a token is not for the article
 */
export function requirePermission(
  site: Terms,
  token: ApiToken,
  versions: readonly (Written | undefined)[],
  language?: string,
): void {
  const articles = versions.filter((version) => version !== undefined)
  const languages = language === undefined ? articles.flatMap(tagsIn) : [language]
  const missing = [
    ...languages.filter((tag) => !isAmong(token.languages, canonicalLanguage(tag))),
    ...articles.flatMap(({ section }) =>
      isAmong(token.sections, sectionId(site, section)) ? [] : [`section "${section ?? ''}"`],
    ),
  ]
  if (missing.length === 0) return
  const details = { missing: [...new Set(missing)].join(', ') }
  throw new AppError('forbidden', `${token.name} is not for ${details.missing}`, details)
}

function isAmong<T>(permitted: readonly T[] | null, value: T | undefined): boolean {
  return permitted === null || (value !== undefined && permitted.includes(value))
}

function tagsIn({ variants }: Written): string[] {
  return isMapping(variants) ? Object.keys(variants) : []
}

/** Other shapes than a text without markup are never permitted: intake may read another section in them. */
function sectionId({ languages, moved }: Terms, section: unknown): string | undefined {
  if (typeof section !== 'string' || /[<&]/.test(section)) return undefined
  const id = termId(section, termLanguage(languages))
  return moved.section.get(id) ?? id
}
