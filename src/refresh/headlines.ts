import type { Quarantined } from '../domain/article.ts'
import { dotted } from '../domain/path.ts'
import type { Headlines } from '../domain/site.ts'
import type { Head, StoreReader } from '../store/port.ts'

/** The blocks of headlines as they are now, and what is wrong with them. */
export type CurrentHeadlines = { readonly blocks: Headlines; readonly problems: readonly Quarantined[] }

/** The articles whose place in a block of headlines may be another than it was. */
export function reranked(before: Head['headlines'], headlines: Headlines): string[] {
  const earlier = new Map(Object.entries(before))
  const blocks = new Set([...earlier.keys(), ...headlines.keys()])
  return [...blocks].flatMap((block) => {
    const [was = [], is = []] = [earlier.get(block), headlines.get(block)]
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [...was, ...is]
  })
}

/** Headlines that name what no file holds: an article that is under embargo, or withdrawn, is simply not shown. */
export async function unknownHeadlines(
  store: Pick<StoreReader, 'variantsOf'>,
  headlines: Headlines,
): Promise<Quarantined[]> {
  const unknown: Quarantined[] = []
  for (const [block, articles] of headlines) {
    for (const [index, article] of articles.entries()) {
      if ((await store.variantsOf(article)).length > 0) continue
      // Not its name: it may be of what is not published yet.
      const message = 'No article has this id. The others of the block are shown.'
      unknown.push({
        file: 'site.yaml',
        place: dotted(['headlines', block, index]),
        reason: 'headline_unknown',
        message,
      })
    }
  }
  return unknown
}
