import { readFileSync } from 'node:fs'

/** The processes that a process has started and that are still there, where the system tells. */
export function childrenOf(pid: number): number[] {
  try {
    const told = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return told.split(' ').filter(Boolean).map(Number).filter(isRunning)
  } catch {
    return []
  }
}

export function isRunning(pid: number): boolean {
  try {
    // One that has ended and was not asked for its end yet is not running.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
