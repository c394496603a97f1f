import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'

/** Milliseconds for a connection that has just come, and has sent nothing that was answered yet, at the end. */
const JUST_COME = 500

/** Milliseconds between the last word to somebody who sends what nobody understands, and the end of the connection. */
const LINGER = 1000

/** The connections of a server, and what is being answered on each. */
export type Connections = {
  readonly size: () => number
  /** Those that have more to take than the system has room for. */
  readonly unread: () => readonly Socket[]
  /** An answer has begun that is not over yet, or whose request has not come whole. */
  begun(response: ServerResponse): void
  /** The newest such answer. */
  answerOn(socket: Socket): ServerResponse | undefined
  /** Whether no more is to be answered than has been asked. */
  readonly ending: () => boolean
  /** Ends a connection with the last answer that was begun on it. */
  endAfterAnswer(socket: Socket): void
  /** Ends a connection with some bytes, where they can be sent; what still comes is thrown away for a moment. */
  endWith(socket: Socket, bytes: string): void
  /**
   * Stops listening at once, closes what is idle, lets answers under way finish, and cuts what is left after so many
   * milliseconds. Resolves when no connection is left.
   */
  end(patience: number): Promise<void>
}

/** `changed` hears of every connection that comes or goes. */
export function trackConnections(server: Server, changed: () => void): Connections {
  const open = new Map<Socket, ServerResponse | undefined>()
  const last = new WeakSet<Socket>()
  let ended: Promise<void> | undefined
  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined)
    changed()
    socket.once('close', () => {
      open.delete(socket)
      changed()
    })
  })

  const endAfterAnswer = (socket: Socket): void => {
    const answer = open.get(socket)
    if (!answer || answer.closed) {
      // What has been written is sent before.
      socket.destroySoon()
      return
    }
    if (last.has(socket)) return
    last.add(socket)
    answer.shouldKeepAlive = false
    // Its head may have promised otherwise.
    answer.once('close', () => socket.destroySoon())
  }

  const end = async (patience: number): Promise<void> => {
    // Not the server's own `close`: it takes a connection for idle whose answer has been made, but not been sent yet.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    const justCome: Socket[] = []
    for (const [socket, answer] of open) {
      if (!answer && socket.bytesWritten === 0) justCome.push(socket)
      else endAfterAnswer(socket)
    }
    const moment = setTimeout(() => justCome.forEach(endAfterAnswer), JUST_COME)
    const deadline = setTimeout(() => {
      for (const socket of open.keys()) socket.destroy()
    }, patience)
    await closed
    clearTimeout(moment)
    clearTimeout(deadline)
    // Its own looking after connections that are slow ends with this only.
    server.close()
  }

  return {
    size: () => open.size,
    unread: () => [...open.keys()].filter(({ writableLength }) => writableLength > 0),
    begun: (response) => {
      const { req } = response
      const { socket } = req
      open.set(socket, response)
      const over = (): void => {
        if (response.closed && (req.complete || req.closed) && open.get(socket) === response)
          open.set(socket, undefined)
      }
      response.once('close', over)
      req.once('close', over)
    },
    answerOn: (socket) => open.get(socket),
    ending: () => ended !== undefined,
    endAfterAnswer,
    endWith: (socket, bytes) => {
      if (last.has(socket)) return
      last.add(socket)
      if (!socket.writable) {
        socket.destroy()
        return
      }
      // RFC 9112 §9.6: closed at once, the connection would be reset, and the answer lost, while more is being sent.
      socket.end(bytes)
      setTimeout(() => socket.destroy(), LINGER).unref()
    },
    end: (patience) => {
      ended ??= end(patience)
      return ended
    },
  }
}
