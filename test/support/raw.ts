import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** A connection on which a test says just what it wants to, and everything that came back on it. */
export type RawConnection = {
  readonly socket: Socket
  /** In latin1: a character is a byte. */
  readonly heard: () => string
  /** Resolves when the connection is over, however it ended, with all that was heard. */
  readonly over: Promise<string>
}

/** Gone with the test. */
export async function dial(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk
  })
  // A reset is an end like any other: what counts is what came before.
  socket.on('error', () => undefined)
  const over = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  onTestFinished(() => void socket.destroy())
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return { socket, heard: () => text, over }
}

/** What is answered to some bytes, in packets of their own where they are several, until the other side ends. */
export async function exchangeRaw(port: number, ...packets: readonly (string | Uint8Array)[]): Promise<string> {
  const { socket, over } = await dial(port)
  socket.setNoDelay()
  for (const [index, packet] of packets.entries()) {
    if (index > 0) await pause(30)
    socket.write(typeof packet === 'string' ? Buffer.from(packet, 'latin1') : packet)
  }
  return over
}
