import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '../domain/errors.ts'
import { type Connections, trackConnections } from './connections.ts'
import type { Handler } from './handler.ts'
import { ERROR_RESPONSES, errorResponse, type ParserError, type Refused, statusOf } from './malformed-requests.ts'
import { dropSlowReaders, type ReadingPace } from './slow-readers.ts'

/** How long clients are waited for, in milliseconds. */
export type Patience = ReadingPace & {
  /** From a request's first byte, or a connection's beginning, to the request's last byte. */
  readonly asking: number
  /** Between two requests. Proxies that keep connections for less, most do for 60 s, never ask on one that just ends. */
  readonly idle: number
  /** The same while there are more connections than `many`, so that those who only come once an hour leave room. */
  readonly idleAmongMany: number
  readonly many: number
  /** For answers under way, at the end. */
  readonly draining: number
}

const PATIENCE: Patience = {
  ...{ asking: 8000, look: 500 },
  // 1 KiB a second: slower than any network that people use, and a large feed still ends within minutes.
  ...{ reading: 30_000, leastBytes: 30 * 1024 },
  ...{ idle: 65_000, idleAmongMany: 5000, many: 1000 },
  draining: 8000,
}

/** Connections that may wait until they are accepted: Linux has fewer where `net.core.somaxconn` says so. */
const BACKLOG = 16_384

export type Listening = {
  readonly server: Server
  readonly port: number
  /** Listens no more from now on, lets answers under way finish, and ends each connection with its last. */
  close(): Promise<void>
}

export type ListenOptions = {
  readonly port: number
  readonly host: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly patience?: Partial<Patience>
  /** Hears of every answer to what is no request, or none that the handler is asked about. */
  readonly refused?: (status: number) => void
}

/** @throws AppError `port_unusable` */
export async function listen(
  handler: Handler,
  { port, host, now, patience: given, refused = () => undefined }: ListenOptions,
): Promise<Listening> {
  const patience = { ...PATIENCE, ...given }
  const server = createServer({
    headersTimeout: patience.asking,
    requestTimeout: patience.asking,
    connectionsCheckingInterval: patience.look,
    // Node's own answer to that may be stored.
    requireHostHeader: false,
  })
  const connections = trackConnections(server, () => {
    server.keepAliveTimeout = connections.size() > patience.many ? patience.idleAmongMany : patience.idle
  })
  dropSlowReaders(connections, patience)
  server.on('request', (request, response) => answer(handler, connections, request, response))
  refuse(server, connections, now, refused)
  const bound = await bind(server, port, host)
  return { server, port: bound, close: () => connections.end(patience.draining) }
}

function answer(handler: Handler, connections: Connections, request: IncomingMessage, response: ServerResponse): void {
  if (connections.ending()) response.shouldKeepAlive = false
  handler(request, response)
  const { headers } = request
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  if (!response.writableEnded || hasBody) connections.begun(response)
}

/** Answers what is no request, or none that we take: Node's own answers may be stored, or are none. */
function refuse(server: Server, connections: Connections, now: () => number, refused: (status: number) => void): void {
  const end = (socket: Socket, status: Refused): void => {
    const answer = connections.answerOn(socket)
    // What comes after a request, or in a body whose request has been answered, is nobody's to take for an answer.
    if (answer && (answer.req.complete || answer.headersSent)) {
      connections.endAfterAnswer(socket)
      return
    }
    refused(status)
    connections.endWith(socket, errorResponse(status, now()))
  }
  server.on('clientError', (error: ParserError, socket) => end(socket as Socket, statusOf(error)))
  // RFC 9110 §9.3.6: no proxy is here, for any address.
  server.on('connect', (request, stream) => {
    // Node leaves the connection to who listens to this.
    stream.on('error', () => undefined).resume()
    end(request.socket, 501)
  })
  // RFC 9110 §10.1.1.
  server.on('checkExpectation', (_request, response) => {
    refused(417)
    response.writeHead(417, ERROR_RESPONSES).end()
  })
}

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why: Record<string, string> = {
        EADDRINUSE: `Port ${port} on ${host} is in use: stop what listens there, or set PORT to another`,
        EACCES: `Port ${port} on ${host} may not be used by this user: set PORT to one above 1023`,
        EADDRNOTAVAIL: `HOST ${host} is no address of this machine`,
        ENOTFOUND: `HOST ${host} is no address of this machine`,
      }
      reject(new AppError('port_unusable', why[error.code ?? ''] ?? error.message, {}, { cause: error }))
    })
    server.listen({ port, host, backlog: BACKLOG }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
