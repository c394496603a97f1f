import { createServer } from 'node:net'

/** Speaks PostgreSQL until it is ready for a query, and answers none. */
export async function startHangingDatabase(): Promise<
  AsyncDisposable & { readonly address: string; readonly connections: () => number }
> {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    // AuthenticationOk, ReadyForQuery: https://www.postgresql.org/docs/current/protocol-message-formats.html
    socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')))
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    address: `postgres://bench@127.0.0.1:${port}/bench`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}
