import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'

const VCL = new URL('../deploy/varnish.vcl', import.meta.url)

/** Which part of Varnish with `xkey` this machine lacks; `null` if none. */
export function varnishMissing(): string | null {
  if (spawnSync('varnishd', ['-V']).error) return 'varnishd is not installed'
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-vcl-'))
  try {
    const file = path.join(folder, 'probe.vcl')
    writeFileSync(file, 'vcl 4.1; import std; import xkey; backend nobody none;')
    const compiled = spawnSync('varnishd', ['-j', 'none', '-C', '-f', file], { encoding: 'utf8' })
    return compiled.status === 0 ? null : 'varnish-modules (xkey) is not installed'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export type Varnish = AsyncDisposable & { readonly origin: string; readonly pid: number }

/** Varnish with our VCL, on the loopback; only 127.0.0.1 may purge. */
export async function startVarnish(scratch: string, port: number, backend: number): Promise<Varnish> {
  const folder = path.join(scratch, 'varnish')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'polyfeed.vcl')
  const vcl = readFileSync(VCL, 'utf8').replaceAll('"polyfeed"', '"127.0.0.1"').replace('"3000"', `"${backend}"`)
  writeFileSync(file, vcl)
  const settings = ['-p', 'http_gzip_support=off', '-s', 'malloc,64m']
  const args = ['-F', '-j', 'none', '-n', path.join(folder, 'work'), '-f', file, '-a', `127.0.0.1:${port}`, ...settings]
  const child = spawn('varnishd', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const terminate = (): void => void child.kill('SIGTERM')
  process.once('exit', terminate)
  child.once('exit', () => process.off('exit', terminate))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const origin = `http://127.0.0.1:${port}`
  while (!(await answers(origin))) {
    if (hasExited(child)) throw new Error(`varnishd exited: ${output}`)
    await setTimeout(50)
  }
  return { origin, pid: child.pid as number, [Symbol.asyncDispose]: () => stop(child) }
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function answers(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/healthz`)).status === 200
  } catch {
    return false
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}
