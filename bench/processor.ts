import { readFileSync } from 'node:fs'

/** Seconds that a process and its children have had of the processor: proc(5), in ticks of a hundredth of a second. */
export function processorTime(pid: number): number {
  try {
    return [pid, ...descendantsOf(pid)].reduce((sum, one) => sum + ticksOf(one), 0) / 100
  } catch {
    return Number.NaN
  }
}

/** User and system time, of all threads. */
function ticksOf(pid: number): number {
  // What is in parentheses is the name, which may have anything in it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** Those that its main thread has begun, and theirs. */
function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return children.map(Number).flatMap((child) => [child, ...descendantsOf(child)])
}
