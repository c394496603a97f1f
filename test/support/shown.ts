import type { Entry } from '../../src/domain/entry.ts'
import { LANGUAGES, type RawArticle } from './arbitraries.ts'
import { type Desk, desk, entryIn, intakeOf } from './feeds.ts'

/** A newsroom in which every feed shows every article: in its own language, or in whichever there is. */
export const openDesk: Desk = desk({ languages: LANGUAGES, fallback: { default: LANGUAGES } })

/** The entries that a feed in a language shows of articles, in their order. What cannot be taken in is not there. */
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
