import { type Condition, openIn } from '../admin/conditions.ts'
import type { Instant } from '../domain/article.ts'
import type { Store } from '../store/port.ts'

/** A condition that began or ended. */
export type Change = { readonly condition: Condition; readonly state: 'began' | 'ended' }

/** The least time between two checks. Refreshes after saves may be a second apart. */
const CHECK_INTERVAL_MS = 5 * 60_000

type WatchParts = {
  readonly store: Pick<Store, 'transact' | 'conditions'>
  readonly now: () => Instant
  /** Reads the present conditions; `undefined` if they are not needed. */
  readonly readConditions: () => Promise<readonly Condition[] | undefined>
  /** Receives the changes of each check; may be empty. */
  readonly report: (changes: readonly Change[]) => Promise<void>
  readonly onError: (error: unknown) => void
}

/**
 * Reports a condition once when two checks in a row find it, and once when two do not. The store has the reported
 * conditions, for other processes, for the next start and for the state's feed.
 */
export function createConditionWatch({ store, now, readConditions, report, onError }: WatchParts) {
  /** Reported, but not saved: the store or its disk may be the problem. */
  const unsaved = new Map<string, Condition>()
  let saved: readonly Condition[] = []
  let before: ReadonlySet<string> | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined

  /** In the order in which they began. */
  const readSaved = async (): Promise<readonly Condition[]> => openIn(await store.conditions()).toReversed()
  const begin = (condition: Condition): Promise<boolean> =>
    store
      .transact((writer) => writer.beginCondition(condition, now()))
      .catch(() => unsaved.set(condition.id, condition) !== undefined)
  const end = async (id: string): Promise<boolean> =>
    unsaved.delete(id) || store.transact((writer) => writer.endCondition(id, now()))

  const check = async (): Promise<void> => {
    const conditions = await readConditions()
    if (!conditions) return
    const current = new Set(conditions.map(({ id }) => id))
    const last = before
    before = current
    saved = await readSaved().catch(() => saved)
    const reported = new Map([...saved, ...unsaved.values()].map((condition) => [condition.id, condition]))
    const changes: Change[] = []
    for (const condition of conditions) {
      const isNew = last?.has(condition.id) && !reported.has(condition.id)
      if (isNew && (await begin(condition))) changes.push({ condition, state: 'began' })
    }
    for (const [id, condition] of reported) {
      if (!last || last.has(id) || current.has(id) || !(await end(id))) continue
      changes.push({ condition, state: 'ended' })
    }
    await report(changes)
  }

  return {
    /** Checks, unless the last check was a short time ago. */
    check: (): void => {
      // A clock that was set back does not stop the checks.
      if (running || Math.abs(now() - checkedAt) < CHECK_INTERVAL_MS) return
      checkedAt = now()
      running = check()
        .catch(onError)
        .finally(() => {
          running = undefined
        })
    },
    settled: async (): Promise<void> => running,
  }
}
