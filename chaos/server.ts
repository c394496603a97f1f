import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../test/support/free-port.ts'
import { isRunning } from '../test/support/processes.ts'
import { type Child, startProgram } from '../test/support/program.ts'
import { type Answer, sendRequest } from './ask.ts'
import type { Newsroom } from './newsroom.ts'
import type { Run } from './scenario.ts'

export const TOKEN = 'a-token-of-the-chaos-0123'
/** The flags of `npm start`, the image and the systemd unit. */
const SHIPPED_FLAGS = { NODE_OPTIONS: '--max-semi-space-size=8' }

const BEARER = { Authorization: `Bearer ${TOKEN}` }

export type ServerOptions = {
  /** Of the newsroom. */
  readonly folder: string
  readonly store: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Entry point of another copy of the program. */
  readonly main?: string
}

/** The program on one port of the loopback; it can be started repeatedly. */
export type Server = {
  readonly port: number
  readonly child: () => Child
  /** Does not wait for an answer. */
  start(changes?: Partial<ServerOptions>): void
  /** Waits until a feed answers 200. @returns milliseconds */
  waitUntilAnswering(patienceMs?: number): Promise<number>
  /** Sends SIGTERM. @returns the exit code */
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
    const killTimer = globalThis.setTimeout(() => current().kill('SIGKILL'), 15_000)
    const code = await current().ended
    clearTimeout(killTimer)
    return code
  }
  run.defer(() => child && end('SIGKILL'))
  return {
    port,
    child: current,
    start: (changes) => {
      const { folder, store, args = ['serve'], environment, main } = { ...options, ...changes }
      const variables = {
        PORT: String(port),
        POLYFEED_DATA: folder,
        POLYFEED_STORE: store,
        POLYFEED_ADMIN_TOKEN: TOKEN,
      }
      child = startProgram(args, { ...SHIPPED_FLAGS, ...variables, ...environment }, run.scratch, main)
    },
    waitUntilAnswering: async (patienceMs = 30_000) => {
      const startedAt = performance.now()
      for (;;) {
        const answer = await sendRequest(port, FEED, { timeoutMs: patienceMs }).catch(() => undefined)
        const tookMs = performance.now() - startedAt
        if (answer?.status === 200) return tookMs
        if (current().isOver()) throw new Error(`the server exited: ${current().stdout()}${current().stderr()}`)
        if (tookMs > patienceMs) throw new Error(`no feed in ${patienceMs} ms: ${current().stderr().slice(-500)}`)
        await setTimeout(10)
      }
    },
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    refresh: (timeoutMs = 30_000) =>
      sendRequest(port, '/admin/refresh', { method: 'POST', headers: BEARER, timeoutMs }),
    ready: async () => JSON.parse((await sendRequest(port, '/readyz', { headers: BEARER })).body.toString()),
  }
}

/** Refreshes, and expects the feed to have all titles of the newsroom. */
export async function expectTitles(
  run: Run,
  name: string,
  server: Server,
  newsroom: Pick<Newsroom, 'titles'>,
): Promise<void> {
  const { status } = await server.refresh()
  if (status !== 200 && status !== 202) run.fail(`${name}: the last refresh answered ${status}`)
  // Workers take over a new edition with a delay.
  for (let tries = 0; ; tries++) {
    const { body } = await sendRequest(server.port, FEED)
    const titles = new Set((JSON.parse(body.toString()).items as { title: string }[]).map(({ title }) => title))
    if (newsroom.titles().every((title) => titles.has(title))) return
    if (tries === 100) return run.fail(`${name}: the feed lacks articles of the newsroom`)
    await setTimeout(100)
  }
}

/** A process and its descendants. */
export function processTreeOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    return [pid, ...children.flatMap(processTreeOf)]
  } catch {
    return [pid]
  }
}

/** Waits until the processes exit. @returns those that still run after `patienceMs` */
export async function survivorsOf(pids: readonly number[], patienceMs = 3000): Promise<number[]> {
  const deadline = performance.now() + patienceMs
  while (pids.some(isRunning) && performance.now() < deadline) await setTimeout(10)
  return pids.filter(isRunning)
}

/** Resident memory of a process in megabytes, and its peak: proc(5). */
export function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024)
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}
