import { availableParallelism } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ManifestEntry } from './manifest.ts'

/** A document, and the new files for its plain and encoded bodies. */
export type EncodingJob = {
  readonly body: Uint8Array
  readonly files: readonly (readonly [encoding: 'br' | 'gzip' | 'identity', file: string])[]
  readonly modified: Date
}

type Sizes = ManifestEntry['sizes']

type Pending = { resolve(sizes: Sizes): void; reject(error: Error): void }

export type EncodingThreads = ReturnType<typeof createEncodingThreads>

/**
 * Encodes documents and writes their files, which is half of an export. The main thread composes documents meanwhile; the
 * system shares the processors out among them.
 */
export function createEncodingThreads() {
  const threads = Array.from({ length: availableParallelism() }, createThread)
  return {
    count: threads.length,
    /** Resolves to the sizes of the files. @throws errors of the file system */
    write: (job: EncodingJob): Promise<Sizes> =>
      threads.reduce((least, thread) => (thread.pending.length < least.pending.length ? thread : least)).write(job),
    end: async (): Promise<void> => {
      await Promise.all(threads.map(({ end }) => end()))
    },
  }
}

/** A thread that starts with its first job: most builds change few documents. */
function createThread() {
  // `.ts` in a checkout, `.js` in a package.
  const thread = path.join(import.meta.dirname, `encoding-thread${path.extname(import.meta.filename)}`)
  const pending: Pending[] = []
  let worker: Worker | undefined
  let failure: Error | undefined
  const start = (): Worker => {
    const started = new Worker(thread)
    started.on('message', (sizes: Sizes) => pending.shift()?.resolve(sizes))
    // An error ends the thread.
    started.on('error', (error: Error) => {
      failure = error
      for (const { reject } of pending.splice(0)) reject(error)
    })
    return started
  }
  const write = (job: EncodingJob): Promise<Sizes> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure)
      worker ??= start()
      pending.push({ resolve, reject })
      worker.postMessage(job)
    })
  return { pending, write, end: async () => worker?.terminate() }
}
