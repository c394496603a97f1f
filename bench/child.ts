import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'

/**
 * Which of the machine's cores something is held to: a server to the one, load to the other; servers that are to have
 * two, beside load that has, where there are four.
 */
export type Core = 'server' | 'load' | 'servers'

/** So many cores let two processes serve while others load them. */
export const ENOUGH_CORES = availableParallelism() >= 4

const CORES: Record<Core, string> = ENOUGH_CORES
  ? { server: '0', servers: '0,1', load: '2,3' }
  : { server: '0', servers: '0', load: '1' }

/** With one core, or without `taskset`, the system decides. */
export const PINNED = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0

/** A command that is held to a core, where that can be. */
export function onCore(core: Core | undefined, command: readonly [string, ...string[]]): [string, ...string[]] {
  return core && PINNED ? ['taskset', '-c', CORES[core], ...command] : [...command]
}

const running = new Set<ChildProcess>()

export function stopChildren(): void {
  for (const child of running) child.kill('SIGKILL')
}

type Start = {
  readonly command?: string
  readonly args: readonly string[]
  readonly core?: Core
  readonly env?: Record<string, string>
}

function start({ command = process.execPath, args, core, env }: Start): ChildProcess & { output: string } {
  const [file, ...rest] = onCore(core, [command, ...args])
  // Nothing of our own environment decides what is measured.
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const told = Object.assign(child, { output: '' })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told.output += text
  })
  return told
}

/** What a program prints, once it has ended well. */
export async function outputOf(what: Start): Promise<string> {
  const child = start(what)
  const [code, signal] = await once(child, 'close')
  if (code === 0) return child.output
  throw new Error(`${what.command ?? 'node'} ${what.args.join(' ')} ended with ${code ?? signal}: ${child.output}`)
}

export type RunningServer = AsyncDisposable & { readonly origin: string; readonly pid: number }

/** A server that prints its address when it listens. */
export async function startServer(what: Start): Promise<RunningServer> {
  const child = start(what)
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${what.args.join(' ')} ended before it listened: ${child.output}`)
  })
  let origin: string | undefined
  while (!origin) {
    await Promise.race([once(child.stdout as NodeJS.EventEmitter, 'data'), ended])
    origin = /http:\/\/127\.0\.0\.1:\d+/.exec(child.output)?.[0]
  }
  ended.catch(() => undefined)
  return {
    origin,
    pid: child.pid as number,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 12_000)
      await exit
      clearTimeout(late)
    },
  }
}
