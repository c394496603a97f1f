import { workerData } from 'node:worker_threads'

// A thread beside the parser. It ends the process if one file uses too much processor time, or if the server is gone.

type WatchdogOptions = {
  /** The number of the running job (0 between jobs), and the processor time that its file may use. */
  readonly currentJob: Int32Array
  readonly parentPid: number
}

const { currentJob, parentPid } = workerData as WatchdogOptions

const CHECK_INTERVAL_MS = 50

let observedJob = 0
let startUs = 0

setInterval(() => {
  // An orphan in an endless loop would never notice that its channel is closed.
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL')
  const job = Atomics.load(currentJob, 0)
  const { user, system } = process.cpuUsage()
  const usedUs = user + system
  if (job === 0 || job !== observedJob) {
    observedJob = job
    startUs = usedUs
  } else if (usedUs - startUs > Atomics.load(currentJob, 1) * 1000) process.kill(process.pid, 'SIGXCPU')
}, CHECK_INTERVAL_MS)
