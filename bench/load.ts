import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { outputOf, type RunningServer } from './child.ts'
import { processorTime } from './processor.ts'

export type Request = { readonly path: string; readonly headers: Readonly<Record<string, string>> }

/** Requests in a file, one a line: a path and its header fields, with tabs between them. */
export type RequestList = { readonly file: string; readonly count: number }

/** What a server did under load. */
export type Served = {
  readonly requests: number
  readonly seconds: number
  /** Seconds that it had of the processor; `NaN` where the system does not tell. */
  readonly cpu: number
}

const CONNECTIONS = 32
const WRK_SCRIPT = fileURLToPath(new URL('load.lua', import.meta.url))
const AUTOCANNON = fileURLToPath(new URL('load-autocannon.ts', import.meta.url))

/** wrk costs a fraction of what autocannon does: with autocannon it may be the load that is measured. */
export const LOADER = spawnSync('wrk', ['--version']).error ? 'autocannon' : 'wrk'

export function requestList(file: string, requests: readonly Request[]): RequestList {
  const lines = requests.map(({ path, headers }) =>
    [path, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\t'),
  )
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return { file, count: requests.length }
}

/** Loads a server with requests in turn, over and over, for so many seconds. */
export async function load(server: RunningServer, { file }: RequestList, seconds: number): Promise<Served> {
  const before = processorTime(server.pid)
  const served = await LOADERS[LOADER](server.origin, file, seconds)
  return { ...served, cpu: processorTime(server.pid) - before }
}

type Loader = (origin: string, file: string, seconds: number) => Promise<Omit<Served, 'cpu'>>

const LOADERS: Record<'wrk' | 'autocannon', Loader> = {
  wrk: async (origin, file, seconds) => {
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', WRK_SCRIPT, origin, '--', file]
    const output = await outputOf({ command: 'wrk', args, core: 'load' })
    if (/Socket errors|Non-2xx/.test(output)) throw new Error(`wrk met errors:\n${output}`)
    const requests = Number(/(\d+) requests in/.exec(output)?.[1])
    return { requests, seconds: requests / Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]) }
  },
  autocannon: async (origin, file, seconds) => {
    const args = [AUTOCANNON, origin, file, String(CONNECTIONS), String(seconds)]
    return JSON.parse(await outputOf({ args, core: 'load' })) as Omit<Served, 'cpu'>
  },
}
