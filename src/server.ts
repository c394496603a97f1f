import { createServer, type Server, type ServerResponse } from 'node:http'
import { AppError } from './domain/errors.ts'
import type { Handler } from './http/assembly.ts'

/** Seconds that answers under way have at the end. */
const DRAIN = 10

export type Listening = {
  readonly server: Server
  readonly port: number
  /** Lets answers under way finish, and ends each connection with its last. */
  close(): Promise<void>
}

/** @throws AppError `port_unusable` */
export async function listen(handler: Handler, { port, host }: { port: number; host: string }): Promise<Listening> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 })
  const waiting = new Set<ServerResponse>()
  server.on('request', (request, response) => {
    handler(request, response)
    if (response.writableEnded) return
    waiting.add(response)
    response.once('close', () => waiting.delete(response))
  })
  const bound = await bind(server, port, host)
  return { server, port: bound, close: () => drain(server, waiting) }
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
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Who goes on asking must not keep us up. */
async function drain(server: Server, waiting: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  for (const response of waiting) response.shouldKeepAlive = false
  const deadline = setTimeout(() => server.closeAllConnections(), DRAIN * 1000)
  await closed
  clearTimeout(deadline)
}
