import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const HOST = fileURLToPath(new URL('./command-host.ts', import.meta.url))

export type CommandLine = {
  readonly args: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
}

type Result = { readonly code: number; readonly stdout: string; readonly stderr: string }

export const END_OF_OUTPUT = '\u0004\n'

let host: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs a command in a process that all tests of this process share, because most of the time of a command is the start
 * of Node.js and the program. `run` in child.ts starts a process for each command.
 */
export function runShared(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const result = last.then(() => ask({ args, folder, environment: { PORT: '0', ...environment } }))
  last = result.catch(() => undefined)
  return result
}

async function ask(command: CommandLine): Promise<Result> {
  host ??= start()
  const settled = new AbortController()
  const answer = once(host, 'message', settled)
  const ended = once(host, 'exit', settled).then(([code, signal]) => {
    host = undefined
    throw new Error(`${command.args.join(' ')} ended the process: ${code ?? signal}`)
  })
  const output = [outputOf(host.stdout), outputOf(host.stderr)]
  host.send(command)
  try {
    const [code] = await Promise.race([answer, ended])
    const [stdout = '', stderr = ''] = await Promise.all(output)
    return { code, stdout, stderr }
  } finally {
    settled.abort()
  }
}

function start(): ChildProcess {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = fork(HOST, { env: { PATH, HOME, NODE_COMPILE_CACHE }, execArgv: [], silent: true })
  process.once('exit', () => child.kill('SIGKILL'))
  return child
}

/** Reads a stream until the end of the command's output. */
function outputOf(stream: ChildProcess['stdout']): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const listener = (chunk: string): void => {
      text += chunk
      if (!text.endsWith(END_OF_OUTPUT)) return
      stream?.off('data', listener)
      resolve(text.slice(0, -END_OF_OUTPUT.length))
    }
    stream?.setEncoding('utf8').on('data', listener)
  })
}
