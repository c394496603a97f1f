import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { outputOf, type RunningServer } from './child.ts'

export type Request = { readonly path: string; readonly headers: Readonly<Record<string, string>> }

/** What a server did under load. */
export type Served = {
  readonly requests: number
  readonly seconds: number
  /** Seconds that it had of the processor; `NaN` where the system does not tell. */
  readonly cpu: number
}

const CONNECTIONS = 32

/** wrk costs a fraction of what autocannon does: with autocannon it may be the load that is measured. */
export const LOADER = spawnSync('wrk', ['--version']).error ? 'autocannon' : 'wrk'

/** Loads a server with one request, over and over, for so many seconds. */
export async function load(server: RunningServer, request: Request, seconds: number): Promise<Served> {
  const before = processorTime(server.pid)
  const served = await LOADERS[LOADER](server.origin + request.path, request.headers, seconds)
  return { ...served, cpu: processorTime(server.pid) - before }
}

type Loader = (url: string, headers: Request['headers'], seconds: number) => Promise<Omit<Served, 'cpu'>>

const LOADERS: Record<'wrk' | 'autocannon', Loader> = {
  wrk: async (url, headers, seconds) => {
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...flagsOf(headers), url]
    const output = await outputOf({ command: 'wrk', args, core: 'load' })
    if (/Socket errors|Non-2xx/.test(output)) throw new Error(`wrk met errors:\n${output}`)
    const requests = Number(/(\d+) requests in/.exec(output)?.[1])
    return { requests, seconds: requests / Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]) }
  },
  autocannon: async (url, headers, seconds) => {
    const program = fileURLToPath(import.meta.resolve('autocannon'))
    const args = [program, '-j', '-n', `-c${CONNECTIONS}`, `-d${seconds}`, ...flagsOf(headers), url]
    const result = JSON.parse(await outputOf({ args, core: 'load' }))
    if (result.errors + result.timeouts + result['4xx'] + result['5xx'] > 0) throw new Error('autocannon met errors')
    return { requests: result.requests.total, seconds: result.duration }
  },
}

function flagsOf(headers: Request['headers']): string[] {
  return Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
}

/** Seconds that a process has had of the processor: proc(5), in ticks of a hundredth of a second. */
function processorTime(pid: number): number {
  try {
    // What is in parentheses is the name, which may have anything in it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}
