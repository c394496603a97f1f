import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningServer, startServer } from '../child.ts'
import { type ServingParts, type WarmServer, warmUp } from '../served.ts'
import { HAS_NGINX, NGINX_ENCODINGS, startNginx } from './nginx.ts'
import { savePrepared } from './prepared.ts'
import { expectSame, type Sameness } from './same.ts'

export type Peer = WarmServer & {
  readonly name: string
  /** Minimum of our requests per second as a share of the peer's. */
  readonly target?: number
}

type Candidate = {
  readonly name: string
  readonly start: () => Promise<RunningServer>
  readonly sameness: Sameness
  readonly target?: number
  /** Default: all. */
  readonly encodings?: readonly string[]
}

/** Starts the peers and checks that they answer as ours does. `out` is an export of the same edition. */
export async function startPeers(
  { scratch, say }: ServingParts,
  ours: WarmServer,
  out: string | undefined,
  releases: AsyncDisposableStack,
): Promise<Peer[]> {
  const prepared = path.join(scratch, 'prepared')
  savePrepared(prepared, ours.exchanges)
  const startPeer = (file: string) => () => {
    const args = [fileURLToPath(new URL(file, import.meta.url)), prepared]
    return startServer({ args, core: 'server', env: { NODE_ENV: 'production' } })
  }
  const candidates: Candidate[] = [
    { name: 'bare node:http', start: startPeer('bare.ts'), sameness: 'fields', target: 0.9 },
    { name: 'Fastify', start: startPeer('fastify.ts'), sameness: 'fields', target: 1.2 },
    // `compression` 1.8 has no zstd.
    {
      ...{ name: 'Express, compression and etag', start: startPeer('express.ts'), sameness: 'content', target: 1.5 },
      encodings: ['identity', 'gzip', 'br'],
    },
  ]
  if (HAS_NGINX && out !== undefined) {
    const start = () => startNginx(out, scratch)
    candidates.push({ name: 'nginx over the export', start, sameness: 'content', encodings: NGINX_ENCODINGS })
  } else say('  nginx is not installed: skipped.')
  const peers: Peer[] = []
  for (const { name, start, sameness, target, encodings } of candidates) {
    const server = releases.use(await start())
    const questions = ours.questions.filter(({ acceptEncoding }) => encodings?.includes(acceptEncoding) ?? true)
    if (questions.length < ours.questions.length) say(`  ${name} is measured only in ${encodings?.join(', ')}`)
    const peer = await warmUp(server, questions)
    expectSame(name, sameness, questions, [ours.exchanges, peer.exchanges])
    peers.push({ ...peer, name, ...(target === undefined ? {} : { target }) })
  }
  return peers
}
