import { SingleBar } from 'cli-progress'

const LABELS = {
  records: 'articles fetched',
  files: 'files read',
  articles: 'articles placed',
  feeds: 'feeds',
  import: 'kB',
} as const

type Step = keyof typeof LABELS

/** Shorter steps end before anyone could read the bar. */
const TOTAL_MIN = 500

export type ProgressBar = {
  readonly progress: (step: Step, done: number, total: number) => void
  /** Removes the bar, also before its step is complete. */
  end(): void
}

/** A bar with count, speed and remaining time; `undefined` without a terminal. */
export function createProgressBar(stream: NodeJS.WriteStream = process.stderr): ProgressBar | undefined {
  if (!stream.isTTY) return undefined
  const format = '{bar} {percentage}% | {value} of {total} {what} | {speed}/s | {eta_formatted} left'
  let current:
    | { readonly bar: SingleBar; readonly step: Step; readonly startMs: number; readonly from: number }
    | undefined
  const end = (): void => {
    current?.bar.stop()
    current = undefined
  }
  const begin = (step: Step, from: number, total: number) => {
    const bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true, etaBuffer: 200 })
    bar.start(total, 0, { what: LABELS[step], speed: 0 })
    return { bar, step, from, startMs: performance.now() }
  }
  return {
    end,
    progress: (step, done, total) => {
      if (current && current.step !== step) end()
      if (total < TOTAL_MIN) return
      current ??= begin(step, done, total)
      const seconds = (performance.now() - current.startMs) / 1000
      current.bar.update(done, { speed: Math.round((done - current.from) / Math.max(seconds, 0.001)) })
      if (done >= total) end()
    },
  }
}
