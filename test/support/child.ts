import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { article, SITE } from './newsroom.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The program as a process of its own, killed when the test is over. */
export type Child = {
  readonly pid: number
  readonly stdout: () => string
  readonly stderr: () => string
  /** Waits until its output matches; rejects where it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  kill(signal: NodeJS.Signals): void
}

export function polyfeed(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string,
): Child {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH, HOME, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  let over = false
  const heard = (): void => {
    for (const listener of [...listeners]) listener()
  }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      heard()
    })
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      over = true
      resolve(code ?? signal ?? -1)
      heard()
    })
  })
  onTestFinished(async () => {
    if (!over && child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    await ended
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
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

/** What it says when it serves; the address is the first group. */
export const WELCOME = /^Polyfeed serves .* at (http:\/\/\S+)\/$/m

/** A folder with a newsroom in it, under `data`. */
export function workplace(site: Record<string, unknown> | string = {}, files: Record<string, unknown> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const below of ['articles', 'stories']) mkdirSync(path.join(folder, 'data', below), { recursive: true })
  const settings = typeof site === 'string' ? site : stringify({ ...SITE, ...site })
  writeFileSync(path.join(folder, 'data', 'site.yaml'), settings)
  for (const [file, content] of Object.entries({ 'articles/a.json': article(), ...files })) {
    const target = path.join(folder, 'data', file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

/** Runs a command to its end. */
export async function run(args: string[], folder: string, environment: Record<string, string> = {}) {
  const child = polyfeed(args, environment, folder)
  return { code: await child.ended, stdout: child.stdout(), stderr: child.stderr() }
}
