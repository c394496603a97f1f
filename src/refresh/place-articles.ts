import { createYield, forEachConcurrently } from '../concurrency.ts'
import { type Month, monthOf } from '../domain/calendar.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import type { Movement } from '../editions/surrogate-keys.ts'
import { getOrCreate } from '../memo.ts'
import type { Store, StoreWriter } from '../store/port.ts'
import { placementsOf } from './placements.ts'
import type { Step } from './plan.ts'
import { beforeFirstEdition } from './save-files.ts'
import { updateFallbacks, updateGuids, updateWithdrawals } from './withdrawals.ts'

/** Articles that were placed, and the scopes in which an entry moved. */
export type PlacedArticles = { readonly articles: ReadonlySet<string>; readonly scopes: readonly Scope[] }

/** Articles per transaction before the first edition. */
const PART_ARTICLES = 2000

/**
 * Places all articles before the first edition, one transaction a part: a single transaction would not fit the
 * databases' caches. It repeats the work of an earlier start that was interrupted.
 */
export async function placeFirst(context: RenderContext, store: Store, step: Step): Promise<PlacedArticles> {
  const articles = await beforeFirstEdition(store, async (writer) => {
    await writer.clearPlacements()
    return writer.articles()
  })
  const moved = new Map<string, Scope>()
  for (let start = 0; start < articles.length; start += PART_ARTICLES) {
    const part = new Set(articles.slice(start, start + PART_ARTICLES))
    const progress: Step['progress'] = (name, done) => step.progress?.(name, start + done, articles.length)
    const scopes = await beforeFirstEdition(
      store,
      (writer) => placeAll(context, writer, part, { ...step, progress }),
      step.signal,
    )
    for (const scope of scopes) moved.set(scopeId(scope), scope)
  }
  return { articles: new Set(articles), scopes: [...moved.values()] }
}

/** With PostgreSQL, each article waits for the network. */
const CONCURRENCY = 4

/**
 * Writes each article's placements at the instant of the step, and its withdrawals.
 * `onMovement` receives every entry that moved.
 * @returns the scopes in which an entry moved
 */
export async function placeAll(
  context: RenderContext,
  writer: StoreWriter,
  articles: ReadonlySet<string>,
  { lastEdition, instant, stamp, signal, progress }: Step,
  onMovement: (movement: Movement) => void = () => undefined,
): Promise<Scope[]> {
  const { site } = context
  const moved = new Map<string, Scope>()
  const add = (scope: Scope): void => {
    if (site.languages.includes(scope.language)) moved.set(scopeId(scope), scope)
  }
  /** By scope and month: each is written once. */
  const touched = new Map<string, { readonly scope: Scope; readonly month: Month; entries: number }>()
  const lateness = lastEdition === undefined ? undefined : { lastEdition, now: stamp }
  const yieldToRequests = createYield(signal)
  let done = 0
  await forEachConcurrently(articles, CONCURRENCY, async (article) => {
    const variants = await writer.variantsOf(article)
    const before = await writer.placementsOf(article)
    const withdrawnScopes = [
      ...(await updateWithdrawals(site, writer, article, variants, before, stamp, instant)),
      ...(await updateGuids(writer, variants, before, stamp, instant)),
    ]
    withdrawnScopes.forEach(add)
    // A variant that came back carries the date of its return, so it is read again.
    const current = withdrawnScopes.length > 0 ? await writer.variantsOf(article) : variants
    const placements = placementsOf(context, current, instant)
    const moves = await writer.place(article, placements, lateness)
    for (const scope of await updateFallbacks(writer, article, before, placements, stamp)) add(scope)
    for (const { scope, published, entries } of moves) {
      const month = monthOf(published, site.timeZone)
      add(scope)
      onMovement({ scope, article, month, entries })
      getOrCreate(touched, `${scopeId(scope)} ${month}`, () => ({ scope, month, entries: 0 })).entries += entries
    }
    done++
    progress?.('articles', done, articles.size)
    await yieldToRequests()
  })
  for (const { scope, month, entries } of touched.values()) await writer.touchMonth(scope, month, entries, stamp)
  return [...moved.values()]
}
