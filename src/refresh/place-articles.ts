import { severalAtOnce, takingTurns, together } from '../concurrency.ts'
import type { Instant } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Making } from '../editions/feed-state.ts'
import type { Movement } from '../editions/surrogate-keys.ts'
import type { Store, StoreWriter } from '../store/port.ts'
import { placementsOf } from './placements.ts'
import { beforeTheFirst } from './save-files.ts'
import { noteWithdrawals } from './withdrawals.ts'

/** When, and as which edition; `stamp` is the whole second that what moves is dated with. */
export type Next = {
  readonly instant: Instant
  readonly stamp: Instant
  readonly revision: number
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((step: 'articles' | 'feeds', done: number, total: number) => void) | undefined
}

/** Articles of a first edition that are placed in one transaction. */
const PART = 2000

/**
 * Places all articles where nobody is served yet: part by part, as one transaction of all would outgrow every cache.
 * What an earlier start has placed before it was broken off is placed anew.
 */
export async function placeFirst(making: Making, store: Store, at: Next): Promise<Placed> {
  const articles = await beforeTheFirst(store, async (writer) => {
    await writer.displaceAll()
    return writer.articles()
  })
  const moved = new Map<string, Scope>()
  for (let start = 0; start < articles.length; start += PART) {
    const part = new Set(articles.slice(start, start + PART))
    const progress: Next['progress'] = (step, done) => at.progress?.(step, start + done, articles.length)
    const scopes = await beforeTheFirst(
      store,
      (writer) => placeAll(making, writer, part, { ...at, progress }),
      at.signal,
    )
    for (const scope of scopes) moved.set(scopeId(scope), scope)
  }
  return { articles: new Set(articles), moved: [...moved.values()] }
}

/** What has been placed, and where anything moved. */
export type Placed = { readonly articles: ReadonlySet<string>; readonly moved: readonly Scope[] }

/** Articles that are placed at a time. */
const TOGETHER = 4

/**
 * Puts articles where they belong at an instant, and remembers what of them is no more.
 * `observe` hears of every move.
 * @returns the scopes in which anything moved
 */
export async function placeAll(
  making: Making,
  store: StoreWriter,
  articles: ReadonlySet<string>,
  { instant, stamp, signal, progress }: Next,
  observe: (movement: Movement) => void = () => undefined,
): Promise<Scope[]> {
  const { site } = making
  const moved = new Map<string, Scope>()
  const note = (scope: Scope): void => {
    if (site.languages.includes(scope.language)) moved.set(scopeId(scope), scope)
  }
  const turn = takingTurns(signal)
  let done = 0
  await severalAtOnce(articles, TOGETHER, async (article) => {
    const variants = await store.variantsOf(article)
    const told = await noteWithdrawals(site, store, article, variants, stamp, instant)
    told.forEach(note)
    // Read again: a variant that has come back says so.
    const placements = placementsOf(making, told.length > 0 ? await store.variantsOf(article) : variants, instant)
    const moves = await store.place(article, placements)
    await together(
      moves.map(({ scope, published, entries }) => {
        const month = monthOf(published, site.timeZone)
        note(scope)
        observe({ scope, article, month, entries })
        return store.touchMonth(scope, month, entries, stamp)
      }),
    )
    done++
    progress?.('articles', done, articles.size)
    await turn()
  })
  return [...moved.values()]
}
