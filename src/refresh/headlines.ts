import type { Quarantined } from '../domain/article.ts'
import { keyPath } from '../domain/path.ts'
import type { Headlines } from '../domain/site.ts'
import { spellingsOf } from '../domain/text.ts'
import type { Head } from '../store/head.ts'
import type { StoreReader } from '../store/port.ts'

/** The articles of every block of headlines that changed. */
export function reranked(previous: Head['headlines'], headlines: Headlines): string[] {
  const previousBlocks = new Map(Object.entries(previous))
  const blocks = new Set([...previousBlocks.keys(), ...headlines.keys()])
  return [...blocks].flatMap((block) => {
    const [before = [], after = []] = [previousBlocks.get(block), headlines.get(block)]
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [...before, ...after].flatMap(spellingsOf)
  })
}

/** Reports headlines whose id no file has. Articles under embargo or withdrawn are left out without a problem. */
export async function unknownHeadlines(
  store: Pick<StoreReader, 'variantsOf'>,
  headlines: Headlines,
): Promise<Quarantined[]> {
  const unknown: Quarantined[] = []
  for (const [block, articles] of headlines) {
    for (const [index, article] of articles.entries()) {
      const variants = await Promise.all(spellingsOf(article).map((id) => store.variantsOf(id)))
      if (variants.flat().length > 0) continue
      // The message does not contain the id: it may belong to an article that is not published yet.
      const message = 'No article has this id. The other articles of the block are shown.'
      unknown.push({
        file: 'site.yaml',
        place: keyPath(['headlines', block, index]),
        reason: 'headline_unknown',
        message,
      })
    }
  }
  return unknown
}
