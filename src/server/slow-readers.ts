import type { Socket } from 'node:net'
import type { Connections } from './connections.ts'

/** The least that a client must read of an answer, or the rest of the answer if that is less. */
export type ReadingPace = {
  /** Milliseconds between two looks at the connections. */
  readonly look: number
  /** Milliseconds in which a client must read `leastBytes`. */
  readonly reading: number
  readonly leastBytes: number
}

type Progress = {
  readonly sentBytes: number
  readonly looks: number
}

/**
 * Drops clients that read too slowly, until the server ends. Not by `socket.setTimeout`: Node's timer first expires in
 * silence while part of a write is on its way, which doubles the time, and each byte that the client sends restarts it.
 * Counts looks and not a clock: a clock that is set, or a busy process, drops nobody.
 */
export function dropSlowReaders(connections: Connections, { look, reading, leastBytes }: ReadingPace): void {
  const looksMax = Math.ceil(reading / look)
  let progress = new Map<Socket, Progress>()
  const timer = setInterval(() => {
    const unread = new Map<Socket, Progress>()
    for (const socket of connections.unread()) {
      const sentBytes = sentBytesOf(socket)
      const before = progress.get(socket)
      if (!before || sentBytes - before.sentBytes >= leastBytes) unread.set(socket, { sentBytes, looks: 0 })
      else if (before.looks + 1 >= looksMax) socket.destroy()
      else unread.set(socket, { ...before, looks: before.looks + 1 })
    }
    progress = unread
    if (connections.ending() && connections.size() === 0) clearInterval(timer)
  }, look)
  timer.unref()
}

/** libuv's counters, which Node keeps on the handle. */
type WithHandle = { readonly _handle?: { readonly bytesWritten: number; readonly writeQueueSize: number } | null }

/** Bytes that the system has taken. Node's public figures count a write when it is whole, however large it is. */
function sentBytesOf(socket: Socket & WithHandle): number {
  const handle = socket._handle
  return handle ? handle.bytesWritten - handle.writeQueueSize : socket.bytesWritten
}
