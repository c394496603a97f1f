import type { Instant } from '../domain/article.ts'
import type { Store } from '../store/port.ts'

/** What is wrong, and the id that stays the same meanwhile. */
type Told = { readonly id: string; readonly text: string }

/** Something that began or ended to be wrong. */
export type Change = Told & { readonly state: 'began' | 'ended' }

/** Between two looks. Refreshes after saves may be a second apart. */
const LOOK_MS = 5 * 60_000

/** The names of leases that say what was told: `alert stale`. `!` follows the space. */
const PREFIX = 'alert '
const END = 'alert!'

/** A condition that lasts longer is told again. */
const TOLD_MS = 365 * 24 * 60 * 60_000

type WatchParts = {
  readonly store: Pick<Store, 'claim' | 'release' | 'heldBetween'>
  readonly now: () => Instant
  /** Reads what is wrong; `undefined` if nobody is to be told. */
  readonly read: () => Promise<readonly Told[] | undefined>
  /** Receives what changed, at each look, also if it is nothing. */
  readonly tell: (changes: readonly Change[]) => Promise<void>
  readonly onError: (error: unknown) => void
}

/**
 * Tells once of each condition that holds at two looks in a row, and once after two looks without it. The store
 * remembers it, for other processes and for the next start.
 */
export function createConditionWatch({ store, now, read, tell, onError }: WatchParts) {
  /** Told, but not saved: the store or its disk may be what is wrong. */
  const unsaved = new Set<string>()
  const texts = new Map<string, string>()
  let saved: readonly string[] = []
  let before: ReadonlySet<string> | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined

  const claim = (id: string): Promise<boolean> =>
    store.claim(PREFIX + id, now(), now() + TOLD_MS).catch(() => unsaved.add(id) !== undefined)
  const release = async (id: string): Promise<boolean> => unsaved.delete(id) || store.release(PREFIX + id)

  const look = async (): Promise<void> => {
    const conditions = await read()
    if (!conditions) return
    const current = new Set(conditions.map(({ id }) => id))
    const last = before
    before = current
    saved = await store.heldBetween(PREFIX, END, now()).catch(() => saved)
    const told = new Set([...saved.map((name) => name.slice(PREFIX.length)), ...unsaved])
    const changes: Change[] = []
    for (const condition of conditions) {
      texts.set(condition.id, condition.text)
      const isNew = last?.has(condition.id) && !told.has(condition.id)
      if (isNew && (await claim(condition.id))) changes.push({ ...condition, state: 'began' })
    }
    for (const id of told) {
      if (!last || last.has(id) || current.has(id) || !(await release(id))) continue
      changes.push({ id, text: texts.get(id) ?? id, state: 'ended' })
      texts.delete(id)
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
