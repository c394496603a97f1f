import { connect, type Socket } from 'node:net'

/** Sockets that do the same; `ended` counts those that the server has closed. */
export type SocketGroup = { readonly size: number; readonly ended: () => number; close(): void }

/** Opens connections, a hundred at a time. */
export async function openSockets(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const part = Array.from({ length: Math.min(100, count - sockets.length) }, () => open(port))
    sockets.push(...(await Promise.all(part)))
  }
  return sockets
}

export function groupOf(sockets: readonly Socket[], act: (socket: Socket) => void): SocketGroup {
  let ended = sockets.filter(({ destroyed }) => destroyed).length
  for (const socket of sockets.filter(({ destroyed }) => !destroyed)) {
    socket.once('close', () => ended++)
    act(socket)
  }
  return {
    size: sockets.length,
    ended: () => ended,
    close: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    // `close` follows a reset too.
    socket.on('error', () => undefined)
    socket.once('connect', () => resolve(socket)).once('close', () => resolve(socket))
  })
}

/** Larger than a connection's buffers. */
export const FILM = '/media/film.mp4'

const HEAD = 'Host: 127.0.0.1\r\n'

/** Requests a feed once, reads it, and stays connected. */
export function sendAndIdle(socket: Socket): void {
  socket.resume()
  socket.write(`GET /en/tags/t1/atom.xml HTTP/1.1\r\n${HEAD}Accept-Encoding: gzip\r\n\r\n`)
}

/** Sends one header field per second, without end. */
export function slowloris(socket: Socket): void {
  socket.resume()
  socket.write(`GET /en/atom.xml HTTP/1.1\r\n${HEAD}`)
  const timer = setInterval(() => socket.write('X-More: 1\r\n'), 1000)
  socket.once('close', () => clearInterval(timer))
}

/** Requests a film and reads nothing. */
export function requestWithoutReading(socket: Socket): void {
  socket.pause()
  socket.write(`GET ${FILM} HTTP/1.1\r\n${HEAD}\r\n`)
}

/** Sends bytes that are not a request. */
export function sendJunk(bytes: () => Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.resume()
    socket.write(bytes())
  }
}
