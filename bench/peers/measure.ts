import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { outputOf } from '../child.ts'
import { type Figure, figureOf } from '../figures.ts'
import { listFor, type ServingParts, type WarmServer } from '../served.ts'
import { coreShare, measureInTurns, perProcessorSecond, perSecond, ratiosOf } from '../turns.ts'
import { HAS_NGINX } from './nginx.ts'
import { type Peer, startPeers } from './peers.ts'

/** Share of one core; below it, the server was waiting for something else. */
const BUSY_MIN = 0.9

/** Compares our server with the peers, first in 200s, then in 304s. All of them run all the time. */
export async function measurePeers(parts: ServingParts, ours: WarmServer): Promise<Figure[]> {
  const { scratch, program, env, encodings, rounds, seconds, say } = parts
  await using releases = new AsyncDisposableStack()
  const out = HAS_NGINX ? exportFolder(releases) : undefined
  if (out !== undefined) await outputOf({ args: [program, 'build', '--out', out], env })
  const peers = await startPeers(parts, ours, out, releases)
  const all: Peer[] = [{ ...ours, name: 'ours' }, ...peers]
  const figures: Figure[] = []
  for (const status of [200, 304] as const) {
    const contenders = all.map((one) => ({ ...one, requests: listFor(one, scratch, one.name, status) }))
    const results = await measureInTurns(contenders, rounds, seconds)
    const [ourRounds = []] = results
    const title = `${status}, ${encodings.join('/')}`
    for (const [index, { name, target }] of all.entries()) {
      const peerRounds = results[index] ?? []
      figures.push(figureOf(`${title}: ${name}`, peerRounds.map(perSecond), 'requests/s'))
      if (coreShare(peerRounds) < BUSY_MIN)
        say(`  ${name} used only ${coreShare(peerRounds).toFixed(2)} of its core, in ${status}s`)
      if (index === 0) continue
      const least = target === undefined ? undefined : { min: target }
      figures.push(...ratiosOf(`${title}: ours / ${name}`, [ourRounds, peerRounds], perSecond, least))
      figures.push(...ratiosOf(`${title}: the same by processor time`, [ourRounds, peerRounds], perProcessorSecond))
    }
  }
  return figures
}

/** In memory if possible, because an export waits for every file. */
function exportFolder(releases: AsyncDisposableStack): string {
  const memory = '/dev/shm'
  const folder = mkdtempSync(path.join(existsSync(memory) ? memory : tmpdir(), 'polyfeed-bench-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  releases.defer(remove)
  return folder
}
