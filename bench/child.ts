import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'

/** The cores to which a process is pinned. With four cores or more, `servers` has two cores and load has two others. */
export type CorePin = 'server' | 'load' | 'servers'

/** Two processes can serve while others load them. */
export const HAS_FOUR_CORES = availableParallelism() >= 4

const CORES: Record<CorePin, string> = HAS_FOUR_CORES
  ? { server: '0', servers: '0,1', load: '2,3' }
  : { server: '0', servers: '0', load: '1' }

/** With one core, or without `taskset`, nothing is pinned. */
export const PINNED = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0

/** The command, pinned to a core if possible. */
export function onCore(core: CorePin | undefined, command: readonly [string, ...string[]]): [string, ...string[]] {
  return core && PINNED ? ['taskset', '-c', CORES[core], ...command] : [...command]
}

const running = new Set<ChildProcess>()

export function stopChildren(): void {
  for (const child of running) child.kill('SIGKILL')
}

type Start = {
  readonly command?: string
  readonly args: readonly string[]
  readonly core?: CorePin
  readonly env?: Record<string, string>
}

function start({ command = process.execPath, args, core, env }: Start): ChildProcess & { output: string } {
  const [file, ...rest] = onCore(core, [command, ...args])
  // The bench's own environment must not affect the measurement.
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const withOutput = Object.assign(child, { output: '' })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    withOutput.output += text
  })
  return withOutput
}

/** @returns stdout of a program that exits with 0 */
export async function outputOf(options: Start): Promise<string> {
  const child = start(options)
  const [code, signal] = await once(child, 'close')
  if (code === 0) return child.output
  throw new Error(
    `${options.command ?? 'node'} ${options.args.join(' ')} exited with ${code ?? signal}: ${child.output}`,
  )
}

export type RunningServer = AsyncDisposable & { readonly origin: string; readonly pid: number }

/** Starts a server that prints its address when it is ready. `onStart` is called at once. */
export async function startServer({
  onStart,
  ...options
}: Start & { onStart?: (pid: number) => void }): Promise<RunningServer> {
  const child = start(options)
  onStart?.(child.pid as number)
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${options.args.join(' ')} exited before it listened: ${child.output}`)
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
      const killTimer = setTimeout(() => child.kill('SIGKILL'), 12_000)
      await exit
      clearTimeout(killTimer)
    },
  }
}
