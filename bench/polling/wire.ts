import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Handler } from '../../src/http/request-log.ts'

/** `body` and `heads` are bytes on the wire; `heads` includes the request's. */
export type WireAnswer = {
  readonly status: number
  readonly etag: string
  readonly body: number
  readonly heads: number
}

export type Wire = AsyncDisposable & {
  ask(path: string, headers: Readonly<Record<string, string>>): Promise<WireAnswer>
}

/** Fields of a typical feed reader. */
const READER_FIELDS = { 'User-Agent': 'Reader/2.4 (+https://reader.example/bot; 1 subscribers)', Accept: '*/*' }

/** Serves the handler on the loopback. Fields about the connection are not counted. */
export async function wireTo(handler: Handler): Promise<Wire> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  return {
    ask: async (path, extraFields) => {
      const headers = { Host: 'feeds.herald.example', ...READER_FIELDS, ...extraFields }
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path, agent, headers }, resolve).once('error', reject).end()
      })
      const { statusCode: status = 0, statusMessage, rawHeaders } = response
      const { byteLength: body } = await buffer(response)
      const fields = rawHeaders.filter(
        (_, index) => !/^(?:connection|keep-alive)$/i.test(rawHeaders[index & ~1] as string),
      )
      const requestHead = headBytes(`GET ${path} HTTP/1.1`, Object.entries(headers).flat())
      const heads = requestHead + headBytes(`HTTP/1.1 ${status} ${statusMessage}`, fields)
      return { status, etag: response.headers.etag ?? '', body, heads }
    },
    [Symbol.asyncDispose]: async () => {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** RFC 9112 §2.1: bytes of the start line, of `name: value` lines, and of an empty line. */
function headBytes(startLine: string, fields: readonly string[]): number {
  return startLine.length + 4 + fields.reduce((sum, text) => sum + text.length + 2, 0)
}
