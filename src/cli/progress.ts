import { SingleBar } from 'cli-progress'

// The one module that knows cli-progress.

const WORDS = { files: 'files read', articles: 'articles placed', feeds: 'feeds' } as const

/** Below this many, a step is over before anybody has read what it says. */
const WORTH_TELLING = 500

/** Hears how far a step of a long refresh has come. */
export type Progress = (step: keyof typeof WORDS, done: number, total: number) => void

/** A bar on a terminal: how many, how fast, how long still. `undefined` where nobody looks at one. */
export function progressBar(stream: NodeJS.WriteStream = process.stderr): Progress | undefined {
  if (!stream.isTTY) return undefined
  const format = '{bar} {percentage}% | {value} of {total} {what} | {speed}/s | {eta_formatted} left'
  let bar: SingleBar | undefined
  let step: keyof typeof WORDS | undefined
  let since = 0
  return (now, done, total) => {
    if (total < WORTH_TELLING) return
    if (now !== step) {
      bar?.stop()
      bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true, etaBuffer: 200 })
      bar.start(total, 0, { what: WORDS[now], speed: 0 })
      step = now
      since = performance.now()
    }
    const seconds = (performance.now() - since) / 1000
    bar?.update(done, { speed: Math.round(done / Math.max(seconds, 0.001)) })
    if (done < total) return
    bar?.stop()
    step = undefined
  }
}
