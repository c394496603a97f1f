import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../test/support/free-port.ts'
import { isRunning } from '../test/support/processes.ts'
import { type Child, startProgram } from '../test/support/program.ts'
import { type Answer, ask } from './ask.ts'
import type { Newsroom } from './newsroom.ts'
import type { Run } from './scenario.ts'

export const TOKEN = 'a-token-of-the-chaos-0123'
/** As `npm start`, the image and the systemd unit start it. */
const AS_SHIPPED = { NODE_OPTIONS: '--max-semi-space-size=8' }

const BEARER = { Authorization: `Bearer ${TOKEN}` }

export type ServerOptions = {
  /** The newsroom's folder. */
  readonly folder: string
  readonly store: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** The entry point of another copy of the program. */
  readonly main?: string
}

/** The program on one port of the loopback, as often as it is started there. */
export type Server = {
  readonly port: number
  readonly child: () => Child
  /** Starts it, and waits for nothing. */
  start(over?: Partial<ServerOptions>): void
  /** Waits until a feed is answered with 200. @returns milliseconds */
  answering(patienceMs?: number): Promise<number>
  /** Ends it as an operator does. @returns its exit code */
  stop(): Promise<number | NodeJS.Signals>
  kill(): Promise<void>
  refresh(timeoutMs?: number): Promise<Answer>
  ready(): Promise<Record<string, unknown>>
}

export const FEED = '/en/feed.json'

export async function createServer(run: Run, options: ServerOptions): Promise<Server> {
  const port = await freePort()
  let child: Child | undefined
  const current = (): Child => {
    if (!child) throw new Error('the server was not started')
    return child
  }
  const end = async (signal: NodeJS.Signals): Promise<number | NodeJS.Signals> => {
    if (!current().isOver()) current().kill(signal)
    const late = globalThis.setTimeout(() => current().kill('SIGKILL'), 15_000)
    const code = await current().ended
    clearTimeout(late)
    return code
  }
  run.defer(() => child && end('SIGKILL'))
  return {
    port,
    child: current,
    start: (over) => {
      const { folder, store, args = ['serve'], environment, main } = { ...options, ...over }
      const variables = {
        PORT: String(port),
        POLYFEED_DATA: folder,
        POLYFEED_STORE: store,
        POLYFEED_ADMIN_TOKEN: TOKEN,
      }
      child = startProgram(args, { ...AS_SHIPPED, ...variables, ...environment }, run.scratch, main)
    },
    answering: async (patienceMs = 30_000) => {
      const startedAt = performance.now()
      for (;;) {
        const answer = await ask(port, FEED, { timeoutMs: patienceMs }).catch(() => undefined)
        const tookMs = performance.now() - startedAt
        if (answer?.status === 200) return tookMs
        if (current().isOver()) throw new Error(`the server ended: ${current().stdout()}${current().stderr()}`)
        if (tookMs > patienceMs) throw new Error(`no feed in ${patienceMs} ms: ${current().stderr().slice(-500)}`)
        await setTimeout(10)
      }
    },
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    refresh: (timeoutMs = 30_000) => ask(port, '/admin/refresh', { method: 'POST', headers: BEARER, timeoutMs }),
    ready: async () => JSON.parse((await ask(port, '/readyz', { headers: BEARER })).body.toString()),
  }
}

/** Edits are in the feeds after another refresh. */
export async function expectTitles(
  run: Run,
  name: string,
  server: Server,
  newsroom: Pick<Newsroom, 'titles'>,
): Promise<void> {
  const { status } = await server.refresh()
  if (status !== 200 && status !== 202) run.fail(`${name}: the last refresh answers ${status}`)
  // Workers take an edition over in their own time.
  for (let tries = 0; ; tries++) {
    const { body } = await ask(server.port, FEED)
    const titles = new Set((JSON.parse(body.toString()).items as { title: string }[]).map(({ title }) => title))
    if (newsroom.titles().every((title) => titles.has(title))) return
    if (tries === 100) return run.fail(`${name}: the feed does not have the articles that the files have`)
    await setTimeout(100)
  }
}

/** A process and all that it has started. */
export function familyOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    return [pid, ...children.flatMap(familyOf)]
  } catch {
    return [pid]
  }
}

/** Waits until processes are over. @returns those that are not in time */
export async function survivorsOf(pids: readonly number[], patienceMs = 3000): Promise<number[]> {
  const deadline = performance.now() + patienceMs
  while (pids.some(isRunning) && performance.now() < deadline) await setTimeout(10)
  return pids.filter(isRunning)
}

/** Resident memory of a process in megabytes, now and at most: proc(5). */
export function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024)
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}
