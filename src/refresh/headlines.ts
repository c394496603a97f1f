import type { Quarantined } from '../domain/article.ts'
import { keyPath } from '../domain/path.ts'
import type { Headlines } from '../domain/site.ts'
import { spellingsOf } from '../domain/text.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import type { Head } from '../store/head.ts'
import type { StoreReader } from '../store/port.ts'

/** At most as many articles of a block as site.yaml may list. */
const BLOCK_MAX = 100

/** Adds the articles that name a block (`headline`) after those that site.yaml lists, the newest first. */
export async function withNamedHeadlines<P extends { readonly context: RenderContext }>(
  plan: P,
  reader: Pick<StoreReader, 'namedHeadlines'>,
): Promise<P> {
  const { headlines } = plan.context
  if (headlines.size === 0) return plan
  const named = Map.groupBy(await reader.namedHeadlines(), ({ headline }) => headline)
  const all = [...headlines].map(([block, listed]) => {
    const articles = (named.get(block) ?? []).map(({ article }) => article)
    return [block, [...new Set([...listed, ...articles])].slice(0, Math.max(listed.length, BLOCK_MAX))] as const
  })
  return { ...plan, context: { ...plan.context, headlines: new Map(all) } }
}

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
