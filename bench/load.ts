import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { outputOf, type RunningServer } from './child.ts'
import { processorTime } from './processor.ts'

export type Request = { readonly path: string; readonly headers: Readonly<Record<string, string>> }

/** A file with one request per line: path and header fields, separated by tabs. */
export type RequestList = { readonly file: string; readonly count: number }

export type LoadResult = {
  readonly requests: number
  readonly seconds: number
  /** Seconds of processor time; `NaN` if the system does not report it. */
  readonly cpu: number
}

const CONNECTIONS = 32
const WRK_SCRIPT = fileURLToPath(new URL('load.lua', import.meta.url))
const AUTOCANNON = fileURLToPath(new URL('load-autocannon.ts', import.meta.url))

/** wrk uses far less processor time: with autocannon, the load itself may be the bottleneck. */
export const LOADER = spawnSync('wrk', ['--version']).error ? 'autocannon' : 'wrk'

export function requestList(file: string, requests: readonly Request[]): RequestList {
  const lines = requests.map(({ path, headers }) =>
    [path, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\t'),
  )
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return { file, count: requests.length }
}

/** Sends the requests in order, repeatedly, for the given time. */
export async function load(server: RunningServer, { file }: RequestList, seconds: number): Promise<LoadResult> {
  const cpuBefore = processorTime(server.pid)
  const served = await LOADERS[LOADER](server.origin, file, seconds)
  return { ...served, cpu: processorTime(server.pid) - cpuBefore }
}

type Loader = (origin: string, file: string, seconds: number) => Promise<Omit<LoadResult, 'cpu'>>

const LOADERS: Record<'wrk' | 'autocannon', Loader> = {
  wrk: async (origin, file, seconds) => {
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', WRK_SCRIPT, origin, '--', file]
    const output = await outputOf({ command: 'wrk', args, core: 'load' })
    if (/Socket errors|Non-2xx/.test(output)) throw new Error(`wrk reported errors:\n${output}`)
    const requests = Number(/(\d+) requests in/.exec(output)?.[1])
    return { requests, seconds: requests / Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]) }
  },
  autocannon: async (origin, file, seconds) => {
    const args = [AUTOCANNON, origin, file, String(CONNECTIONS), String(seconds)]
    return JSON.parse(await outputOf({ args, core: 'load' })) as Omit<LoadResult, 'cpu'>
  },
}
