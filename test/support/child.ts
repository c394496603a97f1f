import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { MEMORY } from './memory.ts'
import { article, SITE } from './newsroom.ts'
import { type Child, startProgram } from './program.ts'

export { type Child, WELCOME } from './program.ts'

/** Starts the program as a process, which is killed after the test. */
export function polyfeed(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string,
): Child {
  const child = startProgram(args, environment, folder)
  onTestFinished(async () => {
    if (!child.isOver() && child.pid > 0) process.kill(child.pid, 'SIGKILL')
    await child.ended
  })
  return child
}

/** Creates a folder with a newsroom in `data`. It is removed after the test. */
export function workplace(site: Record<string, unknown> | string = {}, files: Record<string, unknown> = {}): string {
  const folder = createWorkplace(site, files)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The same for several tests; the caller removes the folder. */
export function createWorkplace(
  site: Record<string, unknown> | string = {},
  files: Record<string, unknown> = {},
): string {
  const folder = mkdtempSync(path.join(MEMORY, 'polyfeed-cli-'))
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

/** Runs a command until it exits. */
export async function run(args: string[], folder: string, environment: Record<string, string> = {}) {
  const child = polyfeed(args, environment, folder)
  return { code: await child.ended, stdout: child.stdout(), stderr: child.stderr() }
}
