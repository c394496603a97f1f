/** Collects how to release what a program acquires, and releases it once, in reverse order. */
export type Lifetime = {
  closing(): boolean
  /** Releases at the end, or at once if the program is already closing. */
  add(release: () => Promise<void>): Promise<void>
  /** Runs the start of the program; {@link close} waits until it has returned. */
  run<T>(start: () => Promise<T>): Promise<T>
  /** Calls `interrupt` first, which ends what {@link run} may wait for. */
  close(interrupt: () => Promise<void>): Promise<void>
}

export function createLifetime(): Lifetime {
  const releases: (() => Promise<void>)[] = []
  let closing = false
  let starting: Promise<unknown> | undefined
  return {
    closing: () => closing,
    add: async (release) => {
      if (closing) await release()
      else releases.push(release)
    },
    run: (start) => {
      const started = start()
      starting = started
      return started
    },
    close: async (interrupt) => {
      closing = true
      await interrupt()
      await starting?.catch(() => undefined)
      while (releases.length > 0) await releases.pop()?.()
    },
  }
}
