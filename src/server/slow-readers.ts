import type { Socket } from 'node:net'
import type { Connections } from './connections.ts'

/** The least that a client must read of an answer, or the rest of the answer if that is less. */
export type ReadingPace = {
  /** Milliseconds between two checks of the connections. */
  readonly checkIntervalMs: number
  /** Milliseconds in which a client must read `leastBytes`. */
  readonly readWindowMs: number
  readonly leastBytes: number
}

type Progress = { readonly sentBytes: number; readonly checks: number }

/**
 * Drops clients that read too slowly. `socket.setTimeout` would ignore its first expiry during a write, which doubles
 * the time, and each byte from the client would restart it. Counting checks instead of reading a clock keeps clients
 * connected when the clock is set or the process is busy.
 */
export function dropSlowReaders(connections: Connections, pace: ReadingPace): void {
  const { checkIntervalMs, readWindowMs, leastBytes } = pace
  const checksMax = Math.ceil(readWindowMs / checkIntervalMs)
  let progress = new Map<Socket, Progress>()
  const timer = setInterval(() => {
    const unread = new Map<Socket, Progress>()
    for (const socket of connections.unread()) {
      const sentBytes = sentBytesOf(socket)
      const previous = progress.get(socket)
      if (!previous || sentBytes - previous.sentBytes >= leastBytes) unread.set(socket, { sentBytes, checks: 0 })
      else if (previous.checks + 1 >= checksMax) socket.destroy()
      else unread.set(socket, { ...previous, checks: previous.checks + 1 })
    }
    progress = unread
    if (connections.isShuttingDown() && connections.size() === 0) clearInterval(timer)
  }, checkIntervalMs)
  timer.unref()
}

/** libuv's counters on Node's handle. */
type WithHandle = { readonly _handle?: { readonly bytesWritten: number; readonly writeQueueSize: number } | null }

/** Bytes that the system has accepted. Node's public counters change only after a complete write. */
function sentBytesOf(socket: Socket & WithHandle): number {
  const handle = socket._handle
  return handle ? handle.bytesWritten - handle.writeQueueSize : socket.bytesWritten
}
