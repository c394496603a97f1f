import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work after which others get their turn. */
const TURN = 20

/** For long loops: `await` what it returns at each step, and requests go on being answered in between. */
export function takingTurns(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since <= TURN) return undefined
    return setImmediate().then(() => {
      since = performance.now()
    })
  }
}
