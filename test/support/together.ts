import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const OPENING = fileURLToPath(new URL('opening.ts', import.meta.url))

/** Starts processes that open each store at the same moment, and write a file mark to it. */
export async function openTogether(count: number, folder: string, addresses: readonly string[]): Promise<void> {
  const ends = Array.from({ length: count }, (_, name) => opening([folder, String(name), String(count), ...addresses]))
  const failed = (await Promise.all(ends)).filter(({ code }) => code !== 0)
  // If a process fails, the others wait for it until the timeout kills them. Only its message says why.
  expect(failed.map(({ said }) => said).join('')).toBe('')
  expect(failed).toEqual([])
}

function opening(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [OPENING, ...args], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 40_000 })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}
