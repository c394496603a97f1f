import { getOrCreate } from '../memo.ts'

/** Requests of a reader program for a feed; {@link ProgramCount} has what is stored. */
export type ProgramCounter = {
  /** Since they were saved last. */
  requests: number
  unchanged: number
  /** Of the day. */
  clients: number
  subscribers: number
}

export type ProgramCounters = Map<string, ProgramCounter>

/** Programs per feed and day; the others are counted together. */
export const PROGRAMS_MAX = 20
export const OTHER_PROGRAMS = '*'

/** The counter of a program; of all other programs if there are too many. */
export function counterOf(counters: ProgramCounters, name: string): ProgramCounter {
  const key = counters.has(name) || counters.size < PROGRAMS_MAX ? name : OTHER_PROGRAMS
  return getOrCreate(counters, key, () => ({ requests: 0, unchanged: 0, clients: 0, subscribers: 0 }))
}
