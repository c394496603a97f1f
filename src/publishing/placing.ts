import type { Instant } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { StoreWriter } from '../store/port.ts'
import type { Making } from './feed-state.ts'
import { placementsOf } from './placement.ts'
import { takingTurns } from './turns.ts'
import { noteWithdrawals } from './withdrawals.ts'

/**
 * Puts articles where they belong at an instant, and remembers what of them is no more.
 * `stamp` is the whole second that what moves is dated with.
 * @returns the scopes in which anything moved
 */
export async function placeAll(
  making: Making,
  store: StoreWriter,
  articles: Iterable<string>,
  at: Instant,
  stamp: Instant,
): Promise<Scope[]> {
  const { site } = making
  const moved = new Map<string, Scope>()
  const note = (scope: Scope): void => {
    if (site.languages.includes(scope.language)) moved.set(scopeId(scope), scope)
  }
  const turn = takingTurns()
  for (const article of articles) {
    const variants = await store.variantsOf(article)
    const told = await noteWithdrawals(site, store, article, variants, stamp, at)
    told.forEach(note)
    // Read again: a variant that has come back says so.
    const placements = placementsOf(making, told.length > 0 ? await store.variantsOf(article) : variants, at)
    for (const { scope, published, entries } of await store.place(article, placements)) {
      note(scope)
      await store.touchMonth(scope, monthOf(published, site.timeZone), entries, stamp)
    }
    await turn()
  }
  return [...moved.values()]
}
