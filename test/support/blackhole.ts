import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A TCP proxy. After `swallow()`, connections stay open and all bytes are dropped. */
export async function leadingTo(port: number): Promise<{ readonly port: number; swallow(): void }> {
  const sockets = new Set<Socket>()
  let swallowing = false
  const server = createServer((socket) => {
    const other = connect(port, '127.0.0.1')
    for (const one of [socket, other]) {
      sockets.add(one)
      one.on('error', () => undefined).once('close', () => sockets.delete(one))
    }
    socket.on('data', (bytes) => swallowing || other.write(bytes))
    other.on('data', (bytes) => swallowing || socket.write(bytes))
    other.once('close', () => swallowing || socket.destroy())
    socket.once('close', () => other.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    swallow: () => {
      swallowing = true
    },
  }
}
