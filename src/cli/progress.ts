import { SingleBar } from 'cli-progress'

// The one module that knows cli-progress.

const WORDS = { files: 'files read', articles: 'articles placed', feeds: 'feeds' } as const

type Step = keyof typeof WORDS

/** Below this many, a step is over before anybody has read what it says. */
const WORTH_TELLING = 500

export type ProgressBar = {
  /** Hears how far a step of a long refresh has come. */
  readonly progress: (step: Step, done: number, total: number) => void
  /** However far it came, it is over: the line is given back. */
  end(): void
}

/** A bar on a terminal: how many, how fast, how long still. `undefined` where nobody looks at one. */
export function progressBar(stream: NodeJS.WriteStream = process.stderr): ProgressBar | undefined {
  if (!stream.isTTY) return undefined
  const format = '{bar} {percentage}% | {value} of {total} {what} | {speed}/s | {eta_formatted} left'
  let drawn: { readonly bar: SingleBar; readonly step: Step; readonly since: number; readonly from: number } | undefined
  const end = (): void => {
    drawn?.bar.stop()
    drawn = undefined
  }
  const begin = (step: Step, from: number, total: number) => {
    const bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true, etaBuffer: 200 })
    bar.start(total, 0, { what: WORDS[step], speed: 0 })
    return { bar, step, from, since: performance.now() }
  }
  return {
    end,
    progress: (step, done, total) => {
      if (drawn && drawn.step !== step) end()
      if (total < WORTH_TELLING) return
      drawn ??= begin(step, done, total)
      const seconds = (performance.now() - drawn.since) / 1000
      drawn.bar.update(done, { speed: Math.round((done - drawn.from) / Math.max(seconds, 0.001)) })
      if (done >= total) end()
    },
  }
}
