import type { IntakeContext } from '../intake/intake.ts'
import { sourcesOf } from '../sources/sources.ts'
import { type Job, type Reading, takeInWith } from './taking-in.ts'

/** What a thread of the pool is told: everything that it needs, each time. */
export type Task = {
  /** Another one at every refresh. */
  readonly run: number
  readonly context: IntakeContext
  /** The newsroom's folder. */
  readonly data: string
  readonly jobs: readonly Job[]
}

let ready: { readonly run: number; readonly takeIn: (job: Job) => Reading } | undefined

/** The one function of a thread. */
export default function work({ run, context, data, jobs }: Task): Reading[] {
  if (ready?.run !== run) {
    const sources = sourcesOf(context.site, data)
    for (const source of sources) source.refresh?.()
    ready = { run, takeIn: takeInWith(sources, context) }
  }
  return jobs.map(ready.takeIn)
}
