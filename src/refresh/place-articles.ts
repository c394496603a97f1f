import { createYield, forEachConcurrently } from '../concurrency.ts'
import type { Instant } from '../domain/article.ts'
import { type Month, monthOf } from '../domain/calendar.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import type { Movement } from '../editions/surrogate-keys.ts'
import { getOrCreate } from '../memo.ts'
import type { FirstPlacement } from '../store/first-placements.ts'
import type { MonthChange } from '../store/months.ts'
import type { Placement } from '../store/placements.ts'
import type { Store, StoreWriter } from '../store/port.ts'
import { chunksOf } from '../store/sql.ts'
import { placementsOf } from './placements.ts'
import type { Step } from './plan.ts'
import { beforeFirstEdition, Overtaken } from './save-files.ts'
import { updateFallbacks, updateGuids, updateWithdrawals } from './withdrawals.ts'

/** Articles that were placed, and the scopes in which an entry moved. */
export type PlacedArticles = { readonly articles: ReadonlySet<string>; readonly scopes: readonly Scope[] }

/** Articles per transaction before the first edition. */
const PART_ARTICLES = 2000
const FIRST_BATCH_ARTICLES = 100

/** One batch is computed while PostgreSQL writes the other. */
const CONCURRENCY = 2

/**
 * Places all articles before the first edition: collects their placements, one transaction a part, then sorts them. It
 * repeats the work of an earlier start that was interrupted.
 */
export async function placeFirst(context: RenderContext, store: Store, step: Step): Promise<PlacedArticles> {
  const { signal, stamp, progress } = step
  const [articles, run] = await beforeFirstEdition(store, async (writer) => {
    return [await writer.articles(), await writer.startCollecting()] as const
  })
  const moved = new Map<string, Scope>()
  const yieldToRequests = createYield(signal)
  let rows = 0
  let placedCount = 0
  for (const part of chunksOf(articles, PART_ARTICLES)) {
    const collect = async (writer: StoreWriter): Promise<void> => {
      await forEachConcurrently(chunksOf(part, FIRST_BATCH_ARTICLES), CONCURRENCY, async (batch) => {
        signal?.throwIfAborted()
        const placements = await firstPlacements(context, writer, batch, step, yieldToRequests)
        await writer.collect(run, placements)
        for (const { scope } of placements) moved.set(scopeId(scope), scope)
        rows += placements.length
        placedCount += batch.length
        progress?.('articles', placedCount, articles.length)
      })
    }
    await beforeFirstEdition(store, collect, signal)
  }
  signal?.throwIfAborted()
  if (!(await store.fillPlacements({ run, rows, at: stamp }))) throw new Overtaken()
  return { articles: new Set(articles), scopes: [...moved.values()] }
}

async function firstPlacements(
  context: RenderContext,
  writer: StoreWriter,
  articles: readonly string[],
  { instant, stamp }: Step,
  yieldToRequests: () => Promise<void> | undefined,
): Promise<FirstPlacement[]> {
  const variantsByArticle = await writer.variantsByArticle(articles)
  const placements: FirstPlacement[] = []
  for (const article of articles) {
    const variants = variantsByArticle.get(article) ?? []
    await updateGuids(writer, variants, [], stamp, instant)
    for (const placement of placementsOf(context, variants, instant)) {
      placements.push({ ...placement, article, month: monthOf(placement.published, context.site.timeZone) })
    }
    await yieldToRequests()
  }
  return placements
}

/** A larger batch saves round trips to PostgreSQL; SQLite answers no request while it writes one. */
const BATCH_ARTICLES = 16

/** Changed months per statement, which SQLite writes in a few milliseconds. */
const BATCH_MONTHS = 200

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
  let placedCount = 0
  await forEachConcurrently(chunksOf([...articles], BATCH_ARTICLES), CONCURRENCY, async (batch) => {
    const variants = await writer.variantsByArticle(batch)
    const before = await writer.placementsOf(batch)
    const withdrawals = Map.groupBy(await writer.withdrawalsOf(batch), ({ article }) => article)
    const placings = new Map<string, readonly Placement[]>()
    for (const article of batch) {
      const [own = [], placed = []] = [variants.get(article), before.get(article)]
      const withdrawn = withdrawals.get(article) ?? []
      const withdrawnScopes = [
        ...(await updateWithdrawals(site, writer, article, own, placed, withdrawn, stamp, instant)),
        ...(await updateGuids(writer, own, placed, stamp, instant)),
      ]
      withdrawnScopes.forEach(add)
      // A variant that came back carries the date of its return, so it is read again.
      const current = withdrawnScopes.length > 0 ? await writer.variantsOf(article) : own
      placings.set(article, placementsOf(context, current, instant))
      await yieldToRequests()
    }
    const moves = await writer.place(placings, lateness, before)
    for (const [article, placements] of placings) {
      const scopes = await updateFallbacks(writer, article, before.get(article) ?? [], placements, stamp)
      scopes.forEach(add)
    }
    for (const { article, scope, published, entries } of moves) {
      const month = monthOf(published, site.timeZone)
      add(scope)
      onMovement({ scope, article, month, entries })
      getOrCreate(touched, `${scopeId(scope)} ${month}`, () => ({ scope, month, entries: 0 })).entries += entries
    }
    placedCount += batch.length
    progress?.('articles', placedCount, articles.size)
    await yieldToRequests()
  })
  await touchMonths(writer, touched.values(), stamp, yieldToRequests)
  return [...moved.values()]
}

/** One month of each scope at a time: the months of a scope depend on each other. */
async function touchMonths(
  writer: StoreWriter,
  touched: Iterable<MonthChange>,
  at: Instant,
  yieldToRequests: ReturnType<typeof createYield>,
): Promise<void> {
  const scopes = [...Map.groupBy(touched, ({ scope }) => scopeId(scope)).values()]
  for (let nth = 0, round = scopes; round.length > 0; nth++) {
    round = round.filter((months) => months.length > nth)
    const changes = round.map((months) => months[nth] as MonthChange)
    for (const batch of chunksOf(changes, BATCH_MONTHS)) {
      await writer.touchMonths(batch, at)
      await yieldToRequests()
    }
  }
}
