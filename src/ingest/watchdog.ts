import { Worker } from 'node:worker_threads'

type WatchdogOptions = {
  /** The number of the running job (0 between jobs), and the processor time in ms that its file may use. */
  readonly currentJob: Int32Array
  readonly parentPid: number
}

/** Starts a thread beside the parser. It ends the process if one file uses too much processor time, or if the server is gone. */
export function startWatchdog(options: WatchdogOptions): void {
  // As a text, the thread loads no file: for one in TypeScript, Node.js would load a compiler of 20 MB.
  const source = `(${watch})(require('node:worker_threads').workerData)`
  const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 }
  new Worker(source, { eval: true, workerData: options, resourceLimits }).unref()
}

/** Runs alone in its thread: it may use globals only. */
function watch({ currentJob, parentPid }: WatchdogOptions): void {
  const checkIntervalMs = 50
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
  }, checkIntervalMs)
}
