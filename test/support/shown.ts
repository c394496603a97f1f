import type { Entry } from '../../src/domain/article.ts'
import { LANGUAGES, type RawArticle } from './arbitraries.ts'
import { type Desk, desk, entryIn, intakeOf } from './feeds.ts'

/** A newsroom in which every feed shows every article, in its own language or else in any other. */
export const openDesk: Desk = desk({ languages: LANGUAGES, fallback: { default: LANGUAGES } })

/** The entries of articles in a feed of a language, in the order of the articles. Quarantined articles are left out. */
export function shownIn(
  language: string,
  articles: readonly (readonly [string, RawArticle])[],
  at: Desk = openDesk,
): Entry[] {
  return articles.flatMap(([id, raw]) => {
    const { variants } = intakeOf(at, id, raw)
    const [first] = variants
    if (!first) return []
    const own = variants.find((one) => one.language === language) ?? first
    return [entryIn(at, language, variants, own.language)]
  })
}
