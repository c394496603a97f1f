import { connect, type Socket } from 'node:net'

/** Sockets that do the same, and how many of them the server has ended. */
export type Crowd = { readonly size: number; readonly ended: () => number; close(): void }

/** Connections, opened a hundred at a time. */
export async function opened(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const part = Array.from({ length: Math.min(100, count - sockets.length) }, () => open(port))
    sockets.push(...(await Promise.all(part)))
  }
  return sockets
}

export function crowd(sockets: readonly Socket[], act: (socket: Socket) => void): Crowd {
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
    // A reset is an end like any other.
    socket.on('error', () => undefined)
    socket.once('connect', () => resolve(socket)).once('close', () => resolve(socket))
  })
}

/** Larger than the buffers of a connection. */
export const FILM = '/media/film.mp4'

const HEAD = 'Host: 127.0.0.1\r\n'

/** Asks for a feed once, reads it, and stays. */
export function idle(socket: Socket): void {
  socket.resume()
  socket.write(`GET /en/tags/t1/atom.xml HTTP/1.1\r\n${HEAD}Accept-Encoding: gzip\r\n\r\n`)
}

/** Sends a header field a second, and never comes to an end. */
export function slowloris(socket: Socket): void {
  socket.resume()
  socket.write(`GET /en/atom.xml HTTP/1.1\r\n${HEAD}`)
  const timer = setInterval(() => socket.write('X-More: 1\r\n'), 1000)
  socket.once('close', () => clearInterval(timer))
}

/** Asks for a film, and reads nothing of it. */
export function unreading(socket: Socket): void {
  socket.pause()
  socket.write(`GET ${FILM} HTTP/1.1\r\n${HEAD}\r\n`)
}

/** Sends bytes that are no request. */
export function junking(bytes: () => Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.resume()
    socket.write(bytes())
  }
}
