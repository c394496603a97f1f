import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'

/** At shutdown, a connection without an answer so far may still send its first request for this time. */
const NEW_CONNECTION_GRACE_MS = 500

/** Time between the answer to a malformed request and the end of its connection. */
const LINGER_MS = 1000

export type Connections = ReturnType<typeof trackConnections>

/**
 * Tracks the connections of a server, each with its newest unfinished answer. Calls `onChange` when a connection opens or
 * closes.
 */
export function trackConnections(server: Server, onChange: () => void) {
  const open = new Map<Socket, ServerResponse | undefined>()
  const closing = new WeakSet<Socket>()
  let shutdown: Promise<void> | undefined
  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined)
    onChange()
    socket.once('close', () => {
      open.delete(socket)
      onChange()
    })
  })

  /** Ends a connection after its tracked answer, or at once. */
  const endAfterAnswer = (socket: Socket): void => {
    const answer = open.get(socket)
    if (!answer || answer.closed) {
      // Written data is sent first.
      socket.destroySoon()
      return
    }
    if (closing.has(socket)) return
    closing.add(socket)
    answer.shouldKeepAlive = false
    // The head may already promise keep-alive.
    answer.once('close', () => socket.destroySoon())
  }

  const shutDown = async (timeoutMs: number): Promise<void> => {
    // http.Server's own `close` would treat a connection as idle while its composed answer is still being sent.
    const allClosed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    const newConnections: Socket[] = []
    for (const [socket, answer] of open) {
      if (!answer && socket.bytesWritten === 0) newConnections.push(socket)
      else endAfterAnswer(socket)
    }
    const graceTimer = setTimeout(() => newConnections.forEach(endAfterAnswer), NEW_CONNECTION_GRACE_MS)
    const deadlineTimer = setTimeout(() => {
      for (const socket of open.keys()) socket.destroy()
    }, timeoutMs)
    await allClosed
    clearTimeout(graceTimer)
    clearTimeout(deadlineTimer)
    // Only this stops http.Server's check for slow connections.
    server.close()
  }

  return {
    size: (): number => open.size,
    /** Connections with data that the system has not accepted yet. */
    unread: (): readonly Socket[] => [...open.keys()].filter(({ writableLength }) => writableLength > 0),
    /** Tracks an answer until it is sent and its request is read completely. */
    track: (response: ServerResponse): void => {
      const { req } = response
      const { socket } = req
      open.set(socket, response)
      const untrack = (): void => {
        if (response.closed && (req.complete || req.closed) && open.get(socket) === response)
          open.set(socket, undefined)
      }
      response.once('close', untrack)
      req.once('close', untrack)
    },
    answerOn: (socket: Socket): ServerResponse | undefined => open.get(socket),
    isShuttingDown: (): boolean => shutdown !== undefined,
    endAfterAnswer,
    /** Sends `bytes` and ends the connection; incoming data is discarded for `LINGER_MS`. */
    endWith: (socket: Socket, bytes: string): void => {
      if (closing.has(socket)) return
      closing.add(socket)
      if (!socket.writable) {
        socket.destroy()
        return
      }
      // RFC 9112 §9.6: closing at once would reset the connection, and the client would lose the answer.
      socket.end(bytes)
      setTimeout(() => socket.destroy(), LINGER_MS).unref()
    },
    /**
     * Stops listening, closes idle connections, and lets answers finish for `timeoutMs`. Then it destroys the remaining
     * connections. Resolves when none is left.
     */
    shutDown: (timeoutMs: number): Promise<void> => {
      shutdown ??= shutDown(timeoutMs)
      return shutdown
    },
  }
}
