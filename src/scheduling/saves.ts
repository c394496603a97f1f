import type { Newsroom } from '../refresh/newsroom.ts'

/** Refreshes saved files, or all files if it gets `undefined`. Saves during a refresh wait for its end. */
export function createSaveQueue(
  newsroom: Pick<Newsroom, 'refresh' | 'whenSettled' | 'outdated'>,
): (saved: readonly string[] | undefined) => Promise<void> {
  let waiting: (readonly string[] | undefined)[] = []
  let isRunning = false
  return async (saved) => {
    waiting.push(saved)
    if (isRunning) return
    isRunning = true
    while (waiting.length > 0) {
      await newsroom.whenSettled()
      const files = waiting.includes(undefined) ? undefined : waiting.flatMap((names) => names ?? [])
      waiting = []
      // A newer version of the program makes the editions.
      if (newsroom.outdated() !== 'program') await newsroom.refresh(false, files).catch(() => undefined)
    }
    isRunning = false
  }
}

/**
 * Refreshes after records were written: resolves when an edition that includes them is committed. Calls during a refresh
 * share the next one. A newer version of the program makes the editions: then `requestElsewhere` asks its processes.
 */
export function createRecordRefresh(
  newsroom: Pick<Newsroom, 'refresh' | 'whenSettled' | 'outdated'>,
  requestElsewhere: () => Promise<void>,
): () => Promise<void> {
  let next: Promise<void> | undefined
  const refresh = async (): Promise<void> => {
    await newsroom.whenSettled()
    next = undefined
    await (newsroom.outdated() === 'program' ? requestElsewhere() : newsroom.refresh(false, []))
  }
  return () => {
    next ??= refresh()
    return next
  }
}
