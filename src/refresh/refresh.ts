import type { Published } from '../editions/published.ts'
import { commitEdition, type Refreshed } from './commit.ts'
import { withNamedHeadlines } from './headlines.ts'
import { placeFirst } from './place-articles.ts'
import { planRefresh, type RefreshOptions, type RefreshParts } from './plan.ts'
import { Overtaken, readChanges } from './save-files.ts'

const RETRIES_MAX = 3

/**
 * Prepares the next edition and commits it. A failure at any step leaves the store and the current edition unchanged.
 * Processes that share a store take turns.
 */
export function refresh(
  parts: RefreshParts,
  current: Published | undefined,
  options: RefreshOptions = {},
): Promise<Refreshed> {
  const { signal } = options
  const attempt = async (retries: number): Promise<Refreshed> => {
    try {
      return await refreshOnce(parts, current, options)
    } catch (error) {
      if (!(error instanceof Overtaken) || retries === 0) throw error
      return attempt(retries - 1)
    }
  }
  // A slow file must not delay the end of the program.
  const stopReading = (): void => parts.incoming.release()
  signal?.addEventListener('abort', stopReading)
  return parts.store
    .runExclusively(() => attempt(RETRIES_MAX), signal)
    .finally(() => signal?.removeEventListener('abort', stopReading))
}

async function refreshOnce(
  parts: RefreshParts,
  current: Published | undefined,
  options: RefreshOptions,
): Promise<Refreshed> {
  const { store } = parts
  const { signal } = options
  const plan = await planRefresh(parts, options)
  const changes = await readChanges(parts, plan)
  const firstPlaced = plan.head
    ? undefined
    : await placeFirst((await withNamedHeadlines(plan, store)).context, store, plan.step)
  return store
    .transact((writer) => commitEdition(writer, plan, changes, { firstPlaced, current }), signal)
    .finally(() => changes.release())
}
