import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Persistent connections, each with at most one pending request. */
export type Connections = {
  /** @returns `false` if no connection is free. `due` is passed to the callback. */
  send(request: Buffer, due: number): boolean
  /** Resolves when no request is pending. */
  drained(): Promise<void>
}

/** `due` is when the request was due. The status is 0 if the connection broke before the answer. */
type AnswerCallback = (status: number, due: number) => void

const HEAD_END = Buffer.from('\r\n\r\n')

/** Replaces connections that the server closes. @throws if an answer has no Content-Length */
export async function connectionsTo(
  port: number,
  host: string,
  count: number,
  onAnswer: AnswerCallback,
): Promise<Connections> {
  // The longest idle connection is next, so that no connection times out.
  const free: Connection[] = []
  const open = async (): Promise<void> => {
    const socket = connect({ port, host, noDelay: true })
    await once(socket, 'connect')
    const connection = connectionOn(socket, (status, due) => {
      if (status > 0) free.push(connection)
      onAnswer(status, due)
    })
    free.push(connection)
    socket.once('close', () => {
      const index = free.indexOf(connection)
      if (index >= 0) free.splice(index, 1)
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

function connectionOn(socket: Socket, onAnswer: AnswerCallback): Connection {
  /** `undefined` if no request is pending. */
  let pendingDue: number | undefined
  let head: Buffer = Buffer.alloc(0)
  let status = 0
  /** Missing bytes of the body; `undefined` until the head is complete. */
  let missingBytes: number | undefined
  const finish = (status: number): void => {
    const due = pendingDue
    pendingDue = undefined
    head = Buffer.alloc(0)
    missingBytes = undefined
    if (due !== undefined) onAnswer(status, due)
  }
  // `close` follows every error.
  socket.on('error', () => undefined).once('close', () => finish(0))
  socket.on('data', (chunk: Buffer) => {
    if (missingBytes === undefined) {
      head = head.byteLength === 0 ? chunk : Buffer.concat([head, chunk])
      const end = head.indexOf(HEAD_END)
      if (end === -1) return
      const text = head.toString('latin1', 0, end)
      status = Number(text.slice(9, 12))
      const length = status === 304 ? '0' : /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
      if (length === undefined) throw new Error(`an answer without a length: ${text}`)
      missingBytes = Number(length) - (head.byteLength - end - HEAD_END.byteLength)
    } else missingBytes -= chunk.byteLength
    if (missingBytes <= 0) finish(status)
  })
  return {
    send: (request, due) => {
      pendingDue = due
      socket.write(request)
    },
  }
}
