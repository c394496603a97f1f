import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The message when the server listens. The first group is its address. */
export const WELCOME = /^Polyfeed serves .* at (http:\/\/\S+)\/$/m

/** The program as a process. */
export type Child = {
  readonly pid: number
  readonly stdout: () => string
  readonly stderr: () => string
  /** Waits until the output matches. Rejects if the process exits before. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** The exit code, or the signal that ended the process. */
  readonly ended: Promise<number | NodeJS.Signals>
  readonly isOver: () => boolean
  kill(signal: NodeJS.Signals): void
}

/** Starts the program; `main` may name another copy of it. The caller ends the process. */
export function startProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string,
  main = MAIN,
): Child {
  return startCommand(process.execPath, [main, ...args], environment, folder)
}

/** Starts any command; the caller ends it. With `group`, `process.kill(-pid)` ends its children too. */
export function startCommand(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string,
  group = false,
): Child {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
  })
  const output = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  let over = false
  const notify = (): void => {
    for (const listener of [...listeners]) listener()
  }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      notify()
    })
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      over = true
      resolve(code ?? signal ?? -1)
      notify()
    })
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    isOver: () => over,
    kill: (signal) => void child.kill(signal),
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const listener = (): void => {
          const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr)
          if (!match && !over) return
          listeners.delete(listener)
          if (match) resolve(match)
          else reject(new Error(`it ended without saying ${pattern}:\n${output.stdout}${output.stderr}`))
        }
        listeners.add(listener)
        listener()
      }),
  }
}
