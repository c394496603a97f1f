import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningServer, startServer } from '../child.ts'
import { type ServingParts, type Warm, warmed } from '../served.ts'
import { HAS_NGINX, NGINX_ENCODINGS, startNginx } from './nginx.ts'
import { savePrepared } from './prepared.ts'
import { expectSame, type Sameness } from './same.ts'

export type Peer = Warm & {
  readonly name: string
  /** The least that ours is to be of it, in requests a second. */
  readonly target?: number
}

type Candidate = {
  readonly name: string
  readonly start: () => Promise<RunningServer>
  readonly sameness: Sameness
  readonly target?: number
  /** All, where it is not said. */
  readonly encodings?: readonly string[]
}

/** Starts what can answer the same as ours, and holds that it does. `out` is an export of the same edition. */
export async function startPeers(
  { scratch, say }: ServingParts,
  ours: Warm,
  out: string | undefined,
  releases: AsyncDisposableStack,
): Promise<Peer[]> {
  const prepared = path.join(scratch, 'prepared')
  savePrepared(prepared, ours.exchanges)
  const own = (file: string) => () => {
    const args = [fileURLToPath(new URL(file, import.meta.url)), prepared]
    return startServer({ args, core: 'server', env: { NODE_ENV: 'production' } })
  }
  const candidates: Candidate[] = [
    { name: 'bare node:http', start: own('bare.ts'), sameness: 'fields', target: 0.9 },
    { name: 'Fastify', start: own('fastify.ts'), sameness: 'fields', target: 1.2 },
    // `compression` 1.8 has no zstd: it answers plain.
    {
      ...{ name: 'Express, compression and etag', start: own('express.ts'), sameness: 'content', target: 1.5 },
      encodings: ['identity', 'gzip', 'br'],
    },
  ]
  if (HAS_NGINX && out !== undefined) {
    const start = () => startNginx(out, scratch)
    candidates.push({ name: 'nginx over the export', start, sameness: 'content', encodings: NGINX_ENCODINGS })
  } else say('  nginx is not here: left out.')
  const peers: Peer[] = []
  for (const { name, start, sameness, target, encodings } of candidates) {
    const server = releases.use(await start())
    const questions = ours.questions.filter(({ acceptEncoding }) => encodings?.includes(acceptEncoding) ?? true)
    if (questions.length < ours.questions.length) say(`  ${name} has ${encodings?.join(', ')}, and is asked for these`)
    const peer = await warmed(server, questions)
    expectSame(name, sameness, questions, [ours.exchanges, peer.exchanges])
    peers.push({ ...peer, name, ...(target === undefined ? {} : { target }) })
  }
  return peers
}
