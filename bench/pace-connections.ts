import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Connections that are kept open, each with one request under way at most. */
export type Connections = {
  /** `false` where none is free. `due` is for the answer. */
  send(request: Buffer, due: number): boolean
  /** Once all answers are there. */
  drained(): Promise<void>
}

/** A status, and when the answer had been due; 0 where the connection broke before there was one. */
type Answered = (status: number, due: number) => void

const HEAD_END = Buffer.from('\r\n\r\n')

/** One that the server ends is replaced: it may do so whenever nothing is under way. @throws where an answer has no length */
export async function connectionsTo(
  port: number,
  host: string,
  count: number,
  answered: Answered,
): Promise<Connections> {
  // The one that has been idle for longest is next, so that none is idle for long.
  const free: Connection[] = []
  const open = async (): Promise<void> => {
    const socket = connect({ port, host, noDelay: true })
    await once(socket, 'connect')
    const connection = connectionOn(socket, (status, due) => {
      if (status > 0) free.push(connection)
      answered(status, due)
    })
    free.push(connection)
    socket.once('close', () => {
      const place = free.indexOf(connection)
      if (place >= 0) free.splice(place, 1)
      void open()
    })
  }
  for (let number = 0; number < count; number++) await open()
  return {
    send: (request, due) => {
      const connection = free.shift()
      connection?.send(request, due)
      return connection !== undefined
    },
    drained: async () => {
      while (free.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
    },
  }
}

type Connection = { send(request: Buffer, due: number): void }

function connectionOn(socket: Socket, answered: Answered): Connection {
  /** Of what is under way. */
  let due: number | undefined
  let head: Buffer = Buffer.alloc(0)
  let status = 0
  /** Bytes of the body that are still to come; `undefined` while the head is. */
  let left: number | undefined
  const done = (status: number): void => {
    const at = due
    due = undefined
    head = Buffer.alloc(0)
    left = undefined
    if (at !== undefined) answered(status, at)
  }
  // What it broke of is told by what comes next, which is that it closes.
  socket.on('error', () => undefined).once('close', () => done(0))
  socket.on('data', (chunk: Buffer) => {
    if (left === undefined) {
      head = head.byteLength === 0 ? chunk : Buffer.concat([head, chunk])
      const end = head.indexOf(HEAD_END)
      if (end === -1) return
      const text = head.toString('latin1', 0, end)
      status = Number(text.slice(9, 12))
      const length = status === 304 ? '0' : /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
      if (length === undefined) throw new Error(`an answer without a length: ${text}`)
      left = Number(length) - (head.byteLength - end - HEAD_END.byteLength)
    } else left -= chunk.byteLength
    if (left <= 0) done(status)
  })
  return {
    send: (request, at) => {
      due = at
      socket.write(request)
    },
  }
}
