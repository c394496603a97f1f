import { type Condition, openIn } from '../admin/conditions.ts'
import type { Instant } from '../domain/article.ts'
import type { Store } from '../store/port.ts'

/** A condition that began or ended. */
export type Change = { readonly condition: Condition; readonly state: 'began' | 'ended' }

/** Between two looks. Refreshes after saves may be a second apart. */
const LOOK_MS = 5 * 60_000

type WatchParts = {
  readonly store: Pick<Store, 'transact' | 'conditions'>
  readonly now: () => Instant
  /** Reads what is wrong; `undefined` if nobody is to be told. */
  readonly read: () => Promise<readonly Condition[] | undefined>
  /** Receives what changed, at each look, also if it is nothing. */
  readonly tell: (changes: readonly Change[]) => Promise<void>
  readonly onError: (error: unknown) => void
}

/**
 * Tells once of each condition that holds at two looks in a row, and once after two looks without it. The store
 * remembers it, for other processes, for the next start and for the state's feed.
 */
export function createConditionWatch({ store, now, read, tell, onError }: WatchParts) {
  /** Told, but not saved: the store or its disk may be what is wrong. */
  const unsaved = new Map<string, Condition>()
  let saved: readonly Condition[] = []
  let before: ReadonlySet<string> | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined

  /** In the order in which they began. */
  const readSaved = async (): Promise<readonly Condition[]> => openIn(await store.conditions()).toReversed()
  const begin = (condition: Condition): Promise<boolean> =>
    store
      .transact((writer) => writer.beginCondition(condition, now()))
      .catch(() => unsaved.set(condition.id, condition) !== undefined)
  const end = async (id: string): Promise<boolean> =>
    unsaved.delete(id) || store.transact((writer) => writer.endCondition(id, now()))

  const look = async (): Promise<void> => {
    const conditions = await read()
    if (!conditions) return
    const current = new Set(conditions.map(({ id }) => id))
    const last = before
    before = current
    saved = await readSaved().catch(() => saved)
    const told = new Map([...saved, ...unsaved.values()].map((condition) => [condition.id, condition]))
    const changes: Change[] = []
    for (const condition of conditions) {
      const isNew = last?.has(condition.id) && !told.has(condition.id)
      if (isNew && (await begin(condition))) changes.push({ condition, state: 'began' })
    }
    for (const [id, condition] of told) {
      if (!last || last.has(id) || current.has(id) || !(await end(id))) continue
      changes.push({ condition, state: 'ended' })
    }
    await tell(changes)
  }

  return {
    /** Looks, unless the last look was a short time ago. */
    look: (): void => {
      // A clock that was set back does not stop the looks.
      if (running || Math.abs(now() - lookedAt) < LOOK_MS) return
      lookedAt = now()
      running = look()
        .catch(onError)
        .finally(() => {
          running = undefined
        })
    },
    settled: async (): Promise<void> => running,
  }
}
