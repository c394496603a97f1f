import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { AppError } from '../domain/errors.ts'
import type { Handler } from '../http/request-log.ts'
import { type Connections, trackConnections } from './connections.ts'
import { ERROR_FIELDS, errorResponse, type ParserError, type RefusalStatus, statusOf } from './malformed-requests.ts'
import { dropSlowReaders, type ReadingPace } from './slow-readers.ts'

const DEFAULT_TIMEOUTS = {
  /** From the start of a connection or a request to the request's last byte. */
  requestMs: 8000,
  checkIntervalMs: 500,
  // 1 KiB/s is slower than any real network, and a large feed still completes within minutes.
  ...{ readWindowMs: 30_000, leastBytes: 30 * 1024 },
  /** Between two requests. Longer than the 60 s of most proxies, which therefore never use a closing connection. */
  idleMs: 65_000,
  /** The same above `crowdedConnections`, so that hourly readers make room. */
  crowdedIdleMs: 5000,
  crowdedConnections: 1000,
  /** For unfinished answers at shutdown. */
  drainMs: 8000,
} satisfies ReadingPace & Readonly<Record<string, number>>
export type Timeouts = typeof DEFAULT_TIMEOUTS

/** Connections that wait to be accepted. Linux limits this by `net.core.somaxconn`. */
const BACKLOG = 16_384

export type Listening = {
  readonly server: Server
  readonly port: number
  /** Stops listening, lets unfinished answers complete, and closes all connections. */
  close(): Promise<void>
}

export type ListenOptions = {
  readonly port: number
  readonly host: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly timeouts?: Partial<Timeouts>
  /** Called for each answer that the handler did not give. */
  readonly onRefused?: (status: number) => void
}

/** @throws AppError `port_unusable` */
export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts }
  const server = createServer({
    headersTimeout: timeouts.requestMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: timeouts.checkIntervalMs,
    // Node's own answer to a missing Host can be cached; `refusalOf` answers it.
    requireHostHeader: false,
    // The stream of a request without a body has nothing to read.
    optimizeEmptyRequests: true,
  })
  const connections = trackConnections(server, () => {
    server.keepAliveTimeout =
      connections.size() > timeouts.crowdedConnections ? timeouts.crowdedIdleMs : timeouts.idleMs
  })
  dropSlowReaders(connections, timeouts)
  server.on('request', (request, response) => answer(handler, connections, request, response))
  answerRefusals(server, connections, options)
  return { server, port: await bind(server, options), close: () => connections.shutDown(timeouts.drainMs) }
}

function answer(handler: Handler, connections: Connections, request: IncomingMessage, response: ServerResponse): void {
  if (connections.isShuttingDown()) response.shouldKeepAlive = false
  handler(request, response)
  const { headers } = request
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  if (!response.writableEnded || hasBody) connections.track(response)
}

/** Answers malformed and unsupported requests. Node's own answers can be cached or are missing. */
function answerRefusals(
  server: Server,
  connections: Connections,
  { now, onRefused = () => undefined }: ListenOptions,
): void {
  const end = (socket: Socket, status: RefusalStatus): void => {
    const answer = connections.answerOn(socket)
    // A second answer here would be taken for the answer to another request.
    if (answer && (answer.req.complete || answer.headersSent)) {
      connections.endAfterAnswer(socket)
      return
    }
    onRefused(status)
    connections.endWith(socket, errorResponse(status, now()))
  }
  server.on('clientError', (error: ParserError, socket) => end(socket as Socket, statusOf(error)))
  // RFC 9110 §9.3.6: the server is not a proxy.
  server.on('connect', (request, stream) => {
    // The listener of `connect` owns the connection.
    stream.on('error', () => undefined).resume()
    end(request.socket, 501)
  })
  // RFC 9110 §10.1.1.
  server.on('checkExpectation', (_request, response) => {
    onRefused(417)
    response.writeHead(417, ERROR_FIELDS).end()
  })
}

async function bind(server: Server, { port, host }: ListenOptions): Promise<number> {
  server.listen({ port, host, backlog: BACKLOG })
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const messages: Record<string, string> = {
      EADDRINUSE: `Port ${port} on ${host} is in use: stop the other process, or set PORT to another port`,
      EACCES: `This user may not listen on port ${port} of ${host}: set PORT to 1024 or higher`,
      EADDRNOTAVAIL: `HOST ${host} is not an address of this machine`,
      ENOTFOUND: `HOST ${host} is not an address of this machine`,
    }
    throw new AppError('port_unusable', messages[error.code ?? ''] ?? error.message, {}, { cause: error })
  })
  return (server.address() as AddressInfo).port
}
