import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createLru, getOrCreate } from '../memo.ts'
import { hashOf, programIn } from './user-agents.ts'

/** The last client on a connection. Clients behind a proxy share one. */
type ConnectionClient = {
  readonly agent: string | undefined
  readonly via: string | readonly string[] | undefined
  /** A hash of the network and the `User-Agent`. */
  readonly client: number
  readonly program: string
}
type ClientSocket = Socket & { [CLIENT]?: ConnectionClient }
const CLIENT = Symbol('client')

const AGENTS_MAX = 500

/** The client that sends a request. `clientOf` returns its network. */
export function createConnectionClient(clientOf: (request: IncomingMessage) => string) {
  /** By `User-Agent`. */
  const programs = createLru<string>(AGENTS_MAX)
  return (request: IncomingMessage): ConnectionClient => {
    const { headers } = request
    const socket: ClientSocket = request.socket
    const agent = headers['user-agent']
    const via = headers['x-forwarded-for'] ?? headers.forwarded
    const known = socket[CLIENT]
    if (known && known.agent === agent && known.via === via) return known
    const client = hashOf(`${clientOf(request)} ${agent ?? ''}`)
    const program = getOrCreate(programs, agent ?? '', () => programIn(agent))
    socket[CLIENT] = { agent, via, client, program }
    return socket[CLIENT]
  }
}
