import { workerData } from 'node:worker_threads'

// A thread beside the one that parses: it ends the whole process when one file takes too much processor time, or when
// the server that asked is gone.

type Watched = {
  /** The number of the job under way; 0 between jobs. */
  readonly job: Int32Array
  /** The process that asked. */
  readonly parent: number
  /** Milliseconds of processor time that one file may take. */
  readonly processorMs: number
}

const { job, parent, processorMs } = workerData as Watched

/** Milliseconds between two looks. */
const LOOK_MS = 50

let current = 0
let begunUs = 0

setInterval(() => {
  // An orphan in an endless loop would never notice that its channel is closed.
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  const running = Atomics.load(job, 0)
  const { user, system } = process.cpuUsage()
  const usedUs = user + system
  if (running === 0 || running !== current) {
    current = running
    begunUs = usedUs
  } else if (usedUs - begunUs > processorMs * 1000) process.kill(process.pid, 'SIGXCPU')
}, LOOK_MS)
