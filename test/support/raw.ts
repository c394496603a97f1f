import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** A connection that sends exact bytes and records the received bytes. */
export type RawConnection = {
  readonly socket: Socket
  /** In latin1, so that each character is one byte. */
  readonly heard: () => string
  /** Resolves with all received bytes when the connection is closed or reset. */
  readonly over: Promise<string>
}

/** Connects to a port. The connection is destroyed after the test. */
export async function dial(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk
  })
  // A reset closes the connection too, and the test checks the bytes before it.
  socket.on('error', () => undefined)
  const over = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  onTestFinished(() => void socket.destroy())
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return { socket, heard: () => text, over }
}

/** Sends bytes in separate packets. @returns the response, when the server has closed the connection */
export async function exchangeRaw(port: number, ...packets: readonly (string | Uint8Array)[]): Promise<string> {
  const { socket, over } = await dial(port)
  socket.setNoDelay()
  for (const [index, packet] of packets.entries()) {
    if (index > 0) await pause(30)
    socket.write(typeof packet === 'string' ? Buffer.from(packet, 'latin1') : packet)
  }
  return over
}
