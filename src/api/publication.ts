import { setTimeout } from 'node:timers/promises'
import type { Newsroom } from '../refresh/newsroom.ts'
import type { Store } from '../store/port.ts'

export type PublicationParts = {
  readonly newsroom: Pick<Newsroom, 'current'>
  readonly store: Pick<Store, 'head'>
  /** Resolves when an edition is committed that has the records of now. */
  readonly refreshRecords: () => Promise<void>
}

export type Publication = {
  readonly isServed: boolean
  /** The edition that has the write, or the first that may have it. */
  readonly revision: number
}

const POLL_MS = 50

/** Has a write of records published, and waits for that some time. */
export async function publish(
  { newsroom, store, refreshRecords }: PublicationParts,
  sequence: number,
  waitSeconds: number,
): Promise<Publication> {
  const isServed = (): boolean => (newsroom.current()?.edition.records ?? -1) >= sequence
  if (!isServed()) {
    // A failed refresh is logged, and the next one includes the write.
    const refreshed = refreshRecords().then(
      () => true,
      () => false,
    )
    const end = setTimeout(waitSeconds * 1000, false, { ref: false })
    let goesOn = waitSeconds > 0 && (await Promise.race([refreshed, end]))
    // Another process may refresh, and this one follow.
    while (goesOn && !isServed()) goesOn = await Promise.race([setTimeout(POLL_MS, true, { ref: false }), end])
  }
  if (isServed()) return { isServed: true, revision: newsroom.current()?.edition.revision ?? 0 }
  return { isServed: false, revision: ((await store.head())?.revision ?? 0) + 1 }
}

const DEFAULT_WAIT_SECONDS = 10
const WAIT_SECONDS_MAX = 30

/** RFC 7240 §4.3. Without a number, ten seconds. `undefined` if the client does not wait. */
export function waitSecondsIn(prefer: string | undefined): number | undefined {
  const match = /(?:^|[,;])\s*wait\s*(?:=\s*"?(\d{1,9})"?\s*)?(?=$|[,;])/i.exec(prefer ?? '')
  return match ? Math.min(Number(match[1] ?? DEFAULT_WAIT_SECONDS), WAIT_SECONDS_MAX) : undefined
}
