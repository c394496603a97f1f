import { readFileSync } from 'node:fs'

/** Processor seconds of a process and its descendants: proc(5), in ticks of 1/100 s. `NaN` without proc(5). */
export function processorTime(pid: number): number {
  try {
    return [pid, ...descendantsOf(pid)].reduce((sum, one) => sum + ticksOf(one), 0) / 100
  } catch {
    return Number.NaN
  }
}

/** User and system time of all threads, and of children that have ended. */
function ticksOf(pid: number): number {
  // The name in parentheses may contain anything, even spaces and parentheses.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
}

export function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return children.map(Number).flatMap((child) => [child, ...descendantsOf(child)])
}
